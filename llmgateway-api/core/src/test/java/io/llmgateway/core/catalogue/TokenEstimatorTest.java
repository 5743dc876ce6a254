package io.llmgateway.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.Usage;
import io.llmgateway.spi.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEstimatorTest {
    private static final Target TARGET = new Target("p", "model");
    /** Three for the message and three for the reply. */
    private static final int AROUND = 6;

    private final TokenEstimator estimator = new TokenEstimator(Map.of(), List.of());

    /** A character is a token, at the vendor "toy". */
    private static class Letters implements TokenCounter {
        long seen;
        long longest;

        @Override
        public boolean knows(String vendor, String model) {
            return vendor.equals("toy");
        }

        @Override
        public long count(String model, String text) {
            seen += text.length();
            longest = Math.max(longest, text.length());
            return text.length();
        }
    }

    private static TokenEstimator with(TokenCounter... counters) {
        return new TokenEstimator(Map.of("p", new Vendor("toy", null)), List.of(counters));
    }

    private long tokens(String text) {
        return estimator.prompt(ChatRequest.of(text), TARGET) - AROUND;
    }

    private static Usage told(long input) {
        return Usage.builder().input(input).build();
    }

    // what OpenAI's encodings make of it, the newer and the older: from a third below the one to a third above the
    // other
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Why is the sky blue? Please answer in one sentence, and be brief.|16|16",
                "Der Himmel ist blau, weil das Licht der Sonne in der Atmosphäre gestreut wird.|18|23",
                "{\"name\":\"weather\",\"arguments\":{\"city\":\"Berlin\",\"days\":3}}|15|15",
                "天空之所以是蓝色的，是因为太阳光在大气中被散射，波长较短的蓝光比波长较长的红光散射得更强烈。|41|70",
                "Небо голубое, потому что солнечный свет рассеивается молекулами атмосферы.|22|36",
            })
    void guessesFromCharacters(String text, long newer, long older) {
        assertThat(tokens(text)).isBetween(newer * 2 / 3, older * 4 / 3);
    }

    @Test
    void aPromptOfNothingIsWhatIsAroundIt() {
        assertThat(tokens("")).isZero();
        assertThat(estimator.prompt(ChatRequest.builder().build(), TARGET)).isEqualTo(3);
        assertThat(estimator.promptAtMost(ChatRequest.of(""), TARGET)).isBetween(6L, 8L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<|endoftext|>", "\u0000\uFFFF", "half a pair \uD83D", "\uDE00 the other half"})
    void anyTextCanBeMeasured(String text) {
        assertThat(tokens(text)).isBetween(1L, 20L);
    }

    @Test
    void aMegabyteIsMeasuredWhole() {
        String text = "The quick brown fox. ".repeat(50_000);
        assertThat(tokens(text)).isCloseTo(50_000 * tokens("The quick brown fox. "), within(50_000L));
    }

    @Test
    void neverNegativeNeverBelowTheGuessNeverAboveTheBytes() {
        Random random = new Random(42);
        for (int i = 0; i < 2_000; i++) {
            int[] points = random.ints(random.nextInt(200), 0, 0x3000)
                    .map(point -> random.nextBoolean() ? point % 0x80 : point)
                    .toArray();
            String text = new String(points, 0, points.length);
            Estimate estimate = estimator.estimate(ChatRequest.of(text), TARGET);
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;

            assertThat(estimate.measured()).as(text).isGreaterThanOrEqualTo(AROUND);
            assertThat(estimate.tokens()).as(text).isBetween((long) AROUND, estimate.atMost());
            assertThat(estimate.atMost()).as(text).isLessThanOrEqualTo(bytes + AROUND * 2);
        }
    }

    @Test
    void everythingThatIsSentCounts() {
        ChatRequest plain = ChatRequest.of("What is the weather?");
        String words = "some more words to be counted here";
        long more = tokens(words);
        List<ChatRequest> richer = List.of(
                plain.toBuilder().system(words).build(),
                plain.toBuilder().assistant(words).build(),
                plain.toBuilder()
                        .message(Message.of(plain.messages().get(0).role(), new Part.Reasoning(words, null)))
                        .build(),
                plain.toBuilder()
                        .message(Message.of(
                                plain.messages().get(0).role(),
                                new Part.ToolCall("1", "f", "{\"a\":\"" + words + "\"}")))
                        .build(),
                plain.toBuilder()
                        .message(Message.tool(Part.ToolResult.of(new Part.ToolCall("1", "f", "{}"), words)))
                        .build(),
                plain.toBuilder()
                        .message(Message.user(new Part.Opaque(new ProviderState("toy", words))))
                        .build(),
                plain.toBuilder()
                        .tools(List.of(Tool.function("f", words, "{}")))
                        .build(),
                plain.toBuilder()
                        .tools(List.of(new Tool.Native("toy", Json.of("{\"a\":\"" + words + "\"}"))))
                        .build(),
                plain.toBuilder()
                        .responseFormat(ResponseFormat.jsonSchema("f", Json.of("{\"a\":\"" + words + "\"}")))
                        .build());
        for (ChatRequest request : richer) {
            assertThat(estimator.prompt(request, TARGET) - estimator.prompt(plain, TARGET))
                    .as(request.toString())
                    .isBetween(more, more + 45);
        }
        assertThat(estimator.prompt(EmbeddingRequest.of("model", words, words), TARGET))
                .isCloseTo(2 * more, within(1L));
    }

    @Test
    void picturesSoundsAndDocumentsCount() {
        Part picture = new Part.Image(MediaSource.url("https://a.example/a.png"));
        Part sound = new Part.Audio(MediaSource.of("audio/mpeg", new byte[160_000])); // ten seconds
        Part page = new Part.Document(MediaSource.of("application/pdf", new byte[100_000]));
        Part text = new Part.Document(MediaSource.of("text/plain", new byte[4_000]));
        Part far = new Part.Document(MediaSource.url("https://a.example/a.pdf"));

        assertThat(of(picture)).isEqualTo(1_000);
        assertThat(of(sound)).isCloseTo(320, within(2L));
        assertThat(of(page)).isCloseTo(2_000, within(2L));
        assertThat(of(text)).isCloseTo(1_000, within(2L));
        assertThat(of(far)).isEqualTo(10_000);
        for (String type : List.of("application/xml", "TEXT/PLAIN", "text/csv;charset=utf-8")) {
            Part typed = new Part.Document(MediaSource.of(type, new byte[4_000]));
            assertThat(of(typed)).as(type).isCloseTo(1_000, within(2L));
        }
        assertThat(of(new Part.Document(MediaSource.url("data:text/plain," + "a".repeat(4_000)))))
                .isCloseTo(1_000, within(2L));
    }

    private long of(Part part) {
        ChatRequest request = ChatRequest.builder().user(part).build();
        return estimator.prompt(request, TARGET) - AROUND;
    }

    @Test
    void anAnswerIsWhatCameOfIt() {
        long words = tokens("one two three");
        assertThat(answer(new Part.Text("one two three"))).isEqualTo(words);
        assertThat(answer(new Part.Reasoning("one two three", null))).isEqualTo(words);
        assertThat(answer(new Part.Refusal("one two three"))).isEqualTo(words);
        assertThat(answer(new Part.ToolCall("id", "f", "{\"a\":"))).isBetween(3L, 8L);
        assertThat(answer()).isZero();
        EmbeddingResponse vectors = new EmbeddingResponse(
                List.of(new Embedding(new float[] {1})),
                told(3),
                ResponseInfo.builder("p", "m").build());
        assertThat(estimator.answer(vectors, TARGET)).isZero();
    }

    private long answer(Part... parts) {
        ResponseInfo info = ResponseInfo.builder("p", "m").build();
        return estimator.answer(new ChatResponse(List.of(parts), FinishReason.STOP, Usage.NONE, info), TARGET);
    }

    @Test
    void aCounterThatKnowsTheModelIsAsked() {
        TokenEstimator exact = with(new Letters());
        assertThat(exact.prompt(ChatRequest.of("twelve chars"), TARGET)).isEqualTo(12 + AROUND);
        assertThat(exact.prompt(ChatRequest.of("twelve chars"), new Target("other", "model")))
                .isNotEqualTo(12 + AROUND);
    }

    @Test
    void ofLongTextsPiecesAreCountedAndTheRestIsTakenToBeLikeThem() {
        Letters counter = new Letters();
        TokenEstimator exact = with(counter);

        assertThat(exact.prompt(ChatRequest.of("a".repeat(1_000_000)), TARGET))
                .isCloseTo(1_000_000 + AROUND, within(1_000L));
        assertThat(counter.seen).isEqualTo(200_000);
        assertThat(counter.longest).isLessThanOrEqualTo(25_000);

        // all messages together, not each
        ChatRequest.Builder request = ChatRequest.builder();
        for (int i = 0; i < 10; i++) {
            request.user("b".repeat(150_000));
        }
        counter.seen = 0;
        assertThat(exact.prompt(request.build(), TARGET)).isCloseTo(1_500_000, within(2_000L));
        assertThat(counter.seen).isLessThanOrEqualTo(200_000);
    }

    @Test
    void piecesAreNotCutInsideACharacter() {
        TokenEstimator exact = with(new Letters() {
            @Override
            public long count(String model, String text) {
                assertThat(Character.isLowSurrogate(text.charAt(0))).isFalse();
                assertThat(Character.isHighSurrogate(text.charAt(text.length() - 1)))
                        .isFalse();
                return text.length();
            }
        });
        assertThat(exact.prompt(ChatRequest.of("x" + "😀".repeat(200_000)), TARGET))
                .isCloseTo(400_000, within(2_000L));
    }

    @Test
    void aBrokenCounterBreaksNothing() {
        TokenCounter broken = new TokenCounter() {
            @Override
            public boolean knows(String vendor, String model) {
                if (model.equals("trap")) {
                    throw new IllegalStateException("a test");
                }
                return true;
            }

            @Override
            public long count(String model, String text) {
                if (model.equals("negative")) {
                    return -100;
                }
                throw new IllegalStateException("a test");
            }
        };
        ChatRequest request = ChatRequest.of("twelve chars");
        long guess = estimator.prompt(request, TARGET);
        assertThat(with(broken).prompt(request, TARGET)).isEqualTo(guess);
        assertThat(with(broken).prompt(request, new Target("p", "trap"))).isEqualTo(guess);
        assertThat(with(broken).prompt(request, new Target("p", "negative"))).isEqualTo(AROUND);
    }

    @Test
    void learnsWhatAVendorMakesOfIt() {
        Random random = new Random(7);
        for (int call = 0; call < 20; call++) {
            ChatRequest request = ChatRequest.of("some words and more ".repeat(5 + random.nextInt(50)));
            Estimate estimate = estimator.estimate(request, TARGET);
            double noise = 0.9 + random.nextDouble() * 0.2;
            estimator.learn(estimate, told(Math.round(estimate.measured() * 1.37 * noise)));
        }
        Estimate after = estimator.estimate(ChatRequest.of("some words and more ".repeat(20)), TARGET);
        double truth = after.measured() * 1.37;
        assertThat((double) after.tokens()).isCloseTo(truth, within(truth * 0.05));
        assertThat(after.atMost()).isGreaterThan(Math.round(truth));
        assertThat(estimator
                        .estimate(ChatRequest.of("some words"), new Target("p", "another"))
                        .tokens())
                .isEqualTo(estimator
                        .estimate(ChatRequest.of("some words"), new Target("p", "another"))
                        .measured());
    }

    @Test
    void followsAVendorThatCountsInAnotherWayNow() {
        ChatRequest request = ChatRequest.of("some words and more ".repeat(20));
        for (int call = 0; call < 500; call++) {
            learn(request, 1.1);
        }
        for (int call = 0; call < 50; call++) {
            learn(request, 1.43);
        }
        Estimate after = estimator.estimate(request, TARGET);
        double truth = after.measured() * 1.43;
        assertThat((double) after.tokens()).isCloseTo(truth, within(truth * 0.05));
    }

    private void learn(ChatRequest request, double factor) {
        Estimate estimate = estimator.estimate(request, TARGET);
        estimator.learn(estimate, told(Math.round(estimate.measured() * factor)));
    }

    @Test
    void learnsNothingFromEstimatesTriflesOrNothingAndLittleFromNonsense() {
        ChatRequest request = ChatRequest.of("some words and more ".repeat(20));
        Estimate before = estimator.estimate(request, TARGET);

        estimator.learn(before, Usage.builder().input(10_000).estimated(true).build());
        estimator.learn(before, Usage.NONE);
        estimator.learn(estimator.estimate(ChatRequest.of("hi"), TARGET), told(10_000));
        assertThat(estimator.estimate(request, TARGET)).isEqualTo(before);

        estimator.learn(before, told(before.measured() * 1_000_000));
        assertThat(estimator.estimate(request, TARGET).tokens()).isLessThanOrEqualTo(before.measured() * 5);
        for (int i = 0; i < 100; i++) {
            estimator.learn(before, told(1));
        }
        assertThat(estimator.estimate(request, TARGET).tokens()).isGreaterThanOrEqualTo(before.measured() / 5);
    }

    @Test
    void theModelsItLearnsAreLimited() {
        ChatRequest request = ChatRequest.of("some words and more ".repeat(20));
        for (int i = 0; i < 1_500; i++) {
            Estimate estimate = estimator.estimate(request, new Target("p", "model-" + i));
            estimator.learn(estimate, told(estimate.measured() * 2));
        }
        Estimate first = estimator.estimate(request, new Target("p", "model-1"));
        Estimate last = estimator.estimate(request, new Target("p", "model-1499"));
        assertThat(first.tokens()).isEqualTo(first.measured() * 2);
        assertThat(last.tokens()).isEqualTo(last.measured());
    }

    // estimates made before others were learnt from must not push the factor on and on
    @Test
    void manyCallsUnderWayAtOnceLearnTheSame() throws Exception {
        ChatRequest request = ChatRequest.of("some words and more ".repeat(20));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 10; round++) {
                List<Estimate> underWay = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    underWay.add(estimator.estimate(request, TARGET));
                }
                List<Future<?>> ends = new ArrayList<>();
                for (Estimate estimate : underWay) {
                    ends.add(threads.submit(
                            () -> estimator.learn(estimate, told(Math.round(estimate.measured() * 1.37)))));
                }
                for (Future<?> end : ends) {
                    end.get();
                }
                Estimate after = estimator.estimate(request, TARGET);
                double truth = after.measured() * 1.37;
                assertThat((double) after.tokens()).isCloseTo(truth, within(truth * 0.01));
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
