package io.llmgateway.examples.simulation;

import io.llmgateway.chat.Attempt;
import io.llmgateway.error.LlmException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param question what was asked
 * @param began when, from the beginning of the run
 * @param took from start to end
 * @param attempts whom it asked
 * @param error why it failed, or null
 */
record Ended(Question question, Duration began, Duration took, List<Attempt> attempts, @Nullable LlmException error) {
    boolean answered() {
        return error == null;
    }

    /** Who answered, or failed last. */
    Attempt last() {
        return attempts.get(attempts.size() - 1);
    }

    /** What it took beyond the attempt that answered. */
    Duration added() {
        return took.minus(last().latency());
    }

    /** Which tenth of the run it began in, from 0. */
    int tenth() {
        return (int) Math.min(9, began.toNanos() * 10 / Question.END.toNanos());
    }
}
