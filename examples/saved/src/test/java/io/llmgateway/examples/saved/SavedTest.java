package io.llmgateway.examples.saved;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SavedTest {
    @Test
    void theSameIsAskedOnce() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Saved.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("asked:      Dear jane@example.com, press reset. $0.0")
                .contains("remembered: Dear joe@example.org, press reset. $0, saved ")
                .contains("streamed:   Dear ann@example.net, press reset.")
                .contains("vendor:     asked 2 times for 23 calls")
                .contains("vendor:     asked 4 times for 25 calls")
                .containsPattern("saved:      [1-9][0-9]+ tokens, \\$0[.]0[0-9]+ of what would have been \\$0[.]0");
    }
}
