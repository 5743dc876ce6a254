package io.llmgateway.examples.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StreamingTest {
    @Test
    void eachStreamEndsInItsOneWay() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Streaming.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("A river begins small.", "[asks for the tool map]", "[finished: tool_calls", "Tool calls: 1")
                .containsPattern("\\[broke off; kept \"This [^\"]+\"]")
                .contains("[cancelled after the first piece]")
                .doesNotContain("alas", "to its end");
    }
}
