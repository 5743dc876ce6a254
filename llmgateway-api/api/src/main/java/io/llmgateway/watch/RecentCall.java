package io.llmgateway.watch;

import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Explanation;
import io.llmgateway.chat.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call that has ended. Holds no key, no prompt and no answer.
 *
 * @param operation the call's id
 * @param at when it ended
 * @param kind what was asked: {@code chat}, {@code embed} or {@code moderate}
 * @param model the model as the application named it
 * @param streamed whether the caller read piece by piece
 * @param tags the tags of the request
 * @param outcome how it ended
 * @param error the class name of the exception, where it failed
 * @param target the {@code provider/model} that answered, or was asked last; null where none was asked
 * @param took from start to end
 * @param cost what all its attempts have cost so far
 * @param explanation its course, step by step, with what came after its end
 */
public record RecentCall(
        String operation,
        Instant at,
        String kind,
        String model,
        boolean streamed,
        Map<String, String> tags,
        Outcome outcome,
        @Nullable String error,
        @Nullable String target,
        Duration took,
        Cost cost,
        Explanation explanation) {
    public RecentCall {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(model, "model");
        tags = Map.copyOf(tags);
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(cost, "cost");
        Objects.requireNonNull(explanation, "explanation");
    }
}
