package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are judged while they come. */
class ModeratedStreamsTest {
    private static final List<String> WORDS = List.of("oat", "turnip", "rotten beet", "萝卜");
    private static final List<String> PIECES = List.of(
            "oat",
            "turnip",
            "rotten beet",
            "萝卜",
            "o a t",
            "tur\u200bnip",
            "turn1p",
            "goat",
            "oats",
            "turn",
            " ip",
            "rotten",
            " beetle",
            "a",
            " ",
            " ",
            " ",
            ". ",
            "\n",
            "and so on ",
            "很好",
            "e",
            "\ud83d\ude00",
            "о",
            "\u0301",
            "long words here ");

    private final ScriptedProvider vendor = new ScriptedProvider("toy");
    private final ScriptedProvider guards = new ScriptedProvider("guards");
    private LlmClient client = client("lists: { l: { category: hate, words: [turnip] } }", 200);

    private LlmClient client(String moderation, int holdBack) {
        if (client != null) {
            client.close();
        }
        client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, guard: { moderation: { enabled: true, " + moderation
                        + " }, checks: { moderation: { hold-back: " + holdBack + " } } } }")
                .provide("toy", vendor)
                .provide("guards", guards)
                .build();
        return client;
    }

    @AfterEach
    void close() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 40, 64, 200, 1_000})
    void anyCuttingOfAStreamComesToTheSameAndLetsNoWordOut(int holdBack) {
        client("lists: { l: { category: hate, words: [oat, turnip, rotten beet, 萝卜] } }", holdBack);
        Random random = new Random(holdBack);
        int refused = 0;
        for (int round = 0; round < 150; round++) {
            String text = text(random);
            vendor.answers(text);
            boolean unwanted = refused(() -> client.chat("hi"));
            refused += unwanted ? 1 : 0;
            for (int cut = 0; cut < 3; cut++) {
                vendor.then(Script.answer(text).inPieces(random.nextLong()));
                StringBuilder read = new StringBuilder();
                boolean broken = false;
                try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
                    stream.forEachText(read::append);
                } catch (StreamBrokenException e) {
                    broken = true;
                    assertThat(e.partial().text()).isEqualTo(read.toString());
                } catch (RefusedException e) {
                    broken = true;
                }
                assertThat(broken).as(text).isEqualTo(unwanted);
                assertThat(text).startsWith(read.toString());
                assertThat(broken || text.contentEquals(read)).isTrue();
                if (broken) {
                    String out = " " + read + " ";
                    assertThat(WORDS).noneMatch(word -> out.matches("(?s).*[ .\n]" + word + "[ .\n].*"));
                }
            }
        }
        assertThat(refused).isBetween(30, 140);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(150);
        for (int i = 0; i < pieces; i++) {
            text.append(
                    random.nextInt(6) == 0
                            ? PIECES.get(random.nextInt(PIECES.size()))
                            : PIECES.get(PIECES.size() - 1 - random.nextInt(13)));
        }
        return text.append("the end").toString();
    }

    private static boolean refused(Runnable call) {
        try {
            call.run();
            return false;
        } catch (RefusedException e) {
            return true;
        }
    }

    @Test
    void nothingOfAWordGetsOutThatIsHalfAsLongAsWhatWaits() {
        client("lists: { l: { category: hate, words: [turnip] } }", 40);
        for (int seed = 0; seed < 50; seed++) {
            vendor.then(
                    Script.answer("x ".repeat(100 + seed) + "turnip, and so on").inPieces(seed));
            StringBuilder read = new StringBuilder();
            try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
                assertThatThrownBy(() -> stream.forEachText(read::append)).isInstanceOf(StreamBrokenException.class);
            }
            assertThat(read).doesNotContain("t");
            assertThat(vendor.openReplies()).isZero();
        }
    }

    @Test
    void theLastWordIsJudgedWhereNothingWaitsToo() {
        client("lists: { l: { category: hate, words: [turnip] } }", 0);
        for (int seed = 0; seed < 20; seed++) {
            vendor.then(Script.answer("you rotten turnip").inPieces(seed));
            assertThat(refused(() -> {
                        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
                            stream.await();
                        } catch (StreamBrokenException e) {
                            throw (RefusedException) e.getCause();
                        }
                    }))
                    .isTrue();
            vendor.then(Script.answer("you rotten turnips").inPieces(seed));
            try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
                assertThat(stream.await().text()).isEqualTo("you rotten turnips");
            }
        }
    }

    @Test
    void aModelIsAskedOncePerWindow() {
        client("model: guards/mod, prompts: false", 400);
        guards.otherwise(call -> Script.answer(""));
        String text = "kind words ".repeat(400);
        vendor.then(Script.answer(text).inPieces(3));
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            assertThat(stream.await().text()).isEqualTo(text);
        }
        assertThat(guards.calls()).hasSizeBetween(10, text.length() / 200 + 1);
        assertThat(guards.calls()).allSatisfy(call -> assertThat(((ModerationRequest) call.request()).inputs())
                .singleElement()
                .satisfies(window -> assertThat(window).hasSizeLessThan(1_600)));
    }

    @Test
    void aModelSeesWhatLiesAcrossTwoWindows() {
        client("model: guards/mod, prompts: false", 64);
        guards.otherwise(call -> Script.answer(""));
        vendor.then(Script.answer("x".repeat(60) + "violence/graphic" + "y".repeat(300))
                .inPieces(1));
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            assertThatThrownBy(stream::await)
                    .isInstanceOf(StreamBrokenException.class)
                    .hasCauseInstanceOf(RefusedException.class);
        }
        assertThat(vendor.openReplies()).isZero();
    }

    @Test
    void thoughtsAreJudgedToo() {
        vendor.then(Script.answer(
                FinishReason.STOP, new Part.Reasoning("such a turnip", null), new Part.Text("Hello.", null)));
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
        vendor.then(Script.answer(
                        FinishReason.STOP,
                        new Part.Reasoning("well ".repeat(80) + "such a turnip, and more", null),
                        new Part.Text("Hello.", null))
                .inPieces(2));
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            StreamBrokenException broken = catchThrowableOfType(StreamBrokenException.class, () -> {
                for (ChatEvent event : stream) {
                    assertThat(event.toString()).doesNotContain("turnip");
                }
            });
            assertThat(broken.partial().reasoning()).isNotEmpty().doesNotContain("turnip");
            assertThat(broken.partial().text()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"path\": \"turnip\"}",
                "{\"path\": \"t\\u0075rnip\"}",
                "{\"turnip\": 1}",
                "{\"a\": [\"b\", {\"c\": \"so\\nturnip\\n\"}]}",
                "{\"cut\": \"turnip"
            })
    void argumentsOfToolsAreJudgedAsTheyAreMeant(String arguments) {
        vendor.then(Script.callTool("1", "plant", arguments).inPieces(3));
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            assertThatThrownBy(stream::await).isInstanceOfAny(StreamBrokenException.class, RefusedException.class);
        } catch (RefusedException e) {
            assertThat(e.rule()).contains("moderation"); // before the first event
        }
        assertThat(vendor.openReplies()).isZero();
    }
}
