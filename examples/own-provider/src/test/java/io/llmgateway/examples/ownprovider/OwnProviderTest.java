package io.llmgateway.examples.ownprovider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OwnProviderTest {
    @Test
    void theEchoAnswers() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        OwnProvider.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("Hello?\nAnybody there?\n");
    }
}
