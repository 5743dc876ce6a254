package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers for whom the same model's name stands for different models first. */
class ChosenTest {
    private static final String BY_USER = "strategy: conditional, when: \"user == 'anna' -> toy/y\"";

    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider vendor = new ScriptedProvider("toy", world)
            .otherwise(call -> Script.answer(call.request().model().orElseThrow()));
    private final AtomicBoolean special = new AtomicBoolean();
    private LlmClient client = client(BY_USER);

    private LlmClient client(String strategy) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: outer, models: { inner: { targets: [toy/x, toy/y], " + strategy
                        + " }, outer: { targets: [inner, toy/z] } }, recall: { exact: { ttl: 2d } } }")
                .world(world)
                .provide("toy", vendor)
                .condition("special", request -> special.get())
                .build();
    }

    private void again(String strategy) {
        client.close();
        client = client(strategy);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private ChatResponse ask(UnaryOperator<ChatRequest.Builder> how) {
        return client.chat(how.apply(ChatRequest.builder().user("?")).build());
    }

    private void asked(int times) {
        assertThat(vendor.calls()).hasSize(times);
    }

    @Test
    void whoHasAnotherModelHasAnotherAnswer() {
        assertThat(ask(r -> r.endUser("anna")).text()).isEqualTo("y");
        assertThat(ask(r -> r.endUser("bob")).text()).isEqualTo("x");
        assertThat(ask(r -> r).text()).isEqualTo("x");
        assertThat(ask(r -> r.endUser("anna")).cache()).isPresent();
        asked(2);
    }

    @Test
    void tagsThatDecideKeepApartAndOthersDoNot() {
        again("strategy: conditional, when: \"tag.plan in ['gold', 'silver'] -> toy/y\"");
        assertThat(ask(r -> r.tag("plan", "gold")).text()).isEqualTo("y");
        assertThat(ask(r -> r.tag("plan", "free").tag("team", "a")).text()).isEqualTo("x");
        assertThat(ask(r -> r.tag("plan", "silver").tag("team", "b")).text()).isEqualTo("y");
        assertThat(ask(r -> r.tag("team", "c")).text()).isEqualTo("x");
        asked(2);
    }

    @Test
    void theHourDecides() {
        again("strategy: conditional, when: \"hour in 22..23 -> toy/y\", zone: Europe/Berlin");
        world.setNow(Instant.parse("2026-01-10T20:59:00Z"));
        assertThat(ask(r -> r).text()).isEqualTo("x");
        world.advance(Duration.ofMinutes(2));
        assertThat(ask(r -> r).text()).isEqualTo("y");
        world.advance(Duration.ofHours(2));
        assertThat(ask(r -> r).text()).isEqualTo("x");
        asked(2);
    }

    @Test
    void streamedDecidesWhereItIsAskedAbout() {
        again("strategy: conditional, when: \"streamed -> toy/y\"");
        assertThat(client.stream("?").await().text()).isEqualTo("y");
        assertThat(client.chat("?").text()).isEqualTo("x");
        asked(2);
    }

    @Test
    void aConditionOfTheApplicationDecides() {
        again("strategy: conditional, when: \"special -> toy/y\"");
        assertThat(ask(r -> r).text()).isEqualTo("x");
        special.set(true);
        assertThat(ask(r -> r).text()).isEqualTo("y");
        special.set(false);
        assertThat(ask(r -> r).text()).isEqualTo("x");
        asked(2);
    }

    @Test
    void whatAConditionThrowsReachesTheCaller() {
        client.close();
        client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { models: { smart: { targets: [toy/x, toy/y], strategy: conditional,"
                        + " when: \"broken -> toy/y\" } }, recall: { exact: {} } }")
                .world(world)
                .provide("toy", vendor)
                .condition("broken", request -> {
                    throw new IllegalStateException("broken");
                })
                .build();
        assertThatThrownBy(() -> client.chat("?"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"strategy: canary, percent: 50, by: session", "strategy: affinity, by: session"})
    void whatSticksToACallerStaysWithHim(String strategy) {
        again(strategy);
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            String session = "s" + i;
            ChatResponse shared = ask(r -> r.tag("session", session));
            String own = client.with(o -> o.cache(c -> c.noCache()))
                    .chat(c -> c.user("?").tag("session", session))
                    .text();
            assertThat(shared.text()).isEqualTo(own);
            answers.add(own);
        }
        assertThat(answers).containsExactlyInAnyOrder("x", "y");
        asked(40 + 2);
    }

    @Test
    void chanceKeepsNobodyApart() {
        again("strategy: canary, percent: 50, by: session");
        for (int i = 0; i < 10; i++) {
            ask(r -> r);
        }
        asked(1);
    }
}
