package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Explanation.Step;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chat that is too long for its target. */
class OverflowTest {
    private static final String WORDS = "many words ".repeat(1_000); // some 2,000 tokens

    private final FakeWorld world = new FakeWorld(7);
    private final ScriptedProvider small = new ScriptedProvider("small", world).otherwise(call -> Script.answer("s"));
    private final ScriptedProvider large = new ScriptedProvider("large", world).otherwise(call -> Script.answer("l"));
    private LlmClient client;

    private LlmClient client(String model) {
        return client(model, Map.of());
    }

    private LlmClient client(String model, Map<String, String> environment) {
        client = LlmGateway.builder()
                .environment(environment)
                .world(world)
                .provide("small", small)
                .provide("large", large)
                .modelInfo(model("small", 8_000))
                .modelInfo(model("large", 12_000))
                .yaml("llmgateway: { default-model: m, models: { m: { " + model + " } } }")
                .build();
        return client;
    }

    private static ModelInfo model(String vendor, long window) {
        ModelInfo.PriceSource source = new ModelInfo.PriceSource("test", null, null);
        return new ModelInfo(vendor, "x", Set.of(), "chat", window, null, Set.of(), null, List.of(), Map.of(), source);
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
    }

    private static ChatRequest turns(int number) {
        ChatRequest.Builder chat = ChatRequest.builder().system("be brief");
        for (int i = 1; i <= number; i++) {
            chat.user(i + " " + WORDS).assistant("answer " + i);
        }
        return chat.user("the question").build();
    }

    private static List<String> beginnings(ScriptedProvider provider) {
        List<ChatRequest> chats = provider.chats();
        return chats.get(chats.size() - 1).messages().stream()
                .map(Message::text)
                .map(text -> text.substring(0, Math.min(8, text.length())).replace(" many w", ""))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", overflow: fail"})
    void isAskedAsItIsUnlessConfiguredOtherwise(String setting) {
        ChatResponse response = client("targets: [small/x]" + setting).chat(turns(9));
        assertThat(small.chats().get(0).messages()).hasSize(20);
        assertThat(response.warnings()).isEmpty();
    }

    @Test
    void losesItsOldestTurnsAndSaysSo() {
        ChatResponse response =
                client("targets: [small/x], overflow: drop-oldest").chat(turns(6));
        assertThat(beginnings(small))
                .startsWith("be brief")
                .contains("6", "answer 6")
                .doesNotContain("1", "answer 1")
                .endsWith("the ques");
        int dropped = 14 - beginnings(small).size();
        assertThat(response.warnings()).extracting(Warning::code).containsExactly("trimmed");
        assertThat(response.warnings().get(0).message()).contains("dropped " + dropped + " of 14 messages", "small/x");
        assertThat(response.explain().toString()).contains("route", "dropped " + dropped + " of 14 messages");
    }

    @Test
    void tellsTheFigures() {
        ChatResponse response =
                client("targets: [small/x], overflow: drop-oldest").chat(turns(6));
        Step step = exceeded(response);
        assertThat(step.room()).isEqualTo("route");
        long tokens = (Long) step.data().get("tokens");
        long sent = (Long) step.data().get("sent");
        assertThat(tokens).isBetween(12_000L, 14_000L);
        assertThat(sent).isBetween(5_000L, 7_500L);
        assertThat(step.data())
                .containsEntry("target", "small/x")
                .containsEntry("window", 8_000L)
                .containsEntry("room", 7_500L)
                .containsEntry("remedy", "trimmed");
        assertThat(step.text())
                .isEqualTo("about " + tokens + " tokens are too many for small/x, which has room for 7500 of its window"
                        + " 8000: trimmed to about " + sent);
        assertThat(response.explain().json().text()).contains("\"kind\":\"window-exceeded\"", "\"sent\":" + sent);
    }

    @Test
    void tellsWhoHasTooLittleRoom() {
        ChatResponse response =
                client("targets: [small/x, large/x], overflow: drop-oldest").chat(turns(4));
        assertThat(response.text()).isEqualTo("l");
        Step step = exceeded(response);
        assertThat(step.data())
                .containsEntry("target", "small/x")
                .containsEntry("remedy", "passed-over")
                .containsEntry("room", 7_500L)
                .doesNotContainKey("sent");
        assertThat(step.text()).endsWith("of its window 8000: passed over");
    }

    private static Step exceeded(ChatResponse response) {
        List<Step> steps = response.explain().steps().stream()
                .filter(step -> step.kind().equals("window-exceeded"))
                .toList();
        assertThat(steps).hasSize(1);
        return steps.get(0);
    }

    @Test
    void losesItsMiddle() {
        client("targets: [small/x], overflow: middle-out").chat(turns(6));
        assertThat(beginnings(small)).contains("be brief", "1", "6", "the ques").doesNotContain("3");
    }

    @Test
    void theSettingMayComeFromTheEnvironment() {
        client("targets: [small/x]", Map.of("LLMGATEWAY_MODELS_M_OVERFLOW", "drop-oldest"))
                .chat(turns(6));
        assertThat(beginnings(small)).doesNotContain("1");
    }

    @Test
    void losesNothingWhereItFits() {
        ChatResponse response =
                client("targets: [small/x], overflow: drop-oldest").chat(turns(2));
        assertThat(beginnings(small)).hasSize(6);
        assertThat(response.warnings()).isEmpty();
    }

    @Test
    void losesNothingWhereAnotherTargetHasRoom() {
        ChatResponse response =
                client("targets: [small/x, large/x], overflow: drop-oldest").chat(turns(4));
        assertThat(response.provider()).isEqualTo("large");
        assertThat(beginnings(large)).hasSize(10);
        assertThat(response.warnings()).isEmpty();
    }

    @Test
    void leavesRoomForTheAnswer() {
        LlmClient asked = client("targets: [small/x], overflow: drop-oldest");
        asked.chat(turns(3));
        assertThat(beginnings(small)).hasSize(8);
        asked.chat(turns(3).toBuilder().maxTokens(4_000).build());
        assertThat(beginnings(small)).hasSizeLessThan(8);
    }

    @Test
    void isTrimmedForEachTargetByItsOwnWindow() {
        small.otherwise(call -> Script.fail(FailureClass.CONTENT_FILTERED));
        client("targets: [small/x, large/x], overflow: drop-oldest").chat(turns(9));
        assertThat(beginnings(small).size()).isLessThan(beginnings(large).size());
        assertThat(beginnings(large)).hasSizeLessThan(20);
    }

    @Test
    void isTrimmedInARaceToo() {
        Gate asked = new Gate();
        small.otherwise(call -> {
            asked.open();
            return Script.answer("first");
        });
        large.otherwise(call -> Script.answer("second").heldBy(asked)); // else it may win before the first is asked
        client("targets: [small/x, large/x], overflow: drop-oldest, hedge-after: 10s")
                .chat(turns(9));
        assertThat(beginnings(small)).hasSizeLessThan(20);
    }

    @Test
    void aSingleMessageIsNotCut() {
        LlmClient asked = client("targets: [small/x], overflow: drop-oldest");
        assertThatThrownBy(
                        () -> asked.chat(c -> c.system("be brief").user("old").user(WORDS.repeat(9))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("messages[2] of role user", "small/x", "window 8000");
        assertThat(small.calls()).isEmpty();
    }

    // refuses what has more than so many messages, whatever the catalogue says
    private static Function<Call, Script> atMost(int messages) {
        return call -> ((ChatRequest) call.request()).messages().size() > messages
                ? Script.fail(FailureClass.CONTEXT_TOO_LONG)
                : Script.answer("at last");
    }

    @Test
    void isTrimmedAndAskedOnceMoreWhereTheVendorFindsItTooLong() {
        small.otherwise(atMost(6));
        LlmClient asked = client("targets: [small/x], overflow: drop-oldest");
        ChatResponse response = asked.chat(turns(3));
        assertThat(response.text()).isEqualTo("at last");
        assertThat(small.chats()).extracting(chat -> chat.messages().size()).containsExactly(8, 6);
        assertThat(response.warnings()).extracting(Warning::code).containsExactly("trimmed");
        assertThat(response.explain().toString()).contains("asks small/x again");

        asked.chat(turns(3));
        assertThat(small.chats()).as("it was learnt").hasSize(3);
        world.advance(Duration.ofHours(2));
        asked.chat(turns(3));
        assertThat(small.chats()).as("and forgotten").hasSize(5);
    }

    @Test
    void isNotAskedAgainAndAgain() {
        small.otherwise(call -> Script.fail(FailureClass.CONTEXT_TOO_LONG));
        LlmClient asked = client("targets: [small/x], overflow: drop-oldest");
        assertThatThrownBy(() -> asked.chat(turns(3)));
        assertThat(small.chats()).hasSize(2);
    }

    @Test
    void isNotAskedAgainWhereNothingCanBeLeftOut() {
        small.otherwise(call -> Script.fail(FailureClass.CONTEXT_TOO_LONG));
        LlmClient asked = client("targets: [small/x], overflow: drop-oldest");
        assertThatThrownBy(() -> asked.chat(WORDS)).isInstanceOf(ProviderFailedException.class);
        assertThat(small.chats()).hasSize(1);
    }

    @Test
    void theAttemptsOfTheCallAreTheBound() {
        small.otherwise(atMost(6));
        LlmClient asked =
                client("targets: [small/x], overflow: drop-oldest", Map.of("LLMGATEWAY_STEADY_MAX_ATTEMPTS", "1"));
        assertThatThrownBy(() -> asked.chat(turns(3))).isInstanceOf(ProviderFailedException.class);
        assertThat(small.chats()).hasSize(1);
    }

    @Test
    void aLargerTargetComesBeforeTrimming() {
        small.otherwise(atMost(6));
        ChatResponse response =
                client("targets: [small/x, large/x], overflow: drop-oldest").chat(turns(3));
        assertThat(response.provider()).isEqualTo("large");
        assertThat(beginnings(large)).hasSize(8);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> client("targets: [small/x], overflow: shrink"))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContainingAll("llmgateway.models.m.overflow", "fail, drop-oldest, middle-out");
    }
}
