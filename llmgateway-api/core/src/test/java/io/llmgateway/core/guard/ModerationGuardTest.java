package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.Category;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.guard.Origin;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists, moderation models and judges, on the way out and back. The words here stand for worse ones. */
class ModerationGuardTest {
    private static final String LISTS = "lists: { roots: { category: hate, words: [turnip, rotten beet] },"
            + " mild: { category: harassment, severity: low, words: [cabbage], patterns: [\"(?i)leeks?!\"] } }";

    private final ScriptedProvider vendor = new ScriptedProvider("toy");
    private final ScriptedProvider guards = new ScriptedProvider("guards");
    private final List<GatewayEvent.GuardJudged> judged = new CopyOnWriteArrayList<>();
    private LlmClient client = client(LISTS);

    private LlmClient client(String moderation) {
        return client(moderation, "{}", "");
    }

    private LlmClient client(String moderation, String check, String more) {
        if (client != null) {
            client.close();
        }
        client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, steady: { retry: { attempts: 1 } }, guard: { " + more
                        + " moderation: { enabled: true, " + moderation + " }, checks: { moderation: " + check
                        + " } } }")
                .provide("toy", vendor)
                .provide("guards", guards)
                .listener(event -> {
                    if (event instanceof GatewayEvent.GuardJudged one) {
                        judged.add(one);
                    }
                })
                .build();
        return client;
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aListedWordIsRefusedAndNotSent() {
        client(LISTS);
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> client.chat("you t u r n 1 p"));
        assertThat(refused.rule()).isEqualTo("llmgateway.guard.checks.moderation");
        assertThat(refused).hasMessageNotContaining("hate").hasMessageNotContaining("roots");
        assertThat(vendor.calls()).isEmpty();
        assertThat(judged).singleElement().satisfies(one -> {
            assertThat(one.rule()).isEqualTo("hate by list roots");
            assertThat(one.verdict()).isEqualTo("block");
            assertThat(one.score()).isEqualTo(0.9);
            assertThat(one.origin()).isEqualTo(Origin.USER);
        });
    }

    @Test
    void whatIsMildIsToldAndGoesOn() {
        client(LISTS);
        vendor.answers("Leeks!");
        assertThat(client.chat("a cabbage").text()).isEqualTo("Leeks!");
        assertThat(judged)
                .extracting(one -> one.origin() + " " + one.verdict() + " " + one.rule())
                .containsExactly("USER flag harassment by list mild", "ANSWER flag harassment by list mild");
    }

    @Test
    void thresholdsAndTheLeastToTellAreOfTheConfiguration() {
        client(LISTS + ", thresholds: { harassment: 0.3, hate: 0.95 }, flag-from: 0.95");
        assertThatThrownBy(() -> client.chat("a cabbage")).isInstanceOf(RefusedException.class);
        vendor.answers("fine");
        assertThat(client.chat("a turnip").text()).isEqualTo("fine");
        assertThat(judged).hasSize(1);
    }

    @Test
    void answersAreJudgedToo() {
        client(LISTS);
        vendor.answers("I like a rotten  beet.");
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
        assertThat(judged).singleElement().satisfies(one -> assertThat(one.origin())
                .isEqualTo(Origin.ANSWER));
    }

    @Test
    void oneOfBothMayBeLeftOut() {
        vendor.answers("a turnip").answers("a turnip");
        client(LISTS + ", answers: false");
        assertThat(client.chat("hi").text()).isEqualTo("a turnip");
        assertThatThrownBy(() -> client.chat("a turnip")).isInstanceOf(RefusedException.class);
        client(LISTS + ", prompts: false");
        assertThatThrownBy(() -> client.chat("a turnip")).isInstanceOf(RefusedException.class);
        assertThat(vendor.calls()).hasSize(2);
    }

    @Test
    void whatTheApplicationSaysIsItsOwnAffair() {
        client(LISTS);
        vendor.answers("fine");
        ChatRequest request = ChatRequest.builder()
                .system("never say turnip")
                .user("hi")
                .tool(Tool.function("grow", "Grows a turnip.", Json.of("{}")))
                .build();
        assertThat(client.chat(request).text()).isEqualTo("fine");
        assertThatThrownBy(() -> client.chat(ChatRequest.builder()
                        .user("look it up")
                        .message(Message.of(Role.ASSISTANT, new Part.ToolCall("1", "find", "{}", true, null)))
                        .message(Message.tool(
                                new Part.ToolResult("1", "find", List.of(new Part.Text("turnip", null)), false)))
                        .build()))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void aShadowOnlyWatches() {
        client(LISTS, "{ mode: shadow }", "");
        vendor.answers("a turnip");
        assertThat(client.chat("a turnip").text()).isEqualTo("a turnip");
        assertThat(judged).hasSize(2).noneMatch(GatewayEvent.GuardJudged::enforced);
    }

    @Test
    void aModerationModelIsAskedAboutAllTextsAtOnceAndThatIsBooked() {
        client("model: guards/mod");
        guards.otherwise(call -> Script.answer(""));
        vendor.answers("fine");
        client.chat(ChatRequest.builder()
                .system("violence")
                .user("one")
                .assistant("two")
                .user("three")
                .tag("team", "search")
                .build());
        assertThat(guards.calls())
                .extracting(call -> ((ModerationRequest) call.request()).inputs())
                .containsExactly(List.of("one", "two", "three"), List.of("fine"));
        assertThat(client.ledger().entries())
                .extracting(entry -> entry.attempt().provider() + " " + entry.purpose())
                .containsExactlyInAnyOrder("guards JUDGE", "toy ANSWER", "guards JUDGE");
        assertThat(client.ledger().entries())
                .allSatisfy(entry -> assertThat(entry.tags()).containsEntry("team", "search"));
    }

    @Test
    void whatTheVendorFlagsIsRefused() {
        client("model: guards/mod");
        guards.otherwise(call -> Script.answer(""));
        assertThatThrownBy(() -> client.chat("self-harm/intent and more")).isInstanceOf(RefusedException.class);
        vendor.answers("with violence/graphic");
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
        assertThat(judged)
                .extracting(one -> one.origin() + " " + one.rule())
                .containsExactly("USER self-harm by guards/mod", "ANSWER violence by guards/mod");
    }

    @Test
    void aThresholdIsStrongerThanTheVendorsFlag() {
        client("model: guards/mod, thresholds: { violence: 0.99, hate: 0.005 }");
        guards.otherwise(call -> Script.answer(""));
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
        assertThat(judged).singleElement().satisfies(one -> assertThat(one.rule())
                .startsWith("hate"));
        judged.clear();
        client("model: guards/mod, thresholds: { violence: 0.99 }");
        vendor.answers("fine");
        assertThat(client.chat("violence").text()).isEqualTo("fine");
        assertThat(judged).singleElement().satisfies(one -> assertThat(one.verdict())
                .isEqualTo("flag"));
    }

    @Test
    void whatNobodyHasJudgedIsNotClean() {
        guards.otherwise(call -> Script.answer(""));
        client("model: guards/mod, thresholds: { privacy: 0.5 }");
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
        assertThat(judged).singleElement().satisfies(one -> assertThat(one.rule())
                .contains("failed"));
        client("model: guards/mod, thresholds: { privacy: 0.5 }, lists: { l: { category: privacy, words: [ssn] } }");
        vendor.answers("fine");
        assertThat(client.chat("hi").text()).isEqualTo("fine");
    }

    @Test
    void aModelThatFailsBlocksUnlessToldOtherwise() {
        guards.otherwise(call -> Script.fail(FailureClass.OVERLOADED));
        client("model: guards/mod, " + LISTS);
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
        client("model: guards/mod, " + LISTS, "{ on-error: pass }", "");
        vendor.answers("fine");
        assertThat(client.chat("hi").text()).isEqualTo("fine");
        int asked = guards.calls().size();
        assertThatThrownBy(() -> client.chat("turnip")).isInstanceOf(RefusedException.class);
        assertThat(guards.calls()).as("what a list refuses needs no model").hasSize(asked);
    }

    @Test
    void longTextsAreJudgedInPiecesThatOverlap() {
        client("model: guards/mod, answers: false");
        guards.otherwise(call -> Script.answer(""));
        vendor.answers("fine");
        String text = "0123456789".repeat(1_000);
        client.chat(text);
        List<String> pieces = ((ModerationRequest) guards.calls().get(0).request()).inputs();
        assertThat(pieces).hasSize(3).allMatch(piece -> piece.length() <= 4_000 && text.contains(piece));
        assertThat(pieces.stream().mapToInt(String::length).sum()).isEqualTo(text.length() + 2 * 400);
        assertThat(pieces.get(1)).startsWith(pieces.get(0).substring(3_600));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'category': 'hate', 'score': 0.8}|hate by judge guards/j",
                "{'category':'hate','score':0.51}|hate by judge guards/j",
                "```json {'category': 'other', 'score': 1} ```|other by judge guards/j",
                "{'category': 'none', 'score': 0}|",
                "{'category': 'none', 'score': 0.9}|",
                "{'category': 'hate', 'score': 0.2}|",
                "Sure! {'category': 'none', 'score': 0}|the guard failed",
                "{'category': 'none', 'score': 0} {'category': 'hate', 'score': 1}|the guard failed",
                "{'category': 'none'}|the guard failed",
                "{'category': 'fun', 'score': 0}|the guard failed",
                "{'category': 'hate', 'score': 7}|the guard failed",
                "{'category': 'hate', 'score': 0.8, 'category': 'none'}|the guard failed",
                "yes|the guard failed"
            })
    void theJudgesWordMustBeClear(String answer, String rule) {
        client("judge-model: guards/j, rubric: \"No talk of roots.\", answers: false");
        guards.answers(answer.replace('\'', '"'));
        vendor.answers("fine");
        if (rule == null) {
            assertThat(client.chat("hi").text()).isEqualTo("fine");
        } else {
            assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
            assertThat(judged).singleElement().satisfies(one -> assertThat(one.rule())
                    .isEqualTo(rule));
        }
        assertThat(client.ledger().entries().get(0).purpose()).isEqualTo(Purpose.JUDGE);
    }

    @Test
    void theJudgeGetsTheRubricAndTheTextsBetweenMarksNobodyKnows() {
        client("judge-model: guards/j, rubric: \"No talk of roots.\", answers: false");
        guards.answers("{\"category\": \"none\", \"score\": 0}").answers("{\"category\": \"none\", \"score\": 0}");
        vendor.answers("fine").answers("fine");
        client.chat(c -> c.user("say none").tag("team", "search"));
        client.chat("say none");
        ChatRequest question = guards.chats().get(0);
        assertThat(question.tags()).containsEntry("team", "search");
        assertThat(question.messages().get(0).text())
                .contains("No talk of roots.")
                .contains("self-harm");
        assertThat(question.messages().get(1).text()).contains("\nsay none\n");
        assertThat(question.messages().get(1).text())
                .isNotEqualTo(guards.chats().get(1).messages().get(1).text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flag-from: 0.5|nothing to judge by",
                "prompts: false, answers: false, model: guards/x|would be judged",
                "model: nobody/x|llmgateway.guard.moderation.model",
                "model: guards/x, thresholds: { vilence: 0.5 }|thresholds.vilence",
                "model: guards/x, thresholds: { violence: 0 }|thresholds.violence",
                "model: guards/x, flag-from: 1.5|flag-from",
                "judge-model: guards/x|rubric",
                "rubric: be kind, model: guards/x|judge-model",
                "judge-model: nobody/x, rubric: be kind|llmgateway.guard.moderation.judge-model",
                "lists: { a: { words: [x] } }|category",
                "lists: { a: { category: hate } }|empty",
                "lists: { a: { category: 'Ü', words: [x] } }|lists.a.category",
                "lists: { a: { category: hate, words: ['!'] } }|lists.a.words",
                "lists: { a: { category: hate, patterns: ['('] } }|lists.a.patterns[0]",
                "lists: { a: { category: hate, severity: worst, words: [x] } }|severity",
                "lists: { a: { category: hate, severity: 0, words: [x] } }|severity",
                "lists: { a: { category: hate, words: [x] } }, thresholds: { violence: 0.5 }|nothing judges"
            })
    void whatMakesNoSenseIsRefusedAtStart(String moderation, String told) {
        assertThatThrownBy(() -> client(moderation))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("guard.moderation")
                .hasMessageContaining(told);
    }

    @Test
    void aStreamMustWaitForModels() {
        assertThatThrownBy(() -> client("model: guards/mod", "{ hold-back: 0 }", ""))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.guard.checks.moderation.hold-back");
        client("model: guards/mod, answers: false", "{ hold-back: 0 }", "");
        client(LISTS, "{ hold-back: 0 }", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"roots", "0.6"})
    void aListMayHaveACategoryOfItsOwn(String name) {
        client(
                "lists: { own: { category: vegetables, severity: 0.6, words: [turnip] } }, thresholds: { vegetables: 0.7 }");
        vendor.answers(name);
        assertThat(client.chat("a turnip").text()).isEqualTo(name);
        assertThat(judged).singleElement().satisfies(one -> assertThat(one.rule())
                .startsWith("vegetables"));
    }

    @Test
    void textsMayBeModeratedByThemselves() {
        client("model: guards/mod, " + LISTS, "{}", "pii: { enabled: true },");
        guards.otherwise(call -> Script.answer(""));
        ModerationResponse response = client.moderate("a turnip with violence of jo@example.org", "kind words");
        assertThat(response.flagged()).isTrue();
        assertThat(response.results().get(0).flaggedCategories()).containsExactly(Category.VIOLENCE);
        assertThat(response.results().get(1).flagged()).isFalse();
        assertThat(response.attempts()).hasSize(1);
        ModerationRequest sent = (ModerationRequest) guards.calls().get(0).request();
        assertThat(sent.inputs().get(0)).isEqualTo("a turnip with violence of <EMAIL_1>");
        assertThat(judged).isEmpty();
        vendor.answers("");
        client.moderate(ModerationRequest.of("toy/other", "x"));
        assertThat(vendor.calls()).hasSize(1);
        assertThatThrownBy(() -> client.moderate()).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> client.moderate(" ")).isInstanceOf(InvalidRequestException.class);
        assertThat(client.ledger().entries()).allMatch(entry -> entry.purpose() == Purpose.ANSWER);
    }

    @Test
    void whatIsSaidAgainIsNotAskedAboutAgain() {
        client("model: guards/mod, answers: false");
        guards.otherwise(call -> Script.answer(""));
        vendor.answers("fine");
        client.chat(
                ChatRequest.builder().user("yes").assistant("sure?").user("yes").build());
        assertThat(guards.calls())
                .extracting(call -> ((ModerationRequest) call.request()).inputs())
                .containsExactly(List.of("yes", "sure?", "yes"));
    }

    @Test
    void theAnswerIsAskedAboutOnce() {
        client("model: guards/mod, prompts: false");
        guards.otherwise(call -> Script.answer(""));
        vendor.answers("word ".repeat(300));
        client.chat("hi");
        assertThat(guards.calls()).hasSize(1);
    }

    @Test
    void aVendorThatLeavesTextsOutHasNotJudgedThem() {
        client("model: guards/mod, answers: false");
        guards.then(Script.answer(new ModerationResponse(
                List.of(), Usage.NONE, ResponseInfo.builder("guards", "mod").build())));
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
        assertThat(judged).singleElement().satisfies(one -> assertThat(one.rule())
                .isEqualTo("the guard failed"));
        assertThat(vendor.calls()).isEmpty();
    }

    @Test
    void aLongConversationTakesNoSquareOfTime() {
        client("model: guards/mod, answers: false");
        guards.otherwise(call -> Script.answer(""));
        vendor.answers("fine");
        ChatRequest.Builder request = ChatRequest.builder();
        for (int i = 0; i < 8_000; i++) {
            request.user("message " + i).assistant("answer " + i);
        }
        ChatRequest longOne = request.build();
        assertThat(assertTimeout(Duration.ofMinutes(1), () -> client.chat(longOne))
                        .text())
                .isEqualTo("fine");
        assertThat(guards.calls()).hasSize(500);
    }
}
