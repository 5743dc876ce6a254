package io.llmgateway.examples.benchmarks.kit;

import java.util.List;

/** What the vendor can be asked for. */
public final class Models {
    /** An answer at once. */
    public static final String WHOLE = "whole";

    /** A stream of {@link #EVENTS} events, as fast as it is read. */
    public static final String STREAM = "stream";

    /** A stream of 250 events, one every 20 ms. */
    public static final String SLOW = "slow";

    /** A stream of 40 events, one every 250 ms. */
    public static final String SLOWEST = "slowest";

    /** All of them. */
    public static final List<String> ALL = List.of(WHOLE, STREAM, SLOW, SLOWEST);

    /** How many events with text {@link #STREAM} has. */
    public static final int EVENTS = 2_000;

    private Models() {}
}
