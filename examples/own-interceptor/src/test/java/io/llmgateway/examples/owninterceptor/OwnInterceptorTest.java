package io.llmgateway.examples.owninterceptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OwnInterceptorTest {
    @Test
    void interceptorsWorkWholeAndStreamed() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        OwnInterceptor.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsSubsequence("shape", "a lambda of OwnInterceptor", "guard", "loud", "route", "fallback")
                .containsSubsequence("[complete]", "WE WILL SEE.", "WE WILL SEE.", "[complete]")
                .contains("The vendor saw: Never promise a refund.", "Refused by team-tag");
    }
}
