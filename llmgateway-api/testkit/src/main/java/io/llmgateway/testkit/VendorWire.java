package io.llmgateway.testkit;

import io.llmgateway.chat.FailureClass;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one vendor speaks. Stateless. */
interface VendorWire {
    /** The vendor's name, for messages. */
    String vendor();

    /** What stands between the host and the paths in the base URL, such as {@code /v1}; may be empty. */
    String basePath();

    /** The key a request shows, or null. */
    @Nullable
    String key(FakeRequest request);

    /** Whether the request asks for a stream. */
    boolean streamed(FakeRequest request);

    /** The model the request names. */
    String model(FakeRequest request);

    /** Refuses what the vendor refuses whatever it would answer; null where the request is fine. */
    @Nullable
    WireAnswer refusal(FakeRequest request, Ids ids);

    /** An answer, whole or streamed as the request asks. */
    WireAnswer answer(FakeRequest request, Said answer, Ids ids);

    /** A failure before the answer begins. */
    WireAnswer failure(FakeRequest request, FailureClass kind, @Nullable Duration wait, Ids ids);

    /** What tells of a failure inside a stream. */
    List<WireEvent> failureInside(FakeRequest request, FailureClass kind, Ids ids);

    /** A frame of a stream whose JSON is broken. */
    WireEvent garbled();

    /** What the vendor sends to keep a silent stream alive. */
    WireEvent ping();

    /** A vendor has no words for what only a client can find. */
    static IllegalArgumentException unspeakable(FailureClass kind) {
        return new IllegalArgumentException("no vendor answers " + kind + ": a provider finds out itself");
    }
}
