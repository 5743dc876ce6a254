package io.llmgateway.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private final Explanation.Step step =
            new Explanation.Step(Duration.ofMillis(12), "route", "fell-back", "went on", Map.of("to", "b/x"));

    @Test
    void itIsWorkedOutOnceAndOnlyWhenAskedFor() {
        AtomicInteger worked = new AtomicInteger();
        Explanation later = Explanation.later(() -> {
            worked.incrementAndGet();
            return List.of(step);
        });
        assertThat(worked).hasValue(0);
        assertThat(later.steps()).containsExactly(step);
        assertThat(later).hasToString("    12 ms  route   went on\n");
        assertThat(later.json().text())
                .isEqualTo("{\"steps\":[{\"at\":12,\"room\":\"route\",\"kind\":\"fell-back\",\"text\":\"went on\","
                        + "\"data\":{\"to\":\"b/x\"}}]}");
        assertThat(worked).hasValue(1);
        assertThat(later).isEqualTo(Explanation.of(List.of(step))).isNotEqualTo(Explanation.NONE);
        assertThat(Explanation.NONE.steps()).isEmpty();
    }

    @Test
    void aStepKeepsItsOwnData() {
        Map<String, Object> data = new HashMap<>(Map.of("a", 1));
        Explanation.Step kept = new Explanation.Step(Duration.ZERO, "watch", "kind", "text", data);
        data.clear();
        assertThat(kept.data()).isEqualTo(Map.of("a", 1));
        assertThatThrownBy(() -> kept.data().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
