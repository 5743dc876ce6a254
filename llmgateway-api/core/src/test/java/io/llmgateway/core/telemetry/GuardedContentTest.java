package io.llmgateway.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Spans hold what guards have left of an answer, and values that masking took out nowhere. */
class GuardedContentTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final Spans spans = new Spans();
    private final ScriptedProvider vendor = new ScriptedProvider("toy");

    private record Answers(Function<Passage, Verdict> how) implements Guard {
        @Override
        public String name() {
            return "answers";
        }

        @Override
        public boolean judges(Origin origin) {
            return origin == Origin.ANSWER || origin == Origin.TOOL_CALL;
        }

        @Override
        public Verdict judge(Passage passage) {
            return how.apply(passage);
        }
    }

    private LlmClient client(String more, Guard... guards) {
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { watch: { telemetry: { content: spans, profile: openinference } }, " + more + " }")
                .openTelemetry(spans.telemetry())
                .provide("toy", vendor);
        for (Guard guard : guards) {
            builder.guard(guard);
        }
        return builder.build();
    }

    private static final ChatRequest ASKED = ChatRequest.builder()
            .model("toy/x")
            .user("Write to ada@example.org.")
            .build();

    private static String ask(LlmClient client, ChatRequest request, boolean streamed) {
        if (!streamed) {
            return client.chat(request).text();
        }
        try (ChatStream stream = client.stream(request)) {
            return stream.await().text();
        }
    }

    private String told(String name) {
        Object value = Spans.attribute(spans.one("llmgateway round"), name);
        return value == null ? "" : value.toString();
    }

    private String everything() {
        StringBuilder all = new StringBuilder();
        spans.all().forEach(span -> all.append(Spans.attributes(span)).append(span.getEvents()));
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAnswersMayNotTellIsOnNoSpan(boolean streamed) {
        vendor.then(Script.answer("<EMAIL_1> and bob@example.org know.").inPieces(7));
        try (LlmClient client = client("guard: { pii: { enabled: true, answers: mask } }")) {
            assertThat(ask(client, ASKED, streamed)).isEqualTo("ada@example.org and [EMAIL] know.");
        }
        assertThat(everything()).doesNotContain("bob@", "ada@");
        assertThat(told("gen_ai.output.messages")).contains("<EMAIL_1> and [EMAIL] know.", "\"stop\"");
        assertThat(JSON.readTree(told("output.value"))).isEqualTo(JSON.readTree(told("gen_ai.output.messages")));
        assertThat(Spans.attributes(spans.one("chat x")))
                .containsKey("gen_ai.input.messages")
                .doesNotContainKeys("gen_ai.output.messages", "output.value");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofARefusedAnswerThereIsOnlyWhatWasOut(boolean streamed) {
        String sea = "The sea is blue and wide. ".repeat(20);
        vendor.then(Script.answer(sea + "The code is bomb-7.").inPieces(3));
        Guard blocks = new Answers(passage ->
                (passage.before() + passage.text()).contains("bomb") ? Verdict.block("bomb", 1) : Verdict.pass());
        try (LlmClient client = client("guard: { pii: { enabled: true } }", blocks)) {
            assertThat(catchThrowable(() -> ask(client, ASKED, streamed))).isNotNull();
        }
        assertThat(everything()).doesNotContain("bomb-7", "ada@");
        assertThat(told("gen_ai.output.messages").contains("The sea")).isEqualTo(streamed);
        if (streamed) {
            assertThat(told("gen_ai.output.messages")).contains("\"error\"");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAGuardRewroteIsThereAsItIsNow(boolean streamed) {
        vendor.then(Script.answer(
                FinishReason.TOOL_CALLS,
                new Part.Text("Say damn."),
                new Part.ToolCall("c1", "say", "{\"word\":\"damn\"}")));
        Guard rewrites = new Answers(passage -> passage.text().contains("damn")
                ? Verdict.rewrite("mild", passage.text().replace("damn", "****"))
                : Verdict.pass());
        try (LlmClient client = client("guard: {}", rewrites)) {
            assertThat(ask(client, ASKED, streamed)).isEqualTo("Say ****.");
        }
        assertThat(everything()).doesNotContain("damn");
        assertThat(told("gen_ai.output.messages")).contains("Say ****.", "{\"word\":\"****\"}");
    }

    @Test
    void whatJudgesAreAskedIsNotWrittenWhereItMayBeAnAnswer() {
        vendor.otherwise(call -> Script.answer(
                call.request().model().orElse("").equals("judge") ? "Secret: yes." : "The word is swordfish."));
        Guard asks = new Answers(passage -> passage.ask(ChatRequest.builder()
                                .model("toy/judge")
                                .user("Is this fine? " + passage.text())
                                .build())
                        .text()
                        .contains("yes")
                ? Verdict.block("secret", 1)
                : Verdict.pass());
        try (LlmClient client = client("guard: {}", asks)) {
            assertThat(catchThrowable(() -> client.chat(ASKED))).isNotNull();
        }
        assertThat(spans.named("chat judge")).hasSize(1);
        assertThat(everything()).doesNotContain("swordfish", "Secret").contains("Write to ada");
    }

    @Test
    void norIsWhatAnotherModelGoesOnWith() {
        String beginning = "The sea is damn blue and wide and deep.";
        vendor.then(Script.answer(beginning + " And more.").cutAfter(9)).then(Script.answer(" It is."));
        Guard rewrites = new Answers(passage -> passage.text().contains("damn")
                ? Verdict.rewrite("mild", passage.text().replace("damn", "****"))
                : Verdict.pass());
        try (LlmClient client = client(
                "models: { m: { targets: [toy/x, toy/y], on-break: continue } }, steady: { retry: { attempts: 1 } }",
                rewrites)) {
            String text = ask(client, ASKED.withModel("m"), true);
            assertThat(text).contains("****").endsWith(" It is.");
        }
        assertThat(Spans.attributes(spans.one("chat y"))).containsEntry("llmgateway.purpose", "continuation");
        assertThat(everything()).doesNotContain("damn");
        assertThat(told("gen_ai.output.messages")).contains("The sea is **** blue", " It is.");
    }

    @Test
    void anAnswerThatWasRememberedIsJudgedToo() {
        vendor.answers("Say damn.");
        Guard rewrites =
                new Answers(passage -> Verdict.rewrite("mild", passage.text().replace("damn", "****")));
        try (LlmClient client = client("recall: { exact: { ttl: 1h } }", rewrites)) {
            client.chat(ASKED);
            spans.reset();
            assertThat(client.chat(ASKED).text()).isEqualTo("Say ****.");
        }
        assertThat(spans.named("chat x")).isEmpty();
        assertThat(everything()).doesNotContain("damn");
        assertThat(told("gen_ai.output.messages")).contains("Say ****.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereNothingIsHiddenAnswersAreOnAttempts(boolean streamed) {
        vendor.answers("<EMAIL_1> knows.");
        try (LlmClient client = client("guard: { pii: { enabled: true } }")) {
            assertThat(ask(client, ASKED, streamed)).isEqualTo("ada@example.org knows.");
        }
        assertThat(everything()).doesNotContain("ada@");
        assertThat(Spans.attribute(spans.one("chat x"), "gen_ai.output.messages")
                        .toString())
                .contains("<EMAIL_1> knows.");
        assertThat(told("gen_ai.output.messages")).isEmpty();
    }
}
