package io.llmgateway.core.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The last summaries, so that the next turn of a conversation pays for what is new in it only. They are kept in memory,
 * up to some four million characters with what they sum up. Thread-safe.
 */
final class Summaries {
    private static final long MOST_CHARS = 4_000_000;

    private final AtomicReference<List<Known>> latestFirst = new AtomicReference<>(List.of());

    /**
     * A summary.
     *
     * @param model who summed up
     * @param lines what
     * @param text the summary
     */
    record Known(String model, List<String> lines, String text) {
        private long chars() {
            return text.length() + lines.stream().mapToLong(String::length).sum();
        }

        private boolean begins(String otherModel, List<String> other) {
            return model.equals(otherModel)
                    && lines.size() <= other.size()
                    && lines.equals(other.subList(0, lines.size()));
        }
    }

    /** The summary of as many of the first lines as there is one of; null where there is none. */
    @Nullable
    Known find(String model, List<String> lines) {
        Known best = null;
        for (Known known : Objects.requireNonNull(latestFirst.get())) {
            if (known.begins(model, lines)
                    && (best == null || known.lines().size() > best.lines().size())) {
                best = known;
            }
        }
        return best;
    }

    /** Keeps a summary, in the place of those of its beginning. */
    void add(Known fresh) {
        latestFirst.updateAndGet(old -> {
            List<Known> kept = new ArrayList<>(old.size() + 1);
            kept.add(fresh);
            long chars = fresh.chars();
            for (Known known : old) {
                chars += known.chars();
                if (chars <= MOST_CHARS && !known.begins(fresh.model(), fresh.lines())) {
                    kept.add(known);
                }
            }
            return List.copyOf(kept);
        });
    }
}
