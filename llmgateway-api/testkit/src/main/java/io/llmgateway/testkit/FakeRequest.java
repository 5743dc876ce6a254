package io.llmgateway.testkit;

import io.llmgateway.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A request a {@link FakeVendor} got, and what became of its answer. What was asked never changes; what was sent does
 * while the answer is under way. Thread-safe.
 */
public final class FakeRequest {
    private final String method;
    private final String path;
    private final String query;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final @Nullable Map<String, @Nullable Object> json;
    private final AtomicInteger pieces = new AtomicInteger();
    private final AtomicLong tokens = new AtomicLong();
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private volatile Usage told = Usage.NONE;

    FakeRequest(String method, String target, Map<String, List<String>> headers, byte[] body) {
        int mark = target.indexOf('?');
        this.method = method;
        this.path = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? "" : target.substring(mark + 1);
        this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        this.headers.putAll(headers);
        this.body = body;
        this.json = Js.read(body());
    }

    /**
     * The HTTP method.
     *
     * @return such as {@code POST}
     */
    public String method() {
        return method;
    }

    /**
     * The path as it came, without the query.
     *
     * @return such as {@code /v1/chat/completions}
     */
    public String path() {
        return path;
    }

    /**
     * The query as it came.
     *
     * @return such as {@code alt=sse}, empty if there is none
     */
    public String query() {
        return query;
    }

    /**
     * A header.
     *
     * @param name its name, in any case
     * @return its first value, or null
     */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.get(0);
    }

    /**
     * The body as text.
     *
     * @return the body, may be empty
     */
    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * What stands at a path of names and positions in the body's JSON.
     *
     * @param where such as {@code messages.0.content}
     * @return a map, list, string, number or boolean; null where there is nothing
     */
    public @Nullable Object at(String where) {
        return Js.at(json, where);
    }

    /**
     * Whether the body is a JSON object with this field, {@code null} counted.
     *
     * @param name a field of the outermost object
     * @return true if it is there
     */
    public boolean has(String name) {
        return json != null && json.containsKey(name);
    }

    /**
     * Whether some text in the body's JSON contains these words, however the vendor's format nests and escapes them.
     *
     * @param words the words
     * @return true if they are there; the names of fields are not searched
     */
    public boolean says(String words) {
        return Js.anyText(json, words);
    }

    @Nullable
    Map<String, @Nullable Object> json() {
        return json;
    }

    /**
     * How many pieces of content were sent so far. The body of a whole answer is one piece.
     *
     * @return pieces
     */
    public int piecesSent() {
        return pieces.get();
    }

    /**
     * How many tokens of the answer were sent so far: that is what a vendor bills.
     *
     * @return tokens, as the fake counts them: one a word
     */
    public long tokensSent() {
        return tokens.get();
    }

    /**
     * Whether the client closed the connection before the answer was complete.
     *
     * @return true from then on
     */
    public boolean closedByClient() {
        return left.getCount() == 0;
    }

    /**
     * Waits until the client closes the connection before the answer is complete.
     *
     * @param atMost how long to wait
     * @throws AssertionError if it does not, or if this thread is interrupted
     */
    public void awaitClosedByClient(Duration atMost) {
        await(left, atMost, "the client did not close the connection within " + atMost);
    }

    /**
     * Waits until the vendor is done with the request, in whatever way.
     *
     * @param atMost how long to wait
     * @throws AssertionError if the answer is still under way then, or if this thread is interrupted
     */
    public void awaitEnd(Duration atMost) {
        await(over, atMost, "the answer was not over within " + atMost);
    }

    private static void await(CountDownLatch latch, Duration atMost, String otherwise) {
        try {
            if (!latch.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError(otherwise);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a fake vendor", e);
        }
    }

    void sent(WireEvent event) {
        pieces.incrementAndGet();
        tokens.addAndGet(event.tokens());
    }

    /** The answer is complete, and told this usage. */
    void told(Usage usage) {
        told = usage;
    }

    Usage told() {
        return told;
    }

    void left() {
        left.countDown();
    }

    void over() {
        over.countDown();
    }

    @Override
    public String toString() {
        return "FakeRequest[" + method + " " + path + ", " + body.length + " bytes]";
    }
}
