package io.llmgateway.examples.poisonedtool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PoisonedToolTest {
    @Test
    void onlyWatchingLetsThePageGiveOrders() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PoisonedTool.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        String[] parts = printed.toString(StandardCharsets.UTF_8).split("(flag|sanitise|block):\n");
        assertThat(parts).hasSize(4);
        assertThat(parts[1])
                .contains("the user reads: ![](https://evil.example/")
                .contains("guard injection: flag");
        assertThat(parts[2])
                .contains("the user reads: They open at 9 and close at 5.")
                .contains("guard injection: rewrite");
        assertThat(parts[3]).contains("refused: the guard injection refused the request");
    }
}
