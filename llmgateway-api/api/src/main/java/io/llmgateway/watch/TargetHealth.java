package io.llmgateway.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What routing knows of a target: the very figures it chooses by, learnt from calls. Nothing is asked to find out.
 *
 * @param target {@code provider/model}
 * @param state whether it is asked
 * @param until until when it is left alone; null where it is not
 * @param share the share of its usual calls it gets, from 0 to 1: less after it was left alone, and while it is clearly worse
 *     than usual
 * @param drift the part of that which is for being clearly worse than usual, from 0.1 to 1; 1 where it is not
 * @param headroom what is left of its vendor's limits, the share of the scarcest, from 0 to 1; 1 where nothing is known
 * @param failureRate the share of its attempts of late that failed by what may be chance, from 0 to 1; null where these are
 *     too few to tell
 * @param underWay attempts under way
 * @param answer how long an answer of a thousand tokens is expected to take, as the strategy {@code latency} sees it; null
 *     where it has not answered yet
 * @param firstContentP95 nineteen of twenty of its last answers began within, as {@code hedge-after: p95} sees it; null
 *     where these are too few to tell
 */
public record TargetHealth(
        String target,
        State state,
        @Nullable Instant until,
        double share,
        double drift,
        double headroom,
        @Nullable Double failureRate,
        int underWay,
        @Nullable Duration answer,
        @Nullable Duration firstContentP95) {
    /** Whether a target is asked. */
    public enum State {
        /** It is asked. */
        CLOSED,
        /** It was left alone and may be tried again; it has not answered since. */
        PROBING,
        /** It is left alone for a while. */
        COOLING,
        /** It is left alone because its vendor's server could not be reached. */
        UNREACHABLE
    }

    public TargetHealth {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(state, "state");
    }

    /**
     * Whether it may be asked now.
     *
     * @return false while it is left alone
     */
    public boolean available() {
        return state == State.CLOSED || state == State.PROBING;
    }
}
