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
     * All that is known: what changes with each figure as plain numbers, since averages of their own came to twice the bytes.
     *
     * @param slow what changes now and then
     * @param kept the part of the weight of what is usual that is left
     * @param fresh how many figures came after those held
     * @param freshMean their mean
     * @param freshSquares the sum of their squared distances from it
     * @param weight how many figures of late, less what is forgotten
     * @param recent their mean
     * @param at when the last one came
     */
    private record Known(
            Slow slow,
            double kept,
            int fresh,
            double freshMean,
            double freshSquares,
            double weight,
            double recent,
            long at) {
        static final Known NOTHING = of(new Slow(Average.NONE, Average.NONE, false, 0), 0, 0, 0);

        static Known of(Slow slow, double weight, double recent, long at) {
            return new Known(slow, 1, 0, 0, 0, weight, recent, at);
        }

        Average usual() {
            return slow.usual().faded(kept);
        }
    }

    /**
     * What changes now and then.
     *
     * @param usual what is usual
     * @param held figures that are not counted as usual yet
     * @param drifted whether those of late are clearly worse than usual
     * @param since since when
     */
    private record Slow(Average usual, Average held, boolean drifted, long since) {}

    /**
     * Learns a figure.
     *
     * @return what has changed by it, if something has
     */
    @Nullable
    Change learn(double figure, long now) {
        while (true) {
            Known before = known();
            boolean first = before.weight() == 0;
            Known after = next(before, figure, first ? now : Math.max(now, before.at())); // another thread may be ahead
            if (known.compareAndSet(before, after)) {
                boolean drifted = after.slow().drifted();
                return before.slow().drifted() == drifted
                        ? null
                        : new Change(before.slow().usual().mean(), after.recent(), drifted ? share(after) : 1);
            }
        }
    }

    private Known next(Known old, double figure, long now) {
        double passed = Math.max(0, now - old.at());
        double weight = old.weight() * Math.min(LATE, Math.exp(-passed / RECENT_NANOS)) + 1;
        double recent = old.recent() + (figure - old.recent()) / weight;
        Slow slow = old.slow();
        if (slow.drifted()) {
            return drifted(old, weight, recent, now);
        }
        boolean enough = slow.usual().weight() * old.kept() >= LEAST_USUAL && weight >= LEAST_RECENT;
        if (enough && recent > scale.limit(slow.usual(), factor)) {
            return Known.of(new Slow(old.usual(), Average.NONE, true, now), weight, recent, now);
        }
        // a night without calls is no reason to forget
        double kept = old.kept() * Math.exp(-Math.min(passed, RECENT_NANOS) / USUAL_NANOS);
        int fresh = old.fresh() + 1;
        double apart = figure - old.freshMean();
        double mean = old.freshMean() + apart / fresh;
        double squares = old.freshSquares() + apart * apart * old.fresh() / fresh;
        if (fresh < BATCH) {
            return new Known(slow, kept, fresh, mean, squares, weight, recent, now);
        }
        Average usual = slow.usual().faded(kept).plus(slow.held());
        return Known.of(new Slow(usual, new Average(fresh, mean, squares), false, 0), weight, recent, now);
    }

    // nothing is learnt meanwhile, until it has lasted so long that it is usual
    private Known drifted(Known old, double weight, double recent, long now) {
        Slow slow = old.slow();
        double limit = scale.limit(slow.usual(), factor);
        if (recent < (slow.usual().mean() + limit) / 2) {
            slow = new Slow(slow.usual(), Average.NONE, false, 0);
        } else if (now - slow.since() >= settleNanos) {
            slow = new Slow(Average.NONE, Average.NONE, false, 0);
        }
        return Known.of(slow, weight, recent, now);
    }

    /** Whether it is clearly worse than usual. */
    boolean drifted() {
        return known().slow().drifted();
    }

    /** The share of its usual calls: less while it has drifted, growing back within a minute without figures. */
    double share(long now) {
        Known last = known();
        if (!last.slow().drifted()) {
            return 1;
        }
        double share = share(last);
        return share + (1 - share) * Math.min(1, Math.max(0, now - last.at()) / RECENT_NANOS);
    }

    private double share(Known drifted) {
        double share = scale.share(drifted.slow().usual().mean(), drifted.recent());
        return Math.min(1, Math.max(LEAST_SHARE, share));
    }

    private Known known() {
        return Objects.requireNonNull(known.get());
    }
}
