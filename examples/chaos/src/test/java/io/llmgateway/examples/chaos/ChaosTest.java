package io.llmgateway.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.FailureClass;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the vendors do, each call is answered, or fails honestly and in time. */
class ChaosTest {
    private static final String[] VENDORS = {"openai", "anthropic", "gemini", "compatible"};

    @ParameterizedTest
    @ValueSource(strings = {"latency", "weighted, weights: [4, 3, 2, 1]"})
    void eachCallIsAnsweredOrFailsHonestly(String strategy) throws Exception {
        Set<String> before = threads();
        Result result = Chaos.run(1_000, strategy, 7);
        result.print(System.out);
        assertThat(result.calls()).hasSize(1_000).allSatisfy(call -> {
            assertThat(call.took()).isLessThan(Chaos.TOTAL.plusSeconds(1));
            assertThat(call.faithful()).as("%s", call).isTrue();
            assertThat(call.attempts().size()).isBetween(1, 8);
        });
        assertThat(result.needlessly()).isEmpty();
        assertThat(result.calls().stream().filter(Ended::answered).count()).isGreaterThan(950);
        assertThat(result.calls().stream().filter(Ended::broken)).allSatisfy(call -> assertThat(call.attempts())
                .as("nobody was left to go on, or to be asked")
                .satisfiesAnyOf(
                        all -> assertThat(all.get(all.size() - 1).failure().kind())
                                .isEqualTo(FailureClass.CALLER_FAULT),
                        all -> assertThat(all).extracting(Attempt::provider).contains(VENDORS)));
        assertThat(result.booked()).isEqualTo(result.attempts());
        assertThat(result.requests().values().stream().mapToLong(seen -> seen).sum())
                .isEqualTo(result.booked());
        Set<String> after = threads();
        after.removeAll(before);
        assertThat(after).noneMatch(name -> name.contains("llmgateway"));
    }

    private static Set<String> threads() {
        Set<String> names = new LinkedHashSet<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
        return names;
    }
}
