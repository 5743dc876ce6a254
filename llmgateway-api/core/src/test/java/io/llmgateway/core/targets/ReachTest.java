package io.llmgateway.core.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A vendor that cannot be reached is left alone soon, and asked again soon. */
class ReachTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider cloud = new ScriptedProvider("cloud", world);
    private final ScriptedProvider local =
            new ScriptedProvider("local", world).otherwise(call -> Script.answer("local"));

    private LlmClient client() {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { models: { m: { targets: [cloud/a, local/l] },"
                        + " other: { targets: [cloud/b, local/l] }, lone: { targets: [cloud/a] } } }")
                .defaultModel("m")
                .world(world)
                .provide("cloud", cloud)
                .provide("local", local)
                .build();
    }

    private static Script unreachable() {
        return Script.fail(new Failure(FailureClass.TRANSIENT, "no route", null, "unreachable", null, null));
    }

    private static String who(LlmClient client) {
        return client.chat("hi").provider();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFirstCallGoesOnAtOnceAndTheThirdDoesNotTry(boolean streamed) {
        cloud.otherwise(call -> unreachable());
        try (LlmClient client = client()) {
            for (int i = 0; i < 3; i++) {
                if (streamed) {
                    try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
                        assertThat(stream.await().text()).isEqualTo("local");
                    }
                } else {
                    assertThat(who(client)).isEqualTo("local");
                }
            }
            assertThat(cloud.calls()).hasSize(2);
            assertThat(world.sleeps())
                    .as("no second try while another target is left")
                    .isEmpty();
        }
    }

    @Test
    void allModelsOfTheProviderRestAndTheCourseSaysWhy() {
        cloud.then(unreachable()).then(unreachable());
        try (LlmClient client = client()) {
            who(client);
            who(client);
            ChatResponse other = client.chat(c -> c.model("other").user("hi"));
            assertThat(other.provider()).isEqualTo("local");
            assertThat(other.explain().toString())
                    .contains("passed over cloud/b: it could not be reached until 2026-01-01T00:00:05Z");
        }
    }

    @Test
    void itIsAskedAgainAfterTheSameShortWhileHoweverLongItWasGone() {
        cloud.otherwise(call -> unreachable());
        try (LlmClient client = client()) {
            who(client);
            for (int i = 0; i < 200; i++) {
                assertThat(who(client)).isEqualTo("local");
                world.advance(Duration.ofSeconds(5));
            }
            assertThat(cloud.calls()).as("once after each rest").hasSize(201);
            cloud.otherwise(call -> Script.answer("back"));
            assertThat(who(client)).isEqualTo("cloud");
            assertThat(who(client)).as("with its full share").isEqualTo("cloud");
        }
    }

    @Test
    void whatTakesLongToFindOutIsTriedLessOften() {
        cloud.otherwise(call -> unreachable().after(Duration.ofSeconds(4)));
        try (LlmClient client = client()) {
            who(client);
            who(client);
            world.advance(Duration.ofSeconds(39));
            who(client);
            assertThat(cloud.calls()).hasSize(2);
            world.advance(Duration.ofSeconds(1));
            who(client);
            assertThat(cloud.calls()).hasSize(3);
        }
    }

    @Test
    void anyAnswerBetweenTwoMeansItIsThere() {
        for (int i = 0; i < 3; i++) {
            cloud.then(unreachable());
            cloud.then(
                    i % 2 == 0
                            ? Script.answer("well")
                            : Script.fail(new Failure(FailureClass.CONTENT_FILTERED, "no", 400, null, null, null)));
        }
        try (LlmClient client = client()) {
            for (int i = 0; i < 6; i++) {
                who(client);
            }
            assertThat(cloud.calls()).hasSize(6);
        }
    }

    @Test
    void anAnswerToSomebodyElseEndsTheRest() {
        cloud.then(unreachable()).then(unreachable()).otherwise(call -> Script.answer("back"));
        try (LlmClient client = client()) {
            who(client);
            who(client);
            assertThat(client.chat(c -> c.model("lone").user("hi")).text()).isEqualTo("back");
            assertThat(who(client)).isEqualTo("cloud");
        }
    }

    @Test
    void aLoneTargetIsTriedTwiceAsAlways() {
        cloud.otherwise(call -> unreachable());
        try (LlmClient client = client()) {
            assertThat(catchThrowable(() -> client.chat(c -> c.model("lone").user("hi"))))
                    .isNotNull();
            assertThat(cloud.calls()).hasSize(2);
            assertThat(world.sleeps()).hasSize(1);
        }
    }

    @Test
    void anotherKeyLeadsToTheSameServer() {
        ScriptedProvider first = new ScriptedProvider("cloud#1", world).otherwise(call -> unreachable());
        ScriptedProvider second = new ScriptedProvider("cloud#2", world).otherwise(call -> unreachable());
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { providers: { cloud: { type: scripted, api-keys: [a, b] } },"
                        + " models: { m: { targets: [cloud/a, local/l] } } }")
                .factory(ScriptedProvider.factory(first, second))
                .world(world)
                .provide("local", local)
                .build()) {
            assertThat(who(client)).isEqualTo("local");
            assertThat(who(client)).isEqualTo("local");
            assertThat(first.calls().size() + second.calls().size()).isEqualTo(2);
        }
    }
}
