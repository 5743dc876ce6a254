package io.llmgateway.testkit;

import io.llmgateway.chat.FailureClass;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is handed out.
 *
 * @param before waits before anything is sent
 * @param between waits between pieces
 * @param gateAt after how many pieces the gate stands; -1 for before the headers
 * @param gate holds the answer back, or null
 * @param breakAt after how many pieces it breaks
 * @param how the way it breaks
 * @param error the failure told inside the stream, or null
 * @param chunks how the bytes are cut
 * @param seed chooses random borders
 * @param pings whether something keeps the stream alive
 */
record Manner(
        Duration before,
        Duration between,
        int gateAt,
        @Nullable Gate gate,
        int breakAt,
        Break how,
        @Nullable FailureClass error,
        Chunks chunks,
        long seed,
        boolean pings) {
    static final Manner GOOD = new Manner(
            Duration.ZERO, Duration.ZERO, 0, null, Integer.MAX_VALUE, Break.NEVER, null, Chunks.EVENTS, 0, false);

    /** The ways an answer breaks. */
    enum Break {
        NEVER,
        CUT,
        CUT_INSIDE,
        END,
        ERROR,
        GARBLED
    }

    /** The ways the bytes are cut. */
    enum Chunks {
        EVENTS,
        RANDOM,
        BYTES
    }

    Manner withBefore(Duration wait) {
        return new Manner(wait, between, gateAt, gate, breakAt, how, error, chunks, seed, pings);
    }

    Manner withBetween(Duration wait) {
        return new Manner(before, wait, gateAt, gate, breakAt, how, error, chunks, seed, pings);
    }

    Manner withGate(int pieces, Gate newGate) {
        Objects.requireNonNull(newGate, "gate");
        return new Manner(before, between, pieces, newGate, breakAt, how, error, chunks, seed, pings);
    }

    Manner withBreak(int pieces, Break newHow, @Nullable FailureClass kind) {
        if (pieces < 0) {
            throw new IllegalArgumentException(pieces + " pieces: it must be 0 or more");
        }
        return new Manner(before, between, gateAt, gate, pieces, newHow, kind, chunks, seed, pings);
    }

    Manner withChunks(Chunks newChunks, long newSeed) {
        return new Manner(before, between, gateAt, gate, breakAt, how, error, newChunks, newSeed, pings);
    }

    Manner withPings() {
        return new Manner(before, between, gateAt, gate, breakAt, how, error, chunks, seed, true);
    }

    boolean breaks(Break which) {
        return how == which;
    }
}
