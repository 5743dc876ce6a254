package io.llmgateway.examples.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MoneyExampleTest {
    @Test
    void everyAlertAndEveryActionIsSeen() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        MoneyExample.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsSubsequence(
                        "cost $0.0134",
                        "200 input = 0.001",
                        "800 cache read = 0.0004",
                        "300 output = 0.009",
                        "100 reasoning = 0.003",
                        "A prompt of 272000 tokens: $1.39",
                        "A prompt of 272001 tokens: $2.76501",
                        "budget shop will be gone by",
                        "budget shop reached 50 %: warn",
                        "budget shop reached 80 %: downgrade",
                        "gpt-5-nano $0.000174",
                        "warning: \"cheap\" answers instead of \"smart\"",
                        "budget kiosk reached 100 %: block",
                        "refused by llmgateway.admit.budgets.kiosk",
                        "with five cents more for two hours: $0.0134",
                        "kiosk has 0.0498",
                        "budget lab reached 20 %: throttle",
                        "come back in",
                        "Too fast: the limit \"polite\"",
                        "openai/my-own-model has no price",
                        "A model nobody knows: unknown model",
                        "spending of {team=blog} rose from",
                        "team,model,calls",
                        "shop,smart,8,8");
    }
}
