package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is asked by what the question is about. The toy vectors have a dimension for law, one for code, and one for all else. */
class SemanticTest {
    private static final String SEMANTIC =
            "semantic: { model: v/embed, about: [law and contracts, source code, anything else] }";

    private final FakeWorld world = new FakeWorld(7);
    private final ScriptedProvider a = new ScriptedProvider("a", world).otherwise(call -> Script.answer("yes"));
    private final ScriptedProvider v = new ScriptedProvider("v", world).otherwise(SemanticTest::vectors);
    private final ConcurrentLinkedQueue<GatewayEvent> events = new ConcurrentLinkedQueue<>();
    private LlmClient client;

    private LlmGateway.Builder builder() {
        return LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("a", a)
                .provide("v", v)
                .listener(events::add);
    }

    private LlmClient client(String settings) {
        return yaml("m: { targets: [a/lawyer, a/coder, a/any], strategy: semantic, " + settings + " }");
    }

    private LlmClient yaml(String models) {
        client = builder()
                .yaml("llmgateway: { default-model: m, steady: { retry: { attempts: 1 } }, models: { " + models
                        + " } }")
                .build();
        return client;
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
    }

    private static Script vectors(Call call) {
        return answer(call, "embed", SemanticTest::vector);
    }

    private static Script answer(Call call, String model, Function<String, float[]> vector) {
        EmbeddingRequest request = (EmbeddingRequest) call.request();
        List<Embedding> vectors =
                request.inputs().stream().map(vector).map(Embedding::new).toList();
        Usage usage = Usage.builder().input(request.inputs().size()).build();
        return Script.answer(new EmbeddingResponse(
                vectors, usage, ResponseInfo.builder("v", model).build()));
    }

    private static float[] vector(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        return new float[] {
            small.contains("contract") ? 3 : 0, small.contains("code") ? 2 : 0, small.contains("else") ? 1 : 0.5f
        };
    }

    private List<String> chosen(String question) {
        events.clear();
        client.chat(question);
        return lastChosen();
    }

    private List<String> lastChosen() {
        return events.stream()
                .filter(GatewayEvent.TargetsChosen.class::isInstance)
                .map(event -> ((GatewayEvent.TargetsChosen) event).targets())
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private List<List<String>> embedded() {
        return v.calls().stream()
                .map(call -> ((EmbeddingRequest) call.request()).inputs())
                .toList();
    }

    @Test
    void theNearestIsAskedFirstAndTheOthersAsTheyAreNear() {
        client(SEMANTIC);
        assertThat(chosen("May I end this contract?")).containsExactly("a/lawyer", "a/any", "a/coder");
        assertThat(chosen("Does this code halt?")).containsExactly("a/coder", "a/any", "a/lawyer");
        assertThat(chosen("A contract as code")).containsExactly("a/lawyer", "a/coder", "a/any");
        assertThat(chosen("Why is the sky blue?")).containsExactly("a/any", "a/coder", "a/lawyer");
        assertThat(client.toString()).contains("semantic [law and contracts, source code, anything else]");
    }

    @Test
    void descriptionsAreEmbeddedOnceAndWithTheFirstQuestion() {
        client(SEMANTIC);
        client.chat("one contract");
        client.chat("two");
        assertThat(embedded())
                .containsExactly(
                        List.of("law and contracts", "source code", "anything else", "one contract"), List.of("two"));
    }

    @Test
    void theSameQuestionIsEmbeddedOnce() {
        client(SEMANTIC);
        for (String user : List.of("ann", "bob")) {
            ChatResponse response = client.chat(c -> c.user("code").endUser(user));
            assertThat(response.model()).isEqualTo("coder");
        }
        assertThat(v.calls()).hasSize(1);
    }

    @Test
    void onlyTheLastQuestionCountsAndOnlyItsBeginning() {
        client(SEMANTIC);
        String tail = "x".repeat(3_996) + "\uD83D\uDE00 contract";
        client.chat(c -> c.user("contract").assistant("yes").user("code" + tail));
        assertThat(lastChosen()).startsWith("a/coder");
        client.chat("xxx" + tail);
        List<List<String>> embedded = embedded();
        assertThat(embedded.get(0).get(3)).startsWith("codexx").hasSize(4_000).endsWith("x");
        assertThat(embedded.get(1).get(0)).as("no half of a character").hasSize(3_999);
    }

    @Test
    void belowTheLeastSimilarityTheOrderWrittenHolds() {
        String both = "a contract in code";
        client("semantic: { model: v/embed, about: [code, contracts, all else] }");
        assertThat(chosen(both)).containsExactly("a/coder", "a/lawyer", "a/any");
        client.close();
        client("semantic: { model: v/embed, about: [code, contracts, all else], min-similarity: 0.9 }");
        assertThat(chosen("a contract")).startsWith("a/coder");
        assertThat(chosen(both)).containsExactly("a/lawyer", "a/coder", "a/any");
        assertThat(chosen(both)).containsExactly("a/lawyer", "a/coder", "a/any");
        assertThat(v.calls()).as("remembered too").hasSize(3);
    }

    @Test
    void theVectorIsAnAttemptWithAPurposeOfItsOwn() {
        client(SEMANTIC);
        ChatResponse response = client.chat(c -> c.user("code").endUser("ann").tag("team", "search"));
        assertThat(response.attempts()).hasSize(2);
        List<LedgerEntry> entries = events.stream()
                .filter(GatewayEvent.Booked.class::isInstance)
                .map(event -> ((GatewayEvent.Booked) event).entry())
                .toList();
        assertThat(entries).extracting(LedgerEntry::purpose).containsExactly(Purpose.ROUTE, Purpose.ANSWER);
        assertThat(entries).extracting(LedgerEntry::user).containsOnly("ann");
        assertThat(entries).extracting(LedgerEntry::tags).containsOnly(Map.of("team", "search"));
    }

    @Test
    void itCountsAmongTheAttemptsOfTheCallAndLeavesOneForTheAnswer() {
        client = builder()
                .yaml("llmgateway: { default-model: m, steady: { max-attempts: 1 }, models: { m: { targets: [a/x, a/y],"
                        + " strategy: semantic, semantic: { model: v/embed, about: [contract, code] } } } }")
                .build();
        assertThat(client.chat("code").model()).isEqualTo("y");
        a.fails(FailureClass.OVERLOADED);
        assertThatThrownBy(() -> client.chat("contract")).hasMessageContaining("a/x");
        assertThat(a.calls()).hasSize(2);
    }

    @Test
    void streamsAreChosenForToo() {
        client(SEMANTIC);
        try (ChatStream stream = client.stream(ChatRequest.of("code"))) {
            assertThat(stream.await().model()).isEqualTo("coder");
        }
    }

    @Test
    void whatHasNoTextAndWhatHasNoChoiceAsksForNoVector() {
        client(SEMANTIC);
        client.chat(c -> c.system("code").user(new Part.Image(MediaSource.of("image/png", new byte[] {1}))));
        assertThat(lastChosen()).containsExactly("a/lawyer", "a/coder", "a/any");
        client.close();
        yaml("m: { targets: a/lawyer, strategy: semantic, semantic: { model: v/embed, about: law } }");
        client.chat("code");
        assertThat(v.calls()).isEmpty();
    }

    @Test
    void embeddingsKeepTheOrderWritten() {
        yaml("m: { targets: [v/one, v/two], strategy: semantic, semantic: { model: v/embed, about: [code, law] } }");
        client.embed(EmbeddingRequest.of("m", "law"));
        assertThat(lastChosen()).containsExactly("v/one", "v/two");
        assertThat(embedded()).containsExactly(List.of("law"));
    }

    @Test
    void aModelThatLeadsBackHereGoesInNoCircle() {
        a.otherwise(call -> call.request() instanceof EmbeddingRequest ? vectors(call) : Script.answer("yes"));
        client(SEMANTIC.replace("v/embed", "m"));
        assertThat(chosen("code")).startsWith("a/coder");
        assertThat(a.calls()).hasSize(2);
    }

    static Stream<Function<Call, Script>> trouble() {
        return Stream.of(
                call -> Script.fail(FailureClass.OVERLOADED),
                call -> Script.fail(FailureClass.CALLER_FAULT),
                call -> Script.fail(new IllegalStateException("a bug")),
                call -> answer(call, "embed", text -> new float[0]),
                call -> answer(call, "embed", text -> new float[2]),
                call -> answer(call, "embed", text -> new float[] {Float.NaN, 1}),
                call -> answer(call, "embed", text -> new float[] {Float.POSITIVE_INFINITY, 1}),
                call -> answer(call, "embed", text -> text.startsWith("l") ? new float[] {1} : new float[] {1, 2}),
                call -> Script.answer(new EmbeddingResponse(
                        List.of(),
                        Usage.NONE,
                        ResponseInfo.builder("v", "embed").build())));
    }

    @ParameterizedTest
    @MethodSource("trouble")
    void troubleWithVectorsIsToldAndNotRemembered(Function<Call, Script> trouble) {
        client(SEMANTIC);
        v.otherwise(trouble);
        ChatResponse response = client.chat("code");
        assertThat(response.model()).isEqualTo("lawyer");
        assertThat(response.warnings()).hasSize(1);
        Warning warning = response.warnings().get(0);
        assertThat(warning.code()).isEqualTo("semantic");
        assertThat(warning.message()).contains("llmgateway.models.m.semantic", "the order written holds: ");
        assertThat(response.explain().toString()).contains("route");

        v.otherwise(SemanticTest::vectors);
        response = client.chat("code");
        assertThat(response.model()).isEqualTo("coder");
        assertThat(response.warnings()).isEmpty();
        assertThat(embedded().get(1)).hasSize(4);
    }

    @Test
    void vectorsOfTwoModelsAreNeverCompared() {
        client(SEMANTIC);
        Call four = Call.of(EmbeddingRequest.of("spare", "1", "2", "3", "4"), false, "id", 0);
        v.then(answer(four, "spare", text -> new float[] {1, 2}));
        client.chat("contract");
        ChatResponse response = client.chat("code");
        assertThat(response.model()).as("the usual model is back").isEqualTo("lawyer");
        assertThat(response.warnings()).extracting(Warning::code).containsExactly("semantic");
        assertThat(client.chat("code").model()).as("all is embedded anew").isEqualTo("coder");
        assertThat(embedded()).extracting(List::size).containsExactly(4, 1, 4);
    }

    @Test
    void mostOfTheTimeIsLeftForTheAnswer() {
        client(SEMANTIC);
        client.chat("code");
        client.with(o -> o.timeout(Duration.ofSeconds(20))).chat("contract");
        assertThat(v.calls())
                .extracting(call -> call.timeouts().total())
                .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(5));
        assertThat(a.calls())
                .extracting(call -> call.timeouts().total())
                .containsExactly(Timeouts.DEFAULT.total(), Duration.ofSeconds(20));
    }

    @Test
    void whoGivesUpGetsNoAnswer() {
        client(SEMANTIC);
        v.otherwise(call -> {
            call.cancellation().cancel();
            throw new CancelledException("given up");
        });
        assertThatThrownBy(() -> client.chat("code")).isInstanceOf(CancelledException.class);
        assertThat(a.calls()).isEmpty();
    }

    @Test
    void manyAtOnceAreAllAnsweredRightAndOnlySoMuchIsRemembered() throws Exception {
        client(SEMANTIC);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 16; thread++) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 40; i++) {
                        boolean code = i % 2 == 0;
                        ChatResponse response = client.chat((code ? "code " : "contract ") + i % 10);
                        assertThat(response.model()).isEqualTo(code ? "coder" : "lawyer");
                        assertThat(response.warnings()).isEmpty();
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(v.calls())
                .as("10 questions, each asked at most once by each thread")
                .hasSizeBetween(10, 160);
        int before = v.calls().size();
        for (int i = 0; i < 1_000; i++) {
            client.chat("new " + i);
        }
        client.chat("new 0");
        assertThat(v.calls()).hasSize(before + 1_000);
        client.chat("code 0");
        assertThat(v.calls()).as("forgotten").hasSize(before + 1_001);
    }

    @Test
    void propertiesAndEnvironmentSayTheSame(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("c.properties"),
                """
                llmgateway.models.m.targets=a/lawyer,a/coder
                llmgateway.models.m.strategy=semantic
                llmgateway.models.m.semantic.model=v/embed
                llmgateway.models.m.semantic.about=contracts,code
                llmgateway.models.m.semantic.min-similarity=0.5
                """);
        client = builder().file(file).build();
        assertThat(client.chat("code").model()).isEqualTo("coder");
        client.close();
        client = builder()
                .environment(Map.of(
                        "LLMGATEWAY_MODELS_M_TARGETS", "a/lawyer,a/coder",
                        "LLMGATEWAY_MODELS_M_STRATEGY", "semantic",
                        "LLMGATEWAY_MODELS_M_SEMANTIC_MODEL", "v/embed",
                        "LLMGATEWAY_MODELS_M_SEMANTIC_ABOUT", "contracts,code",
                        "LLMGATEWAY_MODELS_M_SEMANTIC_MIN_SIMILARITY", "0.5"))
                .yaml("")
                .build();
        assertThat(client.chat("code").model()).isEqualTo("coder");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "strategy: semantic | m.semantic.model is missing",
                "strategy: semantic, semantic: { about: [x, y] } | m.semantic.model is missing",
                "strategy: semantic, semantic: { model: ' ', about: [x, y] } | m.semantic.model is missing",
                "strategy: semantic, semantic: { model: v/e } | m.semantic.about has 0 descriptions for 2 targets",
                "strategy: semantic, semantic: { model: v/e, about: [x] } | m.semantic.about has 1 descriptions for 2",
                "strategy: semantic, semantic: { model: v/e, about: [x, ' '] } | m.semantic.about has 2 descriptions",
                "strategy: semantic, semantic: { model: w/e, about: [x, y] } | m.semantic.model: \"w/e\" names the provider",
                "strategy: semantic, semantic: { model: e, about: [x, y] } | m.semantic.model: \"e\" is neither an alias",
                "strategy: semantic, semantic: { model: v/e, about: [x, y], min-similarity: 2 } | m.semantic.min-similarity",
                "semantic: { model: v/e, about: [x, y] } | m.semantic is set, but the strategy is ordered",
            })
    void nonsenseIsRefusedAtStart(String settings, String why) {
        assertThatThrownBy(() -> yaml("m: { targets: [a/x, a/y], " + settings + " }"))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.models." + why);
    }
}
