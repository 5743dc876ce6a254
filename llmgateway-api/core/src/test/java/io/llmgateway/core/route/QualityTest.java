package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked by quality, and by what quality costs. */
class QualityTest {
    private static final String FIGURES =
            """
              a/x: { quality: 60, prices: { input: 1, output: 1 } }
              a/y: { quality: 90.5, prices: { input: 10, output: 10 } }
              a/z: { quality: 80, prices: { input: 1.2, output: 1.2 } }
            """;

    private final FakeWorld world = new FakeWorld(7);
    private final List<List<String>> chosen = new ArrayList<>();

    private LlmGateway.Builder builder(String models, String figures) {
        return LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("a", new ScriptedProvider("a", world).otherwise(call -> Script.answer("yes")))
                .yaml("llmgateway:\n models: {" + models + "}\n catalogue:\n  models:\n" + figures.indent(2))
                .listener(event -> {
                    if (event instanceof GatewayEvent.TargetsChosen targets) {
                        chosen.add(targets.targets());
                    }
                });
    }

    private List<String> chosen(String models, String figures) {
        try (LlmClient client = builder(models, figures).build()) {
            client.chat(c -> c.model("m").user("Why is the sky blue?"));
        }
        return chosen.get(chosen.size() - 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ordered          | a/x, a/y, a/z",
                "quality          | a/y, a/z, a/x",
                "cost             | a/x, a/z, a/y",
                "cost-per-quality | a/z, a/x, a/y"
            })
    void theStrategyDecides(String strategy, String order) {
        assertThat(String.join(", ", chosen("m: { targets: [a/x, a/y, a/z], strategy: " + strategy + " }", FIGURES)))
                .isEqualTo(order);
    }

    @Test
    void equalsKeepTheOrderWritten() {
        String figures = "  a/*: { quality: 5, prices: { input: 1, output: 1 } }";
        assertThat(chosen("m: { targets: [a/3, a/1, a/2], strategy: quality }", figures))
                .containsExactly("a/3", "a/1", "a/2");
        assertThat(chosen("m: { targets: [a/3, a/1, a/2], strategy: cost-per-quality }", figures))
                .containsExactly("a/3", "a/1", "a/2");
    }

    @Test
    void whatHasNoPriceIsAskedLastAndWhatIsFreeFirst() {
        String figures = FIGURES + "  a/own: { quality: 1, free: true }\n  a/dark: { quality: 99 }";
        assertThat(chosen("m: { targets: [a/dark, a/x, a/own], strategy: cost-per-quality }", figures))
                .containsExactly("a/own", "a/x", "a/dark");
    }

    @Test
    void ofAnAliasItsBestTargetCounts() {
        String pool = "pool: { targets: [a/x, a/y] }, ";
        assertThat(chosen(pool + "m: { targets: [a/z, pool], strategy: quality }", FIGURES))
                .containsExactly("a/x", "a/y", "a/z");
        pool = "pool: { targets: [a/y, a/z] }, ";
        assertThat(chosen(pool + "m: { targets: [a/x, pool], strategy: cost-per-quality }", FIGURES))
                .containsExactly("a/y", "a/z", "a/x");
    }

    @Test
    void codeMaySayTheQuality() {
        ModelInfo.PriceSource source = new ModelInfo.PriceSource("test", null, null);
        ModelInfo best =
                new ModelInfo("a", "x", Set.of(), "chat", null, null, Set.of(), null, List.of(), Map.of(), source);
        try (LlmClient client = builder("m: { targets: [a/z, a/x], strategy: quality }", FIGURES)
                .modelInfo(best.withQuality(100))
                .build()) {
            client.chat(c -> c.model("m").user("Hi"));
            ModelInfo known = client.catalogue().find("a/x").orElseThrow();
            assertThat(known.quality()).isEqualTo(100);
            assertThat(known.prices()).as("as configured").isNotEmpty();
        }
        assertThat(chosen).containsExactly(List.of("a/x", "a/z"));
        assertThat(best.quality()).isNull();
        assertThatThrownBy(() -> best.withQuality(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a/x");
    }

    @Test
    void severalKeysHaveTheQualityOfTheirModel() {
        String yaml =
                """
                llmgateway:
                  providers: { work: { type: scripted, api-keys: [k1, k2] } }
                  models: { m: { targets: [work/x, work/y], strategy: quality } }
                  catalogue: { models: { work/x: { quality: 1 }, work/y: { quality: 2 } } }
                """;
        ScriptedProvider first = new ScriptedProvider("work#1", world).otherwise(call -> Script.answer("yes"));
        ScriptedProvider second = new ScriptedProvider("work#2", world).otherwise(call -> Script.answer("yes"));
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .factory(ScriptedProvider.factory(first, second))
                .yaml(yaml)
                .build()) {
            assertThat(client.chat(c -> c.model("m").user("Hi")).model()).isEqualTo("y");
        }
        assertThatThrownBy(() -> LlmGateway.builder()
                        .environment(Map.of())
                        .world(world)
                        .factory(ScriptedProvider.factory(first, second))
                        .yaml(yaml.replace("work/y: { quality: 2 }", "work/y: { window: 5 }"))
                        .build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(" set llmgateway.catalogue.models.work/y.quality to ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quality", "cost-per-quality"})
    void anUnknownQualityIsRefusedAtStart(String strategy) {
        String models = "pool: { targets: [a/2, a/x, a/2] }, m: { targets: [a/1, pool], strategy: " + strategy + " }";
        assertThatThrownBy(() -> chosen(models, FIGURES))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.models.m.strategy is " + strategy + ",")
                .hasMessageContaining(
                        "set llmgateway.catalogue.models.a/1.quality, llmgateway.catalogue.models.a/2.quality to");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "'NaN'", "1e999", "good"})
    void noNumberAboveZeroIsRefused(String quality) {
        assertThatThrownBy(() -> chosen("m: { targets: [a/x] }", "  a/x: { quality: " + quality + " }"))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.catalogue.models.a/x.quality");
    }
}
