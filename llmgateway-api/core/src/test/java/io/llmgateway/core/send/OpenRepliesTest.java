package io.llmgateway.core.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenRepliesTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider toy = new ScriptedProvider("toy", world).otherwise(call -> Script.answer("well"));

    @Test
    void forgottenRepliesEndInTheOrderTheyWereAskedFor() {
        List<Integer> ended = new ArrayList<>();
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("toy", toy)
                .defaultModel("toy/a")
                .before(Stage.STEADY, (call, chain) -> {
                    chain.proceed(call);
                    chain.proceed(call);
                    throw new IllegalStateException("forgotten");
                })
                .listener(event -> {
                    if (event instanceof GatewayEvent.AttemptEnded attempt) {
                        ended.add(attempt.attempt().number());
                    }
                })
                .build()) {
            assertThatThrownBy(() ->
                            client.stream(ChatRequest.builder().user("Why?").build()))
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(ended).containsExactly(1, 2);
    }
}
