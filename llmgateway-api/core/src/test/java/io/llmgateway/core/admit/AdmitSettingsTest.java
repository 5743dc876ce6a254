package io.llmgateway.core.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of budgets and limits that make no sense are refused when the client is built. */
class AdmitSettingsTest {
    private static LlmGateway.Builder builder(String admit) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { catalogue: { currencies: { EUR: 1.1 } }, admit: { " + admit + " } }")
                .provide("toy", new ScriptedProvider("toy"))
                .model("smart", "toy/a");
    }

    private static void refused(String admit, String property, String message) {
        MisconfiguredException refused = catchThrowableOfType(
                MisconfiguredException.class, () -> builder(admit).build());
        assertThat(refused).as(admit).isNotNull();
        assertThat(refused).hasMessageContaining(property).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window: day                                              | amount       | is missing",
                "amount: 1 USD, window: day, match: { provider: toy }     | match        | known only after a call",
                "amount: 1 USD, window: day, per: outcome                 | per          | known only after a call",
                "amount: 1 USD, window: day, match: { model: smrt }       | match.model  | smart",
                "amount: 500 USD                                          | window       | is missing",
                "amount: '500', window: day                               | amount       | is no amount",
                "amount: USD 500, window: day                             | amount       | 500 USD",
                "amount: 0 USD, window: day                               | amount       | above 0",
                "amount: -1 USD, window: day                              | amount       | above 0",
                "amount: 1.5 requests, window: day                        | amount       | whole",
                "amount: 5 tokns, window: day                             | amount       | did you mean \"tokens\"?",
                "amount: 5 GBP, window: day                               | amount       | llmgateway.catalogue.currencies.GBP",
                "amount: 5 USD, window: fortnight                         | window       | is no window",
                "amount: 5 USD, window: moth                              | window       | did you mean \"month\"?",
                "amount: 5 USD, window: 0s                                | window       | from 1s",
                "amount: 5 USD, window: 500ms                             | window       | from 1s",
                "amount: 5 USD, window: 2000d                             | window       | from 1s",
                "amount: 5 USD, window: day, zone: Europe/Berlim          | zone         | did you mean \"Europe/Berlin\"?",
                "amount: 5 USD, window: 24h, zone: Europe/Berlin          | zone         | leave the zone out",
                "amount: 5 USD, window: day, at: { 0: warn }              | at           | from 1 to 100",
                "amount: 5 USD, window: day, at: { 101: warn }            | at           | from 1 to 100",
                "amount: 5 USD, window: day, at: { most: warn }           | at           | from 1 to 100",
                "amount: 5 USD, window: day, at: { 80: warm }             | at.80        | did you mean \"warn\"?",
                "amount: 5 USD, window: day, at: { 80: warn me }          | at.80        | nothing may follow",
                "amount: 5 USD, window: day, at: { 80: throttle }         | at.80        | throttle 10/m",
                "amount: 5 USD, window: day, at: { 80: throttle 0/m }     | at.80        | throttle 10/m",
                "amount: 5 USD, window: day, at: { 80: downgrade }        | at.80        | needs a model",
                "amount: 5 USD, window: day, at: { 80: downgrade smrt }   | at.80        | did you mean \"smart\"?",
                "amount: 5 USD, window: day, at: { 80: block, 90: warn }  | at.90        | can never be reached",
                "amount: 5 USD, window: day, at: { 8: block, 08: warn }   | at           | two things of 8",
                "amount: 5 USD, window: day, per: [user, user]            | per          | twice",
                "amount: 5 USD, window: day, per: ['']                    | per          | blank",
                "amount: 5 USD, window: day, match: { team: '' }          | match.team   | blank",
                "amount: 5 USD, window: day, match: { team: }             | match.team   | it is empty",
                "amount: 5 USD, window: day, at: { 80: }                  | at.80        | it is empty",
            })
    void budgets(String budget, String property, String message) {
        refused("budgets: { mine: { " + budget + " } }", "llmgateway.admit.budgets.mine." + property, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "per: user                                                | ''             | limits nothing",
                "requests: 0                                              | .requests      | 1 or more",
                "requests: 5, match: { model: smrt }                      | .match.model   | smart",
                "tokens: -5                                               | .tokens        | 1 or more",
                "concurrent: 0                                            | .concurrent    | 1 or more",
                "requests: 5, window: 10ms                                | .window        | is 10ms: it must be from 1s",
                "requests: 5, priorities: { low: 0 }                      | .priorities.low | from 1 to 100",
                "requests: 5, priorities: { low: 101 }                    | .priorities.low | from 1 to 100",
                "concurrent: 5, priorities: { low: 10 }                   | .priorities.low | less than one",
                "requests: 5, priorities: { low: }                        | .priorities.low | it is empty",
                "requests: 5, match: { app: }                             | .match.app     | it is empty",
                "requests: 5, fair-by: ''                                 | .fair-by       | blank",
                "requests: 5, per: user, fair-by: user                    | .fair-by       | leave one out",
            })
    void limits(String limit, String property, String message) {
        refused("limits: { mine: { " + limit + " } }", "llmgateway.admit.limits.mine" + property, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amount: 500.50 eur, window: Month, zone: Europe/Berlin",
                "amount: 2000000 tokens, window: 24h",
                "amount: 1000 requests, window: PT1H, at: { 80: warn, 90: throttle 10/h, 95: downgrade smart, 100: warn }",
                "amount: 1 USD, window: year, per: [user, model, team], match: { app: shop }, unpriced: allow",
            })
    void thoseThatMakeSenseAreTaken(String budget) {
        builder("budgets: { mine: { " + budget + " } }").build().close();
    }
}
