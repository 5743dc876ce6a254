package io.llmgateway.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.Explanation;
import io.llmgateway.chat.Warning;
import io.llmgateway.event.GatewayEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VendorsWordsTest {
    private static Explanation.Step told(String code, String words) {
        return Tellings.steps(List.of(new GatewayEvent.Warned("op", Instant.EPOCH, "send", new Warning(code, words))))
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"finish_message", "blocked", "refusal"})
    void whatAVendorSaysIsLeftOut(String code) {
        Explanation.Step step = told(code, "you asked about the merger");
        assertThat(step.text()).isEqualTo("warning: " + code);
        assertThat(step.data()).containsEntry("code", code).doesNotContainKey("message");
    }

    @Test
    void ourOwnWordsAreNot() {
        assertThat(told("trimmed", "two messages were left out").text())
                .isEqualTo("warning: two messages were left out");
    }
}
