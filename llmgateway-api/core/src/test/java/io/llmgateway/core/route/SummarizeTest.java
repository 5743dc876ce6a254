package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The oldest turns of a chat that is too long, summed up by another model. */
class SummarizeTest {
    private static final String WORDS = "many words ".repeat(1_000); // some 2,000 tokens
    private static final String SUMMARIZE = "targets: [small/x], overflow: summarize, summary-model: summer/y";

    private final FakeWorld world = new FakeWorld(7);
    private final ScriptedProvider small = new ScriptedProvider("small", world).otherwise(call -> Script.answer("s"));
    private final ScriptedProvider large = new ScriptedProvider("large", world).otherwise(call -> Script.answer("l"));
    private final ScriptedProvider summer =
            new ScriptedProvider("summer", world).otherwise(call -> Script.answer("They talked about words."));
    private LlmClient client = client(SUMMARIZE);

    private LlmClient client(String model) {
        return LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("small", small)
                .provide("large", large)
                .provide("summer", summer)
                .modelInfo(model("small", "x", 8_000))
                .modelInfo(model("large", "x", 12_000))
                .modelInfo(model("summer", "tiny", 3_000))
                .yaml("llmgateway: { default-model: m, models: { m: { " + model + " } } }")
                .build();
    }

    private void use(String model) {
        client.close();
        client = client(model);
    }

    private static ModelInfo model(String vendor, String name, long window) {
        ModelInfo.PriceSource source = new ModelInfo.PriceSource("test", null, null);
        return new ModelInfo(vendor, name, Set.of(), "chat", window, null, Set.of(), null, List.of(), Map.of(), source);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static ChatRequest turns(int number) {
        ChatRequest.Builder chat = ChatRequest.builder().system("be brief");
        for (int i = 1; i <= number; i++) {
            chat.user(i + " " + WORDS).assistant("answer " + i);
        }
        return chat.user("the question").build();
    }

    private static List<Message> last(ScriptedProvider provider) {
        List<ChatRequest> chats = provider.chats();
        return chats.get(chats.size() - 1).messages();
    }

    private static String input(ScriptedProvider provider) {
        return last(provider).get(1).text();
    }

    private static List<String> warnings(ChatResponse response) {
        return response.warnings().stream().map(Warning::code).toList();
    }

    @Test
    void standsInThePlaceOfTheOldestTurns() {
        ChatResponse response = client.chat(turns(6));
        List<Message> asked = last(small);
        assertThat(asked.get(0).text()).isEqualTo("be brief");
        assertThat(asked.get(1).role()).isEqualTo(Role.USER);
        assertThat(asked.get(1).text())
                .startsWith("Summary of our conversation")
                .endsWith("They talked about words.");
        assertThat(asked.get(2).text()).startsWith("5 many");
        assertThat(asked).hasSize(7).last().extracting(Message::text).isEqualTo("the question");
        assertThat(input(summer))
                .startsWith("user: 1 many")
                .endsWith("assistant: answer 4")
                .doesNotContain("answer 5");
        assertThat(response.text()).isEqualTo("s");
        assertThat(warnings(response)).containsExactly("summarized");
        assertThat(response.warnings().get(0).message()).contains("summed up 8 of 14 messages", "small/x");
    }

    @Test
    void isGivenUpWithTheLoserOfARace() {
        use("targets: [large/x, small/x], overflow: summarize, summary-model: summer/y, hedge-after: 5s");
        Gate first = new Gate();
        Gate second = new Gate();
        large.then(Script.answer("l").heldBy(first));
        summer.answers("They talked.").then(Script.answer("too late").heldBy(second));
        CompletableFuture<ChatResponse> answer = client.chatAsync(turns(8));
        second.awaitArrival();
        first.open();
        assertThat(answer.join().text()).isEqualTo("l");
        assertThat(summer.calls().get(1).cancellation().cancelled()).isTrue();
    }

    @Test
    void isAnAttemptOfTheCallAndBookedAsWhatItIs() {
        ChatRequest request =
                turns(6).toBuilder().tag("team", "search").endUser("jo").build();
        ChatResponse response = client.chat(request);
        assertThat(response.attempts())
                .extracting(attempt -> attempt.provider())
                .containsExactly("summer", "small");
        LedgerEntry entry = client.ledger().entries().get(0);
        assertThat(entry.purpose()).isEqualTo(Purpose.SUMMARY);
        assertThat(entry.tags()).containsEntry("team", "search");
        assertThat(summer.chats().get(0).endUser()).contains("jo");
    }

    @Test
    void ofAStreamToo() {
        try (ChatStream stream = client.stream(turns(6))) {
            assertThat(stream.await().text()).isEqualTo("s");
        }
        assertThat(last(small)).hasSize(7);
    }

    @Test
    void mayOutlastWhatIsKnownOfTheWindow() {
        use("targets: [small/unknown], overflow: summarize, summary-model: summer/y");
        small.fails(FailureClass.CONTEXT_TOO_LONG);
        summer.then(Script.answer("They talked.").after(Duration.ofMinutes(61)));
        LlmClient patient = client.with(o -> o.timeout(Duration.ofHours(2)));
        ChatResponse response = patient.chat(turns(3));
        assertThat(response.text()).isEqualTo("s");
        assertThat(last(small).get(1).text()).endsWith("They talked.");
        assertThat(warnings(response)).containsExactly("summarized");
    }

    @Test
    void isNotMadeWhereAllFits() {
        client.chat(turns(2));
        assertThat(summer.calls()).isEmpty();
    }

    @Test
    void ofTheNextTurnOnlyWhatIsNewIsSummedUp() {
        client.chat(turns(6));
        summer.answers("They talked on.");
        client.chat(turns(7));
        assertThat(input(summer))
                .startsWith("Summary of what came before: They talked about words.")
                .contains("user: 5 many")
                .doesNotContain("user: 4 many");
        assertThat(last(small).get(1).text()).endsWith("They talked on.");
        client.chat(turns(7));
        assertThat(summer.calls()).as("it is known").hasSize(2);
        client.chat(turns(6));
        assertThat(summer.calls()).as("another beginning was replaced").hasSize(3);
    }

    @Test
    void isMadeOnceForSeveralTargetsThatLoseTheSame() {
        small.fails(FailureClass.CONTENT_FILTERED);
        client.close();
        client = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("small", small)
                .provide("summer", summer)
                .modelInfo(model("small", "x", 8_000))
                .modelInfo(model("small", "z", 8_000))
                .yaml("llmgateway: { default-model: m, models: { m: { targets: [small/x, small/z], "
                        + "overflow: summarize, summary-model: summer/y } } }")
                .build();
        ChatResponse response = client.chat(turns(6));
        assertThat(small.calls()).hasSize(2);
        assertThat(summer.calls()).hasSize(1);
        assertThat(warnings(response)).containsExactly("summarized", "summarized");
    }

    @Test
    void callsOfToolsGoWithTheirResults() {
        Part.ToolCall call = new Part.ToolCall("1", "lookup", "{\"q\":\"words\"}");
        ChatRequest.Builder chat = ChatRequest.builder()
                .user("look it up")
                .message(Message.of(Role.ASSISTANT, call))
                .message(Message.tool(Part.ToolResult.of(call, "found " + WORDS.repeat(3))))
                .assistant("so it is")
                .user("2 " + WORDS)
                .assistant("well")
                .user("the question");
        client.chat(chat.build());
        assertThat(last(small)).hasSize(4);
        assertThat(input(summer))
                .contains("[calls lookup {\"q\":\"words\"}]", "[tool result: found many", "assistant: so it is");
    }

    @Test
    void whereItFailsTheOldestTurnsAreDropped() {
        summer.otherwise(call -> Script.fail(FailureClass.CREDENTIAL));
        ChatResponse response = client.chat(turns(6));
        assertThat(response.text()).isEqualTo("s");
        assertThat(last(small).get(1).text()).startsWith("4 many");
        assertThat(warnings(response)).containsExactly("summary_failed", "trimmed");
        assertThat(response.warnings().get(1).message()).contains("overflow is summarize, and there is no summary");
    }

    @Test
    void oneThatSaysNothingHasFailedAndIsNotTriedAgainInTheCall() {
        summer.otherwise(call -> Script.answer(" "));
        small.fails(FailureClass.CONTENT_FILTERED);
        use("targets: [small/x, large/x], overflow: summarize, summary-model: summer/y");
        ChatResponse response = client.chat(turns(9));
        assertThat(response.text()).isEqualTo("l");
        assertThat(summer.calls()).hasSize(1);
        assertThat(warnings(response)).containsExactly("summary_failed", "trimmed", "trimmed");
        client.chat(turns(9));
        assertThat(summer.calls()).as("the next call").hasSize(2);
    }

    @Test
    void oneThatIsTooLongIsNotTaken() {
        summer.otherwise(call -> Script.answer(WORDS.repeat(3)));
        ChatResponse response = client.chat(turns(6));
        assertThat(last(small).get(1).text()).startsWith("4 many");
        assertThat(warnings(response)).containsExactly("trimmed");
    }

    @Test
    void whatIsTooLongForTheSummaryModelLosesItsMiddle() {
        use("targets: [small/x], overflow: summarize, summary-model: summer/tiny");
        ChatResponse response = client.chat(turns(6));
        assertThat(input(summer)).startsWith("user: 1 many").contains("[...]").endsWith("assistant: answer 4");
        assertThat(input(summer).length()).isBetween(2_000, 14_000);
        assertThat(warnings(response)).containsExactly("summarized");
        assertThat(response.explain().steps())
                .filteredOn(step -> step.kind().equals("window-exceeded"))
                .singleElement()
                .satisfies(step -> assertThat(step.data())
                        .containsEntry("remedy", "summarized")
                        .hasEntrySatisfying("sent", sent -> assertThat((Long) sent)
                                .isLessThan((Long) step.data().get("room"))));
    }

    @Test
    void aModelMaySumUpForItself() {
        use("targets: [small/x], overflow: summarize, summary-model: m");
        ChatResponse response = client.chat(turns(6));
        assertThat(small.chats()).hasSize(2);
        assertThat(warnings(response)).containsExactly("summarized");
    }

    @Test
    void whatMustStayAndIsTooLongIsRefusedWithoutASummary() {
        assertThatThrownBy(() -> client.chat(c -> c.user("old").assistant("a").user(WORDS.repeat(9))))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(summer.calls()).isEmpty();
    }

    @Test
    void aCancelWhileItIsMadeIsACancel() throws Exception {
        Gate gate = new Gate();
        summer.then(Script.answer("never").heldBy(gate));
        var later = client.chatAsync(turns(6));
        gate.awaitArrival();
        later.cancel(true);
        assertThatThrownBy(later::join).isInstanceOf(java.util.concurrent.CancellationException.class);
        client.close();
        assertThat(small.calls()).isEmpty();
    }

    @Test
    void isInheritedByTheAliasesBelow() {
        client.close();
        client = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("small", small)
                .provide("summer", summer)
                .modelInfo(model("small", "x", 8_000))
                .yaml("llmgateway: { default-model: m, models: { m: { targets: [n], overflow: summarize,"
                        + " summary-model: summer/y }, n: { targets: [small/x] } } }")
                .build();
        assertThat(warnings(client.chat(turns(6)))).containsExactly("summarized");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "overflow: summarize|llmgateway.models.m.summary-model is missing",
                "summary-model: summer/y|llmgateway.models.m.summary-model is set, but",
                "overflow: drop-oldest, summary-model: summer/y|llmgateway.models.m.summary-model is set, but",
                "overflow: summarize, summary-model: sumer/y|llmgateway.models.m.summary-model: \"sumer/y\"",
            })
    void nonsenseIsRefused(String setting, String message) {
        assertThatThrownBy(() -> client("targets: [small/x], " + setting))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(message);
    }
}
