package io.llmgateway.examples.toolsbyhand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ToolsByHandTest {
    @Test
    void theToolIsRunAndTheModelAnswers() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ToolsByHand.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("[the model asks for weather with {\"city\":\"Paris\"}]")
                .contains("It is 21 degrees and sunny in Paris.");
    }
}
