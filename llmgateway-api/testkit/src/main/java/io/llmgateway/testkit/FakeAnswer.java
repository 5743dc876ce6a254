package io.llmgateway.testkit;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FakeVendor} does with one request: what it says, and how badly it behaves meanwhile. The vendor's own
 * form, whole or streamed, follows from the request. Immutable: each method gives a changed copy.
 *
 * <p>Where something happens after some pieces, a piece is one streamed event with content; what a vendor sends around
 * the content is not counted. A whole answer has no pieces: it is cut, or stalls, in the middle of its body.
 */
public final class FakeAnswer {
    /** A body given word for word. */
    record Raw(int status, String contentType, String body) {}

    private Said said = Said.NOTHING;
    private @Nullable FailureClass failure;
    private @Nullable Duration retryAfter;
    private @Nullable Raw raw;
    private boolean hangUp;
    private Manner manner = Manner.GOOD;
    private Map<String, String> headers = Map.of();

    private FakeAnswer() {}

    private FakeAnswer copy() {
        FakeAnswer copy = new FakeAnswer();
        copy.said = said;
        copy.failure = failure;
        copy.retryAfter = retryAfter;
        copy.raw = raw;
        copy.hangUp = hangUp;
        copy.manner = manner;
        copy.headers = headers;
        return copy;
    }

    private FakeAnswer saying(Said changed) {
        FakeAnswer copy = copy();
        copy.said = changed;
        return copy;
    }

    private FakeAnswer manner(Manner changed) {
        FakeAnswer copy = copy();
        copy.manner = changed;
        return copy;
    }

    /**
     * An answer with this text, streamed word by word.
     *
     * @param text the text
     * @return the answer
     */
    public static FakeAnswer text(String text) {
        return empty().then(new Part.Text(text));
    }

    /**
     * An answer without any content.
     *
     * @return the answer
     */
    public static FakeAnswer empty() {
        return new FakeAnswer();
    }

    /**
     * An answer that declines: what the vendor does when its model refuses.
     *
     * @param words how it says so; vendors without words for it leave them out
     * @return the answer
     */
    public static FakeAnswer refusal(String words) {
        return empty().then(new Part.Refusal(words));
    }

    /**
     * A failure before the answer begins, with the vendor's own status, body and headers.
     *
     * @param kind what kind of failure; not {@link FailureClass#UNSUPPORTED}, which no vendor answers
     * @return the failure
     */
    public static FakeAnswer failure(FailureClass kind) {
        if (kind == FailureClass.UNSUPPORTED) {
            throw VendorWire.unspeakable(kind);
        }
        if (kind == FailureClass.MALFORMED) {
            return html();
        }
        FakeAnswer answer = empty();
        answer.failure = Objects.requireNonNull(kind, "kind");
        return answer;
    }

    /**
     * Any body at all.
     *
     * @param status the HTTP status
     * @param contentType the content type
     * @param body the body
     * @return the answer
     */
    public static FakeAnswer raw(int status, String contentType, String body) {
        FakeAnswer answer = empty();
        answer.raw = new Raw(status, contentType, body);
        return answer;
    }

    /**
     * A web page with status 200, as a proxy in between sends it.
     *
     * @return the answer
     */
    public static FakeAnswer html() {
        return raw(
                200,
                "text/html; charset=utf-8",
                "<!DOCTYPE html>\n<html><head><title>Please sign in</title></head><body>Wi-Fi access</body></html>\n");
    }

    /**
     * No answer: the connection is closed once the request is read.
     *
     * @return the answer
     */
    public static FakeAnswer hangUp() {
        FakeAnswer answer = empty();
        answer.hangUp = true;
        return answer;
    }

    /**
     * The same answer with another part at its end.
     *
     * @param part text, reasoning, a refusal or a tool call; a tool call with an empty id gets one of the vendor's kind
     * @return a changed copy
     */
    public FakeAnswer then(Part part) {
        if (!(part instanceof Part.Text
                || part instanceof Part.Reasoning
                || part instanceof Part.Refusal
                || part instanceof Part.ToolCall)) {
            throw new IllegalArgumentException("a fake vendor cannot say " + part);
        }
        return saying(said.with(part));
    }

    /**
     * The same answer with a text at its end.
     *
     * @param text the text
     * @return a changed copy
     */
    public FakeAnswer thenText(String text) {
        return then(new Part.Text(text));
    }

    /**
     * The same answer with thoughts at its end.
     *
     * @param thoughts the thoughts
     * @return a changed copy
     */
    public FakeAnswer thenReasoning(String thoughts) {
        return then(new Part.Reasoning(thoughts, null));
    }

    /**
     * The same answer with a tool call at its end.
     *
     * @param tool the tool's name
     * @param arguments a JSON object
     * @return a changed copy
     */
    public FakeAnswer thenTool(String tool, String arguments) {
        return then(new Part.ToolCall("", tool, arguments));
    }

    /**
     * The same answer ending for a reason.
     *
     * @param reason a common reason, put into the vendor's word; by default it follows from the parts
     * @return a changed copy
     */
    public FakeAnswer finish(FinishReason reason) {
        return saying(said.with(Objects.requireNonNull(reason, "reason")));
    }

    /**
     * The same answer with a usage, put into the vendor's way of counting.
     *
     * @param tokens what it used; by default a word is a token
     * @return a changed copy
     */
    public FakeAnswer usage(Usage tokens) {
        return saying(said.with(Objects.requireNonNull(tokens, "tokens")));
    }

    /**
     * The same answer served by another model than the one asked for.
     *
     * @param name the model in the answer
     * @return a changed copy
     */
    public FakeAnswer model(String name) {
        return saying(said.with(Objects.requireNonNull(name, "name")));
    }

    /**
     * The same answer given in another class of service.
     *
     * @param tier the vendor's word, such as {@code flex}; by default the vendor's word for the usual class
     * @return a changed copy
     */
    public FakeAnswer serviceTier(String tier) {
        return saying(said.withTier(Objects.requireNonNull(tier, "tier")));
    }

    /**
     * The same failure with the vendor's hint when to try again.
     *
     * @param wait how long to wait, whole seconds for vendors that count in them
     * @return a changed copy
     */
    public FakeAnswer retryAfter(Duration wait) {
        FakeAnswer copy = copy();
        copy.retryAfter = Objects.requireNonNull(wait, "wait");
        return copy;
    }

    /**
     * The same answer with another header, or another value of one.
     *
     * @param name the header's name
     * @param value its value
     * @return a changed copy
     */
    public FakeAnswer header(String name, String value) {
        FakeAnswer copy = copy();
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        copy.headers = all;
        return copy;
    }

    /**
     * Waits before anything is sent.
     *
     * @param wait how long, in real time
     * @return a changed copy
     */
    public FakeAnswer delayed(Duration wait) {
        return manner(manner.withBefore(wait));
    }

    /**
     * Waits between pieces.
     *
     * @param wait how long, in real time
     * @return a changed copy
     */
    public FakeAnswer paced(Duration wait) {
        return manner(manner.withBetween(wait));
    }

    /**
     * Sends nothing, no headers either, until a gate opens or the client is gone.
     *
     * @param gate the test opens it
     * @return a changed copy
     */
    public FakeAnswer heldBy(Gate gate) {
        return manner(manner.withGate(-1, gate));
    }

    /**
     * Falls silent after some pieces until a gate opens or the client is gone.
     *
     * @param pieces how many come before; 0 for before the first
     * @param gate the test opens it; one never opened stalls for good
     * @return a changed copy
     */
    public FakeAnswer stallAfter(int pieces, Gate gate) {
        return manner(manner.withGate(pieces, gate));
    }

    /**
     * Closes the connection after some pieces, in the middle of nothing.
     *
     * @param pieces how many come before; 0 for before the first
     * @return a changed copy
     */
    public FakeAnswer cutAfter(int pieces) {
        return manner(manner.withBreak(pieces, Manner.Break.CUT, null));
    }

    /**
     * Closes the connection after some pieces, in the middle of the event after them.
     *
     * @param pieces how many come before; 0 for before the first
     * @return a changed copy
     */
    public FakeAnswer cutInside(int pieces) {
        return manner(manner.withBreak(pieces, Manner.Break.CUT_INSIDE, null));
    }

    /**
     * Ends properly after some pieces, without what says that the answer is complete, as proxies end an answer whose
     * origin was cut. A whole answer is half of its JSON, with a length that agrees.
     *
     * @param pieces how many come before; 0 for before the first
     * @return a changed copy
     */
    public FakeAnswer endAfter(int pieces) {
        return manner(manner.withBreak(pieces, Manner.Break.END, null));
    }

    /**
     * Tells of a failure inside the stream after some pieces, in the vendor's form, and ends there. A whole answer fails
     * with the status instead.
     *
     * @param pieces how many come before; 0 for the failure instead of everything
     * @param kind what kind of failure
     * @return a changed copy
     */
    public FakeAnswer errorAfter(int pieces, FailureClass kind) {
        return manner(manner.withBreak(pieces, Manner.Break.ERROR, Objects.requireNonNull(kind, "kind")));
    }

    /**
     * Sends broken JSON after some pieces, well framed. A whole answer is half of its JSON, with a length that agrees.
     *
     * @param pieces how many come before; 0 for before the first
     * @return a changed copy
     */
    public FakeAnswer garbledAfter(int pieces) {
        return manner(manner.withBreak(pieces, Manner.Break.GARBLED, null));
    }

    /**
     * Cuts the bytes at random borders that have nothing to do with events or characters.
     *
     * @param seed the same seed gives the same borders
     * @return a changed copy
     */
    public FakeAnswer chunked(long seed) {
        return manner(manner.withChunks(Manner.Chunks.RANDOM, seed));
    }

    /**
     * Sends byte by byte.
     *
     * @return a changed copy
     */
    public FakeAnswer trickled() {
        return manner(manner.withChunks(Manner.Chunks.BYTES, 0));
    }

    /**
     * Sends what keeps a silent stream alive before each piece: comments, or the vendor's ping.
     *
     * @return a changed copy
     */
    public FakeAnswer pinging() {
        return manner(manner.withPings());
    }

    Said said() {
        return said;
    }

    @Nullable
    FailureClass failure() {
        return failure;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    @Nullable
    Raw raw() {
        return raw;
    }

    boolean hangsUp() {
        return hangUp;
    }

    Manner manner() {
        return manner;
    }

    Map<String, String> headers() {
        return headers;
    }

    @Override
    public String toString() {
        return "FakeAnswer[" + (failure == null ? said.parts().toString() : failure.toString()) + "]";
    }
}
