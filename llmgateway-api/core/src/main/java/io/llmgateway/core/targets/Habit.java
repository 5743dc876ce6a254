package io.llmgateway.core.targets;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is usual of one figure of a target, and how it is of late. What is usual is learnt from the figures of some minutes, some
 * figures late, so that a change is not taken for usual before it is seen. Thread-safe, without locks.
 */
final class Habit {
    static final double LEAST_SHARE = 0.1;
    private static final int BATCH = 16;
    private static final double LATE = 1 - 1.0 / BATCH;
    private static final double LEAST_RECENT = 10;
    private static final double LEAST_USUAL = 30;
    private static final double RECENT_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final double USUAL_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Scale scale;
    private final double factor;
    private final long settleNanos;
    private final AtomicReference<Known> known = new AtomicReference<>(Known.NOTHING);

    Habit(Scale scale, double factor, long settleNanos) {
        this.scale = scale;
        this.factor = factor;
        this.settleNanos = settleNanos;
    }

    /** How figures are compared. */
    enum Scale {
        /** The logarithm of a time: what counts is how many times longer. */
        TIME {
            @Override
            double limit(Average usual, double factor) {
                return usual.mean() + Math.max(3 * usual.spread(), Math.log(factor));
            }

            @Override
            double share(double usual, double recent) {
                return Math.exp(usual - recent);
            }
        },
        /** 1 for an error, 0 for none. */
        ERRORS {
            @Override
            double limit(Average usual, double factor) {
                return Math.max(usual.mean() + 0.2, usual.mean() * factor);
            }

            // so that a target that never failed does not lose all at once
            @Override
            double share(double usual, double recent) {
                return (usual + 0.05) / (recent + 0.05);
            }
        };

        /** What the recent mean must exceed to be clearly worse. */
        abstract double limit(Average usual, double factor);

        /** How much the usual mean is of the recent one. */
        abstract double share(double usual, double recent);
    }

    /** From one mean to another, and the share of its calls the target gets from now on; 1 where all is well again. */
    record Change(double usual, double recent, double share) {}

    /**
     * All that is known.
     *
     * @param usual what is usual
     * @param held figures that are not counted as usual yet
     * @param fresh those after them
     * @param recent the figures of late
     * @param at when the last one came
     * @param drifted whether they are clearly worse than usual
     * @param since since when
     */
    private record Known(
            Average usual, Average held, Average fresh, Average recent, long at, boolean drifted, long since) {
        static final Known NOTHING = new Known(Average.NONE, Average.NONE, Average.NONE, Average.NONE, 0, false, 0);
    }

    /**
     * Learns a figure.
     *
     * @return what has changed by it, if something has
     */
    @Nullable
    Change learn(double figure, long now) {
        while (true) {
            Known before = known();
            boolean first = before.recent().weight() == 0;
            Known after = next(before, figure, first ? now : Math.max(now, before.at())); // another thread may be ahead
            if (known.compareAndSet(before, after)) {
                return before.drifted() == after.drifted()
                        ? null
                        : new Change(before.usual().mean(), after.recent().mean(), after.drifted() ? share(after) : 1);
            }
        }
    }

    private Known next(Known old, double figure, long now) {
        double passed = Math.max(0, now - old.at());
        Average recent = old.recent()
                .faded(Math.min(LATE, Math.exp(-passed / RECENT_NANOS)))
                .plus(figure);
        if (old.drifted()) {
            return drifted(old, recent, now);
        }
        boolean enough = old.usual().weight() >= LEAST_USUAL && recent.weight() >= LEAST_RECENT;
        if (enough && recent.mean() > scale.limit(old.usual(), factor)) {
            return new Known(old.usual(), Average.NONE, Average.NONE, recent, now, true, now);
        }
        // a night without calls is no reason to forget
        Average usual = old.usual().faded(Math.exp(-Math.min(passed, RECENT_NANOS) / USUAL_NANOS));
        Average fresh = old.fresh().plus(figure);
        return fresh.weight() < BATCH
                ? new Known(usual, old.held(), fresh, recent, now, false, 0)
                : new Known(usual.plus(old.held()), fresh, Average.NONE, recent, now, false, 0);
    }

    // nothing is learnt meanwhile, until it has lasted so long that it is usual
    private Known drifted(Known old, Average recent, long now) {
        double limit = scale.limit(old.usual(), factor);
        if (recent.mean() < (old.usual().mean() + limit) / 2) {
            return new Known(old.usual(), Average.NONE, Average.NONE, recent, now, false, 0);
        }
        return now - old.since() >= settleNanos
                ? new Known(Average.NONE, Average.NONE, Average.NONE, recent, now, false, 0)
                : new Known(old.usual(), Average.NONE, Average.NONE, recent, now, true, old.since());
    }

    /** Whether it is clearly worse than usual. */
    boolean drifted() {
        return known().drifted();
    }

    /** The share of its usual calls: less while it has drifted, growing back within a minute without figures. */
    double share(long now) {
        Known last = known();
        if (!last.drifted()) {
            return 1;
        }
        double share = share(last);
        return share + (1 - share) * Math.min(1, Math.max(0, now - last.at()) / RECENT_NANOS);
    }

    private double share(Known drifted) {
        double share = scale.share(drifted.usual().mean(), drifted.recent().mean());
        return Math.min(1, Math.max(LEAST_SHARE, share));
    }

    private Known known() {
        return Objects.requireNonNull(known.get());
    }
}
