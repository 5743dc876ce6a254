package io.llmgateway.testkit;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server on this machine that speaks like one of the vendors: whole or streamed, with its ids, headers, usage and
 * errors, and that misbehaves when told to. It refuses what the vendor refuses: no key, no messages, unknown paths.
 *
 * <p>One {@link FakeAnswer} is used up for each request the vendor would answer, in order; then {@link #otherwise}
 * decides, and without it a friendly answer is given. Thread-safe.
 *
 * <pre>{@code
 * try (FakeVendor openai = FakeVendor.openAi()) {
 *     openai.fails(FailureClass.OVERLOADED).answers("Hello!");
 *     ... a client with the base URL openai.baseUrl() and any key ...
 *     openai.requests().get(1).at("messages.0.content");
 * }
 * }</pre>
 */
public final class FakeVendor implements AutoCloseable {
    private static final FailureClass[] FAULTS = {
        FailureClass.RATE_LIMITED, FailureClass.OVERLOADED, FailureClass.TRANSIENT
    };

    private final VendorWire wire;
    private final FakeServer server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<FakeAnswer> answers = new ArrayDeque<>();
    private final List<FakeRequest> requests = new ArrayList<>();
    private Function<? super FakeRequest, FakeAnswer> otherwise =
            request -> FakeAnswer.text("Hello! How can I help you today?");
    private @Nullable String key;
    private Random random = new Random(0);
    private double share;

    private FakeVendor(VendorWire wire) {
        this.wire = wire;
        this.server = new FakeServer("fake-" + wire.vendor(), this::serve);
    }

    /**
     * OpenAI: chat completions, responses, embeddings and moderations. It gives reasoning in chat completions as {@code
     * reasoning_content}, as many compatible servers do; OpenAI itself gives none there.
     *
     * @return a running server
     */
    public static FakeVendor openAi() {
        return new FakeVendor(new OpenAiWire());
    }

    /**
     * Anthropic: messages.
     *
     * @return a running server
     */
    public static FakeVendor anthropic() {
        return new FakeVendor(new AnthropicWire());
    }

    /**
     * Google's Gemini API: generateContent, streamGenerateContent (with and without {@code alt=sse}), embedContent and
     * batchEmbedContents.
     *
     * @return a running server
     */
    public static FakeVendor gemini() {
        return new FakeVendor(new GeminiWire());
    }

    /**
     * The base URL to configure.
     *
     * @return such as {@code http://127.0.0.1:4711/v1}, without a slash at its end
     */
    public String baseUrl() {
        return server.url() + wire.basePath();
    }

    /**
     * Adds an answer for one request.
     *
     * @param text the answer's text
     * @return this
     */
    public FakeVendor answers(String text) {
        return answers(FakeAnswer.text(text));
    }

    /**
     * Adds what to do with one request.
     *
     * @param answer the answer
     * @return this
     */
    public FakeVendor answers(FakeAnswer answer) {
        lock.lock();
        try {
            answers.add(Objects.requireNonNull(answer, "answer"));
        } finally {
            lock.unlock();
        }
        return this;
    }

    /**
     * Adds a failure for one request.
     *
     * @param kind what kind of failure, see {@link FakeAnswer#failure}
     * @return this
     */
    public FakeVendor fails(FailureClass kind) {
        return answers(FakeAnswer.failure(kind));
    }

    /**
     * Adds a failure for one request.
     *
     * @param status the HTTP status
     * @param body the body, said to be JSON
     * @return this
     */
    public FakeVendor fails(int status, String body) {
        return answers(FakeAnswer.raw(status, "application/json", body));
    }

    /**
     * Says what to do with requests no answer is left for.
     *
     * @param how asked for each such request, maybe on several threads at once
     * @return this
     */
    public FakeVendor otherwise(Function<? super FakeRequest, FakeAnswer> how) {
        lock.lock();
        try {
            otherwise = Objects.requireNonNull(how, "how");
        } finally {
            lock.unlock();
        }
        return this;
    }

    /**
     * Accepts this key only; by default any key will do.
     *
     * @param onlyKey the key
     * @return this
     */
    public FakeVendor accepts(String onlyKey) {
        lock.lock();
        try {
            key = Objects.requireNonNull(onlyKey, "onlyKey");
        } finally {
            lock.unlock();
        }
        return this;
    }

    /**
     * Lets a share of the requests fail, in order of arrival: rate limits, overload, server errors, cut connections, cut
     * streams. A request that fails so uses no answer up.
     *
     * @param seed the same seed gives the same faults in the same order
     * @param part from 0 (none) to 1 (all)
     * @return this
     */
    public FakeVendor faults(long seed, double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("a share of " + part + ": it must be from 0 to 1");
        }
        lock.lock();
        try {
            random = new Random(seed);
            share = part;
        } finally {
            lock.unlock();
        }
        return this;
    }

    /**
     * The requests it got, in order, refused ones included.
     *
     * @return a copy of the list; the requests tell what became of them
     */
    public List<FakeRequest> requests() {
        lock.lock();
        try {
            return List.copyOf(requests);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The request that came last.
     *
     * @return the request
     * @throws AssertionError if there was none
     */
    public FakeRequest lastRequest() {
        List<FakeRequest> all = requests();
        if (all.isEmpty()) {
            throw new AssertionError("the fake " + wire.vendor() + " got no request");
        }
        return all.get(all.size() - 1);
    }

    /**
     * Waits until so many requests have come.
     *
     * @param count how many in all
     * @param atMost how long to wait
     * @return the last of them
     * @throws AssertionError if they do not come, or if this thread is interrupted
     */
    public FakeRequest awaitRequest(int count, Duration atMost) {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (requests.size() < count) {
                if (left <= 0) {
                    throw new AssertionError("the fake " + wire.vendor() + " got " + requests.size() + " of " + count
                            + " requests within " + atMost);
                }
                left = arrived.awaitNanos(left);
            }
            return requests.get(count - 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a request", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many tokens of answers it has sent: what a vendor bills.
     *
     * @return tokens, as the fake counts them: one a word
     */
    public long tokensSent() {
        return requests().stream().mapToLong(FakeRequest::tokensSent).sum();
    }

    /**
     * What all its answers said they used, together: what a client's books must come to. Counted are answers that were
     * sent to their end, one that the client left by then too; a stream of chat completions tells its usage only where the
     * request asks for it.
     *
     * @return the sum
     */
    public Usage tokensTold() {
        return requests().stream().map(FakeRequest::told).reduce(Usage.NONE, Usage::plus);
    }

    /**
     * How many connections were opened to it.
     *
     * @return connections, closed ones included
     */
    public int connections() {
        return server.connections();
    }

    private void serve(FakeRequest request, FakeLine line) throws IOException {
        long number;
        lock.lock();
        try {
            requests.add(request);
            number = requests.size();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        Ids ids = new Ids(number);
        WireAnswer refused = refusal(request, ids);
        if (refused != null) {
            new Pour(wire, request, refused, Manner.GOOD, line, ids).run();
            return;
        }
        FakeAnswer answer = choose(request);
        if (answer.hangsUp()) {
            line.cut();
            return;
        }
        new Pour(wire, request, written(request, answer, ids), answer.manner(), line, ids).run();
    }

    private @Nullable WireAnswer refusal(FakeRequest request, Ids ids) {
        String shown = wire.key(request);
        String only;
        lock.lock();
        try {
            only = key;
        } finally {
            lock.unlock();
        }
        if (shown != null && only != null && !only.equals(shown)) {
            return wire.failure(request, FailureClass.CREDENTIAL, null, ids);
        }
        return wire.refusal(request, ids);
    }

    private FakeAnswer choose(FakeRequest request) {
        Function<? super FakeRequest, FakeAnswer> last;
        lock.lock();
        try {
            if (share > 0 && random.nextDouble() < share) {
                return fault();
            }
            FakeAnswer next = answers.poll();
            if (next != null) {
                return next;
            }
            last = otherwise;
        } finally {
            lock.unlock();
        }
        return last.apply(request);
    }

    private FakeAnswer fault() {
        int dice = random.nextInt(6);
        if (dice < FAULTS.length) {
            return FakeAnswer.failure(FAULTS[dice]);
        }
        return switch (dice) {
            case 3 -> FakeAnswer.hangUp();
            case 4 -> FakeAnswer.text("This answer will not come to its end").cutAfter(random.nextInt(4));
            default ->
                FakeAnswer.text("This answer will not come to its end")
                        .errorAfter(random.nextInt(4), FailureClass.OVERLOADED);
        };
    }

    private WireAnswer written(FakeRequest request, FakeAnswer answer, Ids ids) {
        FakeAnswer.Raw raw = answer.raw();
        if (raw != null) {
            return Pour.raw(raw, answer.headers());
        }
        FailureClass kind = answer.failure();
        FailureClass inside = answer.manner().error();
        if (kind == null && inside != null && !wire.streamed(request)) {
            kind = inside;
        }
        WireAnswer written = kind == null
                ? wire.answer(request, answer.said(), ids)
                : wire.failure(request, kind, answer.retryAfter(), ids);
        return written.withHeaders(answer.headers());
    }

    /**
     * Pulls the plug, as if the network were gone: cuts what is under way and refuses connections, until {@link #plugIn}.
     *
     * @return this
     */
    public FakeVendor unplug() {
        server.unplug();
        return this;
    }

    /**
     * Takes connections again, at the same address as before.
     *
     * @return this
     */
    public FakeVendor plugIn() {
        server.plugIn();
        return this;
    }

    /** Stops the server and cuts what is under way. */
    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return "FakeVendor[" + wire.vendor() + ", " + baseUrl() + "]";
    }
}
