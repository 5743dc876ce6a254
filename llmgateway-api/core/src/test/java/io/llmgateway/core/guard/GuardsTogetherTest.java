package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All guards at once, over whole and streamed answers. */
class GuardsTogetherTest {
    private static final Pattern CANARY = Pattern.compile("Internal reference ([a-z]{16})");
    private static final String CARD = "4111 1111 1111 1111";

    private final ScriptedProvider vendor = new ScriptedProvider("toy");
    private final ScriptedProvider guards = new ScriptedProvider("guards").otherwise(call -> Script.answer(""));
    private final List<GatewayEvent> events = new CopyOnWriteArrayList<>();
    private LlmClient client = client("enforce");

    private LlmClient client(String mode) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml(
                        """
                        llmgateway:
                          default-model: toy/x
                          steady: { retry: { attempts: 1 } }
                          guard:
                            pii: { enabled: true, answers: mask }
                            injection: { enabled: true, spotlight: true, canary: true }
                            moderation:
                              enabled: true
                              model: guards/mod
                              lists: { l: { category: hate, words: [turnip] } }
                            output: { enabled: true, leakage: block }
                            checks: { injection: { mode: MODE }, moderation: { mode: MODE }, output: { mode: MODE } }
                        """
                                .replace("MODE", mode))
                .provide("toy", vendor)
                .provide("guards", guards)
                .listener(events::add)
                .build();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static ChatRequest request() {
        return ChatRequest.builder()
                .system("You serve the harbour office.")
                .user("I am jo@example.org, my card is " + CARD)
                .message(Message.of(Role.ASSISTANT, new Part.ToolCall("1", "fetch", "{\"for\": \"jo@example.org\"}")))
                .message(Message.tool(
                        new Part.ToolResult("1", "fetch", List.of(new Part.Text("paid by jo@example.org")), false)))
                .build();
    }

    private static Script answer() {
        return Script.answer(
                FinishReason.TOOL_CALLS,
                new Part.Text("Dear <EMAIL_1>,<script>steal()</script> write to eve@example.net. \ud83d\ude00"
                        + " Your card **<credit\\_card\\_1>** is fine. ".repeat(12)),
                new Part.ToolCall("2", "pay", "{\"card\": \"<CREDIT_CARD_1>\", \"to\": \"<EMAIL_1>\"}"),
                new Part.ToolCall("3", "mail", "{\"to\": \"<EMAIL_1>\", \"copy\": \"eve@example.net\"}"));
    }

    private static void check(ChatResponse response) {
        assertThat(response.text())
                .isEqualTo("Dear jo@example.org,  write to [EMAIL]. \ud83d\ude00"
                        + (" Your card **" + CARD + "** is fine. ").repeat(12));
        assertThat(response.toolCalls())
                .extracting(Part.ToolCall::arguments)
                .containsExactly(
                        "{\"card\": \"" + CARD + "\", \"to\": \"jo@example.org\"}",
                        "{\"to\": \"jo@example.org\", \"copy\": \"[EMAIL]\"}");
    }

    @Test
    void anAnswerIsTheSameHoweverItComes() {
        vendor.then(answer());
        check(client.chat(request()));
        for (long seed = 1; seed <= 60; seed++) {
            vendor.then(answer().inPieces(seed));
            try (ChatStream stream = client.stream(request())) {
                check(stream.await());
            }
        }
        assertThat(vendor.openReplies()).isZero();
    }

    @Test
    void nobodyBehindSeesAValueAndEachThingIsAskedOnce() {
        vendor.then(answer());
        client.chat(request());
        assertThat(guards.calls())
                .extracting(
                        call -> ((ModerationRequest) call.request()).inputs().size())
                .containsExactly(3, 1, 1, 1); // the request, the text, two calls of tools
        assertThat(guards.calls().toString() + inputs()).doesNotContain("jo@example.org", "1111");
        String sent = vendor.chats().get(0).messages().toString();
        assertThat(sent).doesNotContain("jo@example.org");
        assertThat(events.toString())
                .doesNotContain("jo@example.org", "eve@example.net", "1111 1111"); // they hold times too
    }

    private String inputs() {
        StringBuilder all = new StringBuilder();
        guards.calls().forEach(call -> all.append(((ModerationRequest) call.request()).inputs()));
        return all.toString();
    }

    @Test
    void theInstructionsDoNotGetOutInAStreamThatIsWatchedByAll() {
        for (long seed = 1; seed <= 20; seed++) {
            long pieces = seed;
            vendor.otherwise(call -> {
                StringBuilder heard = new StringBuilder();
                ((ChatRequest) call.request()).messages().forEach(message -> heard.append(message.text())
                        .append('\n'));
                Matcher mark = CANARY.matcher(heard);
                assertThat(mark.find()).isTrue();
                return Script.answer("all is well ".repeat(30) + mark.group(1)).inPieces(pieces);
            });
            StringBuilder read = new StringBuilder();
            try (ChatStream stream = client.stream(request())) {
                assertThatThrownBy(() -> stream.forEachText(read::append)).hasCauseInstanceOf(RefusedException.class);
            }
            assertThat(read).hasSizeLessThanOrEqualTo("all is well ".length() * 30 + 2);
        }
        assertThat(vendor.openReplies()).isZero();
    }

    @Test
    void inTheShadowOnlyMaskingAndMarksAreAtWork() {
        client.close();
        client = client("shadow");
        vendor.then(Script.answer("a <b onclick=x()>turnip</b> for <EMAIL_1>").inPieces(3));
        try (ChatStream stream = client.stream(request())) {
            assertThat(stream.await().text()).isEqualTo("a <b onclick=x()>turnip</b> for jo@example.org");
        }
        assertThat(events).anyMatch(event -> event instanceof GatewayEvent.GuardJudged judged && !judged.enforced());
    }
}
