package io.llmgateway.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.error.MisconfiguredException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerSettingsTest {
    private static final String YAML =
            """
            llmgateway:
              ledger:
                keep: 5
                file: spent/ledger.jsonl
                chargeback:
                  by: project
                  margin: 12.5
                  discount: 1
                  tiers: { 1000: 5, 200: 2 }
                  rules:
                    search: { margin: 0 }
                  prices:
                    smart: { input: 1, cache-read: 0.1, output: 4 }
              watch:
                spend-rise: { by: user, factor: 2.5, window: 30m, least: 0.5 }
            """;

    private static final String PROPERTIES =
            """
            llmgateway.ledger.keep=5
            llmgateway.ledger.file=spent/ledger.jsonl
            llmgateway.ledger.chargeback.by=project
            llmgateway.ledger.chargeback.margin=12.5
            llmgateway.ledger.chargeback.discount=1
            llmgateway.ledger.chargeback.tiers.1000=5
            llmgateway.ledger.chargeback.tiers.200=2
            llmgateway.ledger.chargeback.rules.search.margin=0
            llmgateway.ledger.chargeback.prices.smart.input=1
            llmgateway.ledger.chargeback.prices.smart.cache-read=0.1
            llmgateway.ledger.chargeback.prices.smart.output=4
            llmgateway.watch.spend-rise.by=user
            llmgateway.watch.spend-rise.factor=2.5
            llmgateway.watch.spend-rise.window=30m
            llmgateway.watch.spend-rise.least=0.5
            """;

    private static GatewayConfig load(String name, String content, Map<String, String> environment) {
        return new ConfigLoader(environment).text(name, content).environment().load();
    }

    @Test
    void yamlAndPropertiesSayTheSame() {
        GatewayConfig yaml = load("c.yaml", YAML, Map.of());
        assertThat(yaml).isEqualTo(load("c.properties", PROPERTIES, Map.of()));
        assertThat(yaml.ledger().keep()).isEqualTo(5);
        assertThat(yaml.ledger().file()).isEqualTo("spent/ledger.jsonl");
        assertThat(yaml.ledger().chargeback().chargeback().dimension()).isEqualTo("project");
        assertThat(yaml.ledger().chargeback().chargeback().charge("x", new BigDecimal("1100")))
                .isEqualByComparingTo("1079"); // 2 % of 800, 5 % of 100
        assertThat(yaml.watch().spendRise().window()).isEqualTo(Duration.ofMinutes(30));
        assertThat(yaml.watch().spendRise().factor()).isEqualByComparingTo("2.5");
    }

    @Test
    void theEnvironmentSaysTheSame() {
        Map<String, String> environment = Map.ofEntries(
                Map.entry("LLMGATEWAY_LEDGER_KEEP", "7"),
                Map.entry("LLMGATEWAY_LEDGER_FILE", "there"),
                Map.entry("LLMGATEWAY_LEDGER_CHARGEBACK_BY", "app"),
                Map.entry("LLMGATEWAY_LEDGER_CHARGEBACK_MARGIN", "3"),
                Map.entry("LLMGATEWAY_LEDGER_CHARGEBACK_DISCOUNT", "4"),
                Map.entry("LLMGATEWAY_LEDGER_CHARGEBACK_RULES_MY_SHOP_MARGIN", "5"),
                Map.entry("LLMGATEWAY_LEDGER_CHARGEBACK_RULES_MY_SHOP_DISCOUNT", "6"),
                Map.entry("LLMGATEWAY_WATCH_SPEND_RISE_BY", "model"),
                Map.entry("LLMGATEWAY_WATCH_SPEND_RISE_FACTOR", "8"),
                Map.entry("LLMGATEWAY_WATCH_SPEND_RISE_WINDOW", "1d"),
                Map.entry("LLMGATEWAY_WATCH_SPEND_RISE_LEAST", "9"));
        GatewayConfig config = load("c.yaml", "", environment);
        ChargebackConfig chargeback = config.ledger().chargeback();
        assertThat(config.ledger().keep()).isEqualTo(7);
        assertThat(config.ledger().file()).isEqualTo("there");
        assertThat(chargeback.by()).isEqualTo("app");
        assertThat(chargeback.margin()).isEqualByComparingTo("3");
        assertThat(chargeback.discount()).isEqualByComparingTo("4");
        assertThat(chargeback.rules())
                .containsEntry("my-shop", new ChargebackConfig.Rule(new BigDecimal("5"), new BigDecimal("6"), null));
        assertThat(config.watch().spendRise())
                .isEqualTo(new WatchConfig.SpendRise(
                        "model", new BigDecimal("8"), Duration.ofDays(1), new BigDecimal("9")));
    }

    @Test
    void absentMeansTheDefaults() {
        GatewayConfig config = load("c.yaml", "", Map.of());
        assertThat(config.ledger()).isEqualTo(new LedgerConfig(10_000, null, null));
        assertThat(config.watch().spendRise()).isNull();
        GatewayConfig begun =
                load("c.yaml", "llmgateway: { ledger: { chargeback: {} }, watch: { spend-rise: {} } }", Map.of());
        assertThat(begun.ledger().chargeback().by()).isEqualTo("team");
        assertThat(begun.watch().spendRise())
                .isEqualTo(
                        new WatchConfig.SpendRise("team", BigDecimal.valueOf(5), Duration.ofHours(1), BigDecimal.ONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ledger: { keep: -1 }                                         | ledger            | 0 or more",
                "ledger: { file: ' ' }                                        | ledger            | blank",
                "ledger: { kep: 1 }                                           | ledger.kep        | \"keep\"",
                "ledger: { chargeback: { by: '' } }                           | ledger.chargeback | by is blank",
                "ledger: { chargeback: { margin: -1 } }                       | ledger.chargeback | margin is -1",
                "ledger: { chargeback: { margin: much } }                     | chargeback.margin | a number",
                "ledger: { chargeback: { discount: 101 } }                    | ledger.chargeback | from 0 to 100",
                "ledger: { chargeback: { tiers: { lots: 5 } } }               | ledger.chargeback | tiers.lots",
                "ledger: { chargeback: { tiers: { 100: } } }                  | chargeback.tiers.100 | it is empty",
                "ledger: { chargeback: { tiers: { 100: 5, 100.0: 6 } } }      | ledger.chargeback | ascend",
                "ledger: { chargeback: { tiers: { -1: 5 } } }                 | ledger.chargeback | 0 US dollars",
                "ledger: { chargeback: { rules: { a: } } }                    | chargeback.rules.a | it is empty",
                "ledger: { chargeback: { rules: { a: { discount: -1 } } } }   | ledger.chargeback | rules.a: discount",
                "ledger: { chargeback: { prices: { a: } } }                   | chargeback.prices.a | it is empty",
                "ledger: { chargeback: { prices: { a: { inptu: 1 } } } }      | ledger.chargeback | \"input\"",
                "ledger: { chargeback: { prices: { a: { input: } } } }        | ledger.chargeback | prices.a.input",
                "ledger: { chargeback: { prices: { a: { input: -1 } } } }     | ledger.chargeback | prices.a",
                "watch: { spend-rise: { factor: 1 } }                         | watch.spend-rise  | above 1",
                "watch: { spend-rise: { window: 59s } }                       | watch.spend-rise  | 1m or more",
                "watch: { spend-rise: { least: -1 } }                         | watch.spend-rise  | least",
                "watch: { spend-rise: { by: '' } }                            | watch.spend-rise  | by is blank",
            })
    void nonsenseIsRefusedWithItsProperty(String yaml, String property, String why) {
        assertThatThrownBy(() -> load("c.yaml", "llmgateway: { " + yaml + " }", Map.of()))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("c.yaml")
                .hasMessageContaining("llmgateway." + (property.startsWith("chargeback") ? "ledger." : "") + property)
                .hasMessageContaining(why);
    }
}
