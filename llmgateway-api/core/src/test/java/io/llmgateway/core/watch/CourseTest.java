package io.llmgateway.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Explanation;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import io.llmgateway.event.GatewayEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CourseTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    private static GatewayEvent ended(int number) {
        Attempt attempt =
                new Attempt(number, "toy", "one", Outcome.COMPLETE, null, Duration.ZERO, null, Usage.NONE, Cost.ZERO);
        return new GatewayEvent.AttemptEnded("op", NOON, attempt, "chat", false, Purpose.ANSWER, null, Map.of());
    }

    @Test
    void whoReadsWhileOthersWriteSeesWhatIsThereInOrder() throws Exception {
        int writers = 3;
        int each = 200;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            for (int round = 0; round < 100; round++) {
                Course course = new Course(Optional.empty());
                List<Future<?>> writing = new ArrayList<>();
                for (int writer = 0; writer < writers; writer++) {
                    int from = 1 + writer * each;
                    writing.add(pool.submit(() -> {
                        for (int i = 0; i < each; i++) {
                            course.on(ended(from + i));
                        }
                    }));
                }
                List<Attempt> before = List.of();
                for (int looks = 0; before.size() < writers * each && looks < 1_000_000; looks++) {
                    List<Attempt> now = course.attempts();
                    assertThat(now).doesNotContainNull();
                    assertThat(now.subList(0, before.size())).isEqualTo(before);
                    before = now;
                }
                for (Future<?> one : writing) {
                    one.get(10, TimeUnit.SECONDS);
                }
                assertThat(course.attempts()).hasSize(writers * each).doesNotHaveDuplicates();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void anExplanationIsOfWhatHasHappenedSoFar() {
        Course course = new Course(Optional.empty());
        for (int i = 1; i <= 5; i++) {
            course.on(ended(i));
        }
        Explanation early = course.explanation();
        for (int i = 6; i <= 50; i++) {
            course.on(ended(i));
        }
        assertThat(early.steps()).hasSize(5);
        assertThat(course.explanation().steps()).hasSize(50);
    }

    @Test
    void warningsAreToldOnce() {
        Course course = new Course(Optional.empty());
        Warning known = new Warning("known", "known");
        Warning other = new Warning("other", "other");
        assertThat(course.warnings(List.of(known))).containsExactly(known);
        course.on(new GatewayEvent.Warned("op", NOON, "send", known));
        course.on(new GatewayEvent.Warned("op", NOON, "route", other));
        course.on(new GatewayEvent.Warned("op", NOON, "route", other));
        assertThat(course.warnings(List.of(known))).containsExactly(known, other);
    }
}
