package io.llmgateway.testkit.replay;

import java.util.List;
import java.util.Objects;

/**
 * What came of one recording.
 *
 * @param name the recording's name
 * @param provider the vendor it was recorded from
 * @param kind what was asked, such as {@code chat} or {@code embeddings}
 * @param side which side of it was looked at
 * @param verdict how it went
 * @param details what differs, why that is right, or why it was passed over; empty where all is well
 */
public record Result(String name, String provider, String kind, Side side, Verdict verdict, List<String> details) {
    /** The two sides of an exchange. */
    public enum Side {
        /** What is read out of the answer. */
        RESPONSE,
        /** What is written for the request. */
        REQUEST
    }

    /** How it went. */
    public enum Verdict {
        /** As expected. */
        OK,
        /** Not as recorded, and it is known why that is right. */
        EXPLAINED,
        /** Not looked at. */
        PASSED_OVER,
        /** Not as expected. */
        FAILED
    }

    public Result {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(side, "side");
        Objects.requireNonNull(verdict, "verdict");
        details = List.copyOf(details);
    }

    static Result of(Recording recording, Side side, Verdict verdict, List<String> details) {
        return new Result(recording.name(), recording.provider(), recording.kind(), side, verdict, details);
    }
}
