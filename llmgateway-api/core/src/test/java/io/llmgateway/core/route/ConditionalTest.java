package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionalTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider a = new ScriptedProvider("a", world).otherwise(call -> Script.answer("from a"));
    private final ScriptedProvider b = new ScriptedProvider("b", world).otherwise(call -> Script.answer("from b"));
    private final List<List<String>> chosen = new ArrayList<>();

    private LlmGateway.Builder builder() {
        return LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("a", a)
                .provide("b", b)
                .listener(event -> {
                    if (event instanceof GatewayEvent.TargetsChosen targets) {
                        chosen.add(targets.targets());
                    }
                });
    }

    private static String model(String settings) {
        return "llmgateway: { models: { smart: { targets: [a/one, b/two, b/three], strategy: conditional, " + settings
                + " } } }";
    }

    private List<String> chosen(LlmClient client, Consumer<ChatRequest.Builder> question) {
        client.chat(c -> question.accept(c.model("smart").user("Why is the sky blue?")));
        return chosen.get(chosen.size() - 1);
    }

    @Test
    void theFirstRuleThatHoldsSaysWhoComesFirst() {
        String rules = "when: [\"tag.team == 'search' -> b/two\", \"tag.team != '' -> b/three\"]";
        try (LlmClient client = builder().yaml(model(rules)).build()) {
            assertThat(chosen(client, c -> c.tag("team", "search"))).containsExactly("b/two", "a/one", "b/three");
            assertThat(chosen(client, c -> c.tag("team", "ads"))).containsExactly("b/three", "a/one", "b/two");
            assertThat(chosen(client, c -> {})).containsExactly("a/one", "b/two", "b/three");
            assertThat(client.toString()).contains("conditional", "tag.team == 'search' -> b/two");
        }
    }

    @Test
    void theOthersAreThereIfItFails() {
        b.fails(FailureClass.MODEL_UNKNOWN);
        try (LlmClient client = builder().yaml(model("when: true -> b/two")).build()) {
            assertThat(client.chat(c -> c.model("smart").user("Hi")).text()).isEqualTo("from a");
        }
    }

    @Test
    void rulesMayStandInOneTextAndLeadToAliases() {
        String yaml =
                """
                llmgateway:
                  models:
                    smart:
                      targets: [cheap, good]
                      strategy: conditional
                      when: "tag.x in ['a;b', 'c -> d'] -> good; tag.y == 'z' -> good;"
                    cheap: { targets: a/small }
                    good: { targets: b/large }
                """;
        try (LlmClient client = builder().yaml(yaml).build()) {
            assertThat(chosen(client, c -> c.tag("x", "a;b"))).containsExactly("b/large", "a/small");
            assertThat(chosen(client, c -> c.tag("x", "c -> d"))).containsExactly("b/large", "a/small");
            assertThat(chosen(client, c -> c.tag("y", "z"))).containsExactly("b/large", "a/small");
            assertThat(chosen(client, c -> c.tag("x", "a"))).containsExactly("a/small", "b/large");
        }
    }

    @Test
    void propertiesAndEnvironmentSayTheSame(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("c.properties"),
                """
                llmgateway.models.smart.targets=a/one,b/two
                llmgateway.models.smart.strategy=conditional
                llmgateway.models.smart.when=tag.team in ['x', 'y'] && hour == 1 -> b/two; streamed -> b/two
                llmgateway.models.smart.zone=Europe/Berlin
                """);
        try (LlmClient client = builder().file(file).build()) {
            assertThat(chosen(client, c -> c.tag("team", "y"))).containsExactly("b/two", "a/one");
            assertThat(chosen(client, c -> {})).containsExactly("a/one", "b/two");
        }
        Map<String, String> environment = Map.of(
                "LLMGATEWAY_MODELS_SMART_TARGETS", "a/one,b/two",
                "LLMGATEWAY_MODELS_SMART_STRATEGY", "conditional",
                "LLMGATEWAY_MODELS_SMART_WHEN", "tag.team in ['x', 'y'] && hour == 1 -> b/two",
                "LLMGATEWAY_MODELS_SMART_ZONE", "Europe/Berlin");
        try (LlmClient client = builder().environment(environment).yaml("").build()) {
            assertThat(chosen(client, c -> c.tag("team", "y"))).containsExactly("b/two", "a/one");
        }
    }

    @Test
    void itIsAsLateAsInItsZone() {
        world.setNow(Instant.parse("2026-06-30T22:30:00Z"));
        String rule = "when: \"hour == 0 && minute == 30 && weekday == 'wednesday' && date == '2026-07-01' -> b/two\"";
        try (LlmClient berlin =
                builder().yaml(model(rule + ", zone: Europe/Berlin")).build()) {
            assertThat(chosen(berlin, c -> {})).first().isEqualTo("b/two");
        }
        try (LlmClient utc = builder().yaml(model(rule)).build()) {
            assertThat(chosen(utc, c -> {})).first().isEqualTo("a/one");
        }
    }

    @Test
    void aPrincipalIsAUserToo() {
        try (LlmClient client =
                builder().yaml(model("when: \"user == 'ann' -> b/two\"")).build()) {
            LlmClient ann =
                    client.with(o -> o.principal(Principal.builder().user("ann").build()));
            assertThat(chosen(ann, c -> {})).first().isEqualTo("b/two");
            assertThat(chosen(ann, c -> c.endUser("bob"))).first().isEqualTo("a/one");
        }
    }

    @Test
    void aUserWhoIsMaskedForVendorsIsKnownAndTheTextIsMasked() {
        String rules = model("when: \"user == 'ann@example.org' and text contains '<EMAIL_1>' -> b/two\"")
                .replace("llmgateway: {", "llmgateway: { guard: { pii: { enabled: true } },");
        try (LlmClient client = builder().yaml(rules).build()) {
            assertThat(chosen(client, c -> c.user("Write to bob@example.org").endUser("ann@example.org")))
                    .first()
                    .isEqualTo("b/two");
        }
    }

    @Test
    void aConditionMayBeWrittenInJava() {
        try (LlmClient client = builder()
                .yaml(model("when: \"vip and not streamed -> b/two\""))
                .condition("vip", request -> request.endUser().isPresent())
                .build()) {
            assertThat(chosen(client, c -> c.endUser("u1"))).first().isEqualTo("b/two");
            assertThat(chosen(client, c -> {})).first().isEqualTo("a/one");
        }
    }

    @Test
    void whatAConditionInJavaThrowsReachesTheCaller() {
        IllegalStateException broken = new IllegalStateException("no directory of users");
        try (LlmClient client = builder()
                .yaml(model("when: vip -> b/two"))
                .condition("vip", request -> {
                    throw broken;
                })
                .build()) {
            assertThatThrownBy(() -> client.chat(c -> c.model("smart").user("Hi")))
                    .isSameAs(broken);
            assertThat(a.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens", "and", "true", "tag", "tag.x", "two words", "", "-a", "1a", "a-"})
    void aConditionInJavaNeedsANameOfItsOwn(String name) {
        assertThatThrownBy(() ->
                        builder().yaml("").condition(name, request -> true).build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("\"" + name + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "strategy: conditional                                     | smart.when is missing",
                "strategy: conditional, when: []                           | smart.when is missing",
                "strategy: conditional, when: ''                           | smart.when is missing",
                "strategy: conditional, when: tokens > 5                   | smart.when, position 11: expected &&, || or \"-> target\"",
                "strategy: conditional, when: 'tokens > 5 ->'              | position 14: expected a target",
                "strategy: conditional, when: 'tokens > 5 -> a/on'         | did you mean \"a/one\"?",
                "strategy: conditional, when: [true -> a/one, x -> a/one]  | smart.when[1], position 1",
                "strategy: conditional, when: [{ if: x, then: a/one }]     | smart.when: it must be a list of texts",
                "strategy: conditional, when: true -> a/one, zone: Berlin  | smart.zone: \"Berlin\" is no time zone",
                "strategy: conditional, when: true -> a/one, zone: Europe/Berln | did you mean \"Europe/Berlin\"?",
                "strategy: ordered, when: true -> a/one                    | smart.strategy to conditional",
                "when: true -> a/one                                       | smart.strategy to conditional",
                "strategy: cost, zone: UTC                                 | smart.zone is set, but the strategy is cost",
                "strategy: conditional, when: true -> a/one, weights: [1, 2] | smart.strategy to weighted",
            })
    void nonsenseIsRefusedAtTheStart(String settings, String help) {
        String yaml = "llmgateway: { models: { smart: { targets: [a/one, b/two], " + settings + " } } }";
        assertThatThrownBy(() -> builder().yaml(yaml).build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.models.smart")
                .hasMessageContaining(help);
    }
}
