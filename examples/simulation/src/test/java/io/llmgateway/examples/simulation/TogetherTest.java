package io.llmgateway.examples.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.llmgateway.testkit.SimWorld;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What docs/testing.md shows. */
class TogetherTest {
    @Test
    void aHundredCallersWaitTogether() {
        SimWorld world = new SimWorld(1);
        ScriptedProvider toy = new ScriptedProvider("toy", world);
        toy.otherwise(call -> Script.answer("Hello!").after(Duration.ofSeconds(2)));
        LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("")
                .world(world)
                .provide("toy", toy)
                .build();
        for (int i = 0; i < 100; i++) {
            world.actor("caller " + i, () -> client.chat(c -> c.model("toy/any").user("Hi")));
        }
        world.run();
        client.close();
        assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(2));
        assertThat(toy.calls()).hasSize(100);
    }
}
