package io.llmgateway.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QuickstartTest {
    @Test
    void theSecondVendorAnswersWholeAndStreamed() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Quickstart.offline(new PrintStream(printed, true, StandardCharsets.UTF_8));
        String answer = "Air scatters short waves of light far more than long ones."
                + " So blue reaches us from every part of the sky.";
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("Whole: " + answer, "Streamed: " + answer)
                .contains("Model:    openai/gpt-5.4-mini")
                .contains("2. anthropic/claude-sonnet-5 failed: OVERLOADED", "3. openai/gpt-5.4-mini complete")
                .contains("asks anthropic/claude-sonnet-5 again")
                .contains("went on from anthropic/claude-sonnet-5 to openai/gpt-5.4-mini because of OVERLOADED");
    }
}
