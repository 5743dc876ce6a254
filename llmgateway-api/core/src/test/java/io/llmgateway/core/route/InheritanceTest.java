package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Role;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How targets are asked, where several aliases lie above them. */
class InheritanceTest {
    private final ScriptedProvider small = new ScriptedProvider("small").otherwise(call -> Script.answer("short"));
    private final ScriptedProvider slow = new ScriptedProvider("slow");
    private final ScriptedProvider spare = new ScriptedProvider("spare").otherwise(call -> Script.answer("spare"));

    private LlmClient client(String models) {
        return LlmGateway.builder()
                .environment(Map.of())
                .world(new FakeWorld())
                .yaml("llmgateway: { default-model: outer, models: " + models
                        + ", catalogue: { models: { small/x: { window: 1000 } } } }")
                .provide("small", small)
                .provide("slow", slow)
                .provide("spare", spare)
                .build();
    }

    private static ChatRequest tooLong() {
        ChatRequest.Builder builder = ChatRequest.builder();
        for (int i = 0; i < 8; i++) {
            builder.message(Message.user("word ".repeat(150))).message(Message.assistant("yes"));
        }
        return builder.user("and now?").build();
    }

    private long questions() {
        return small.chats().get(0).messages().stream()
                .filter(message -> message.role().equals(Role.USER))
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        "drop-oldest, , true", // the outer alias decides where the inner one says nothing
        ", drop-oldest, true",
        "fail, drop-oldest, true", // the nearest counts
        "drop-oldest, fail, false"
    })
    void theNearestAliasThatSaysSomethingDecides(String outer, String inner, boolean trimmed) {
        try (LlmClient client = client("{ outer: { targets: [inner]" + overflow(outer)
                + " }, inner: { targets: [small/x]" + overflow(inner) + " } }")) {
            client.chat(tooLong());
        }
        assertThat(questions() < 9).isEqualTo(trimmed);
    }

    private static String overflow(String way) {
        return way == null ? "" : ", overflow: " + way;
    }

    @Test
    void anInnerAliasMayDoWithoutAHedge() {
        Gate gate = new Gate();
        Gate second = new Gate();
        AtomicReference<Gate> before = new AtomicReference<>(gate); // the loser of a race may never have been asked
        slow.otherwise(call -> Script.answer("slow").heldBy(before.get()));
        try (LlmClient client = client("{ outer: { targets: [inner, spare/x], hedge-after: 1ms },"
                + " inner: { targets: [slow/x] }, calm: { targets: [patient, spare/x], hedge-after: 1ms },"
                + " patient: { targets: [slow/x], hedge-after: never } }")) {
            assertThat(client.chat("hi").text()).isEqualTo("spare");
            gate.open();
            before.set(second);
            CompletableFuture<ChatResponse> calm = client.chatAsync(
                    ChatRequest.builder().model("calm").user("hi").build());
            second.awaitArrival();
            second.open();
            assertThat(calm.join().text()).isEqualTo("slow");
        }
        assertThat(spare.calls()).hasSize(1);
    }

    @Test
    void aHedgeIsADurationOrAWord() {
        assertThatThrownBy(() -> client("{ outer: { targets: [slow/x, spare/x], hedge-after: sometimes } }"))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.models.outer.hedge-after")
                .hasMessageContaining("never");
    }
}
