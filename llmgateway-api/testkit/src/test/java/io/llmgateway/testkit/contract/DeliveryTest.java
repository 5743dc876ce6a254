package io.llmgateway.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final ChatRequest ASK = ChatRequest.of("What is it like?");
    private static final Script SCRIPT = Script.answer(
            FinishReason.TOOL_CALLS,
            new Part.Reasoning("Let me think 😀😀😀.", null),
            new Part.Text("It is 日本 and 😀😀😀 warm."),
            new Part.ToolCall("1", "weather", "{\"city\":\"Rome\"}"));

    private final ScriptedProvider provider = new ScriptedProvider("toy");

    @BothDeliveries
    void theAnswerIsTheSame(Delivery delivery) {
        provider.then(delivery.shape(SCRIPT));
        ChatResponse answer = delivery.chat(provider, ASK);
        assertThat(answer.parts())
                .isEqualTo(List.of(
                        new Part.Reasoning("Let me think 😀😀😀.", null),
                        new Part.Text("It is 日本 and 😀😀😀 warm."),
                        new Part.ToolCall("1", "weather", "{\"city\":\"Rome\"}")));
        assertThat(provider.calls().get(0).streamed()).isEqualTo(delivery.isStreamed());
        assertThat(provider.openReplies()).isZero();
    }

    @BothDeliveries
    void aFailureIsTheSame(Delivery delivery) {
        provider.then(delivery.shape(Script.fail(FailureClass.OVERLOADED)));
        assertThatThrownBy(() -> delivery.chat(provider, ASK)).isInstanceOf(ProviderFailedException.class);
    }

    private List<String> pieces(long seed) {
        Delivery delivery = Delivery.chunked(seed);
        provider.then(delivery.shape(SCRIPT));
        List<String> pieces = new ArrayList<>();
        try (Reply reply = provider.send(delivery.call(ASK))) {
            for (ChatEvent event = reply.next(); event != null; event = reply.next()) {
                if (event instanceof ChatEvent.TextDelta delta) {
                    pieces.add(delta.text());
                }
            }
        }
        return pieces;
    }

    @Test
    void bordersFollowTheSeedAndKeepCharactersWhole() {
        assertThat(pieces(5)).isEqualTo(pieces(5)).isNotEqualTo(pieces(6));
        for (long seed = 0; seed < 200; seed++) {
            assertThat(pieces(seed)).allSatisfy(piece -> {
                assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
                assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                        .isFalse();
            });
        }
    }

    @Test
    void theNameShowsTheSeed() {
        assertThat(Delivery.chunked(42)).hasToString("chunked, -Dseed=42");
        assertThat(Delivery.whole()).hasToString("whole");
        assertThat(Delivery.streamed()).hasToString("streamed");
        FakeAnswer answer = FakeAnswer.text("x");
        assertThat(Delivery.streamed().shape(answer)).isSameAs(answer);
    }
}
