package io.llmgateway.core.steady;

/**
 * How many calls a target may have under way at the moment, from 1 to the most that is configured, where it begins. Each
 * such round of good answers allows one more; a vendor that pushes back halves it, as TCP does (RFC 5681); answers that
 * begin later than usual lessen it by as much, down to a quarter of the most: slow is not full. That is the gradient of Netflix's concurrency-limits (Gradient2Limit): the
 * delay of late against its average over a long time, with a tolerance, and an average that falls fast where it has
 * become far too high.
 *
 * <p>Calls that began before it was lessened tell nothing new by stumbling too. Not thread-safe.
 */
final class Allowance {
    private static final double PUSHED_BACK = 0.5;
    private static final double STEEPEST = 0.5;
    // prompts differ in length
    private static final double TOLERANCE = 2;
    private static final int WARM_UP = 10;
    private static final double OF_LATE = 1.0 / 8;
    private static final int LONG_TIME = 600;
    private static final double FALL = 0.95;

    private final int most;
    private int now;
    private int good;
    private long lessenedAt;
    private long delays;
    private double usual;
    private double late;

    /** What a call tells of the room there is. */
    enum Sign {
        /** A whole answer. */
        GOOD,
        /** The vendor has too much to do, or did not answer in time. */
        PUSHED_BACK,
        /** Nothing of that kind. */
        NONE
    }

    Allowance(int most) {
        this.most = most;
        this.now = most;
    }

    int now() {
        return now;
    }

    /**
     * A call is over.
     *
     * @param call its number among those that went through
     * @param last the number of the last that went through
     * @param underWay how many were under way, this one included
     * @param delay nanoseconds to the first content; 0 where that is not known
     */
    void over(long call, long last, int underWay, Sign sign, long delay) {
        switch (sign) {
            case GOOD -> answered(call, last, underWay, gradient(delay));
            case PUSHED_BACK -> lessen(call, last, PUSHED_BACK, 1);
            case NONE -> {}
        }
    }

    private void answered(long call, long last, int underWay, double gradient) {
        if (gradient < 1) {
            lessen(call, last, gradient, Math.max(1, most / 4));
        } else if (now < most && underWay * 2 >= now && ++good >= now) { // what is not used is not known to be right
            now++;
            good = 0;
        }
    }

    private void lessen(long call, long last, double factor, int least) {
        good = 0;
        if (call > lessenedAt) {
            now = Math.min(now, Math.max(least, (int) (now * factor)));
            lessenedAt = last;
        }
    }

    // 1 where the delay is as usual, less where it is longer
    private double gradient(long delay) {
        if (delay == 0) {
            return 1;
        }
        delays = Math.min(delays + 1, LONG_TIME);
        usual += (delay - usual) / delays;
        late += (delay - late) * Math.max(OF_LATE, 1.0 / delays);
        if (usual > TOLERANCE * late) {
            usual *= FALL;
        }
        return delays <= WARM_UP ? 1 : Math.min(1, Math.max(STEEPEST, TOLERANCE * usual / late));
    }
}
