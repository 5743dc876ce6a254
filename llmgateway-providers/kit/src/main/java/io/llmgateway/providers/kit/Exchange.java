package io.llmgateway.providers.kit;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.World;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.GzipSource;
import okio.Okio;
import okio.Timeout;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * One request and its answer: keeps to the clocks, stops on cancel, and tells failures of all kinds apart.
 *
 * <p>The clocks: connecting has its own, and then a stream has the first token's until there is content, everything has
 * the total. They are kept by an {@link Alarm}, which also ends waits that cannot be interrupted. Idle is measured read
 * by read, between the bytes of a stream that has begun or of a body whose headers have come; a reader that does not
 * read is not idle.
 */
final class Exchange implements Watch.Watched {
    private static final System.Logger LOG = System.getLogger(Exchange.class.getName());
    private static final String LOST = "connection_lost"; // whoever was asked may have worked, and bill
    private static final long MOST_BODY_BYTES = 64L << 20;
    private static final int MOST_ERROR_BYTES = 1 << 20;

    private final String provider;
    private final String model;
    private final Call call;
    private final World world;
    private final Redaction redaction;
    private final long sentNanos;
    private final Connections connections;
    private final Alarm alarm;
    private boolean connecting;
    private boolean begun;
    private volatile boolean shut;
    private volatile okhttp3.@Nullable Call http;
    private Cancellation.@Nullable Registration registration;

    Exchange(String provider, Call call, World world, Redaction redaction, Connections connections) {
        this.provider = provider;
        this.model = call.request().model().orElse("");
        this.call = call;
        this.world = world;
        this.redaction = redaction;
        this.connections = connections;
        this.sentNanos = world.nanoTime();
        this.begun = !call.streamed();
        this.alarm = new Alarm(connections.watch(), this::abort);
    }

    String model() {
        return model;
    }

    Redaction redaction() {
        return redaction;
    }

    void checkStillWanted() {
        CancelledException unwanted = unwanted();
        if (unwanted != null) {
            throw unwanted;
        }
    }

    /** Sends the request and waits for the head of the answer. */
    Response execute(Request request) {
        try {
            Pool pool = connections.begin(this);
            registration = call.cancellation().onCancel(this::abort);
            while (true) { // ends: each round takes a connection out of the pool, and new ones are never stale
                try {
                    return begin(pool.newCall(request)).execute();
                } catch (Pool.StaleConnectionException e) {
                    LOG.log(System.Logger.Level.DEBUG, "the server had closed an idle connection; taking another one");
                }
            }
        } catch (Exception e) {
            done();
            throw e instanceof RuntimeException already ? already : failed(e);
        } catch (Error e) { // such as that there is no thread to watch the clocks
            done();
            throw e;
        }
    }

    // what ended the exchange before it knew of this call has not ended this call
    private okhttp3.Call begin(okhttp3.Call next) {
        http = next;
        checkStillWanted();
        Clock rung = leftNanos() <= 0 ? Clock.TOTAL : alarm.rung();
        if (rung != null) {
            throw timeout(rung);
        }
        setAlarm();
        return next;
    }

    /** A connection is being opened. */
    void connecting() {
        connecting = true;
        long left = leftNanos();
        long connect = call.timeouts().connect().toNanos();
        alarm.set(connect < left ? Clock.CONNECT : Clock.TOTAL, Math.min(connect, left));
    }

    /** A connection is there. */
    void connected() {
        if (connecting) {
            connecting = false;
            setAlarm();
        }
    }

    /** The answer has begun: there is content. */
    void begun() {
        if (!begun) {
            begun = true;
            setAlarm();
        }
    }

    private void setAlarm() {
        long left = leftNanos();
        long first = call.timeouts().firstToken().toNanos() - (world.nanoTime() - sentNanos);
        boolean firstToken = !begun && first < left;
        alarm.set(firstToken ? Clock.FIRST_TOKEN : Clock.TOTAL, firstToken ? first : left);
    }

    private long leftNanos() {
        return call.timeouts().total().toNanos() - (world.nanoTime() - call.startedNanos());
    }

    /** Whether a body that is called JSON is JSON by its first character; waits for it, and takes nothing away. */
    boolean beginsWithJson(Response response) {
        if (response.header("Content-Encoding") != null) {
            return true;
        }
        BufferedSource body = response.body().source();
        try {
            long at = 0;
            while (body.request(at + 1) && Json.isBlank(body.getBuffer().getByte(at))) {
                at++;
            }
            return !body.request(at + 1)
                    || Json.beginsContainer(body.getBuffer().getByte(at));
        } catch (IOException e) {
            done();
            response.close();
            throw failed(e);
        }
    }

    /** The whole body; ends the exchange. */
    byte[] read(Response response) {
        Buffer body = new Buffer();
        try (response) {
            fill(body, response, MOST_BODY_BYTES);
        } catch (IOException e) {
            throw failed(e);
        } finally {
            done();
        }
        if (body.size() > MOST_BODY_BYTES) {
            throw failed(FailureClass.MALFORMED, "the answer is larger than " + MOST_BODY_BYTES + " bytes");
        }
        return body.readByteArray();
    }

    /** The body of an error, or its beginning: the status tells enough where it is cut. Ends the exchange. */
    byte[] readError(Response response) {
        Buffer body = new Buffer();
        try (response) {
            fill(body, response, MOST_ERROR_BYTES);
        } catch (IOException e) {
            checkStillWanted();
        } finally {
            done();
        }
        return body.snapshot((int) Math.min(body.size(), MOST_ERROR_BYTES)).toByteArray();
    }

    private void fill(Buffer body, Response response, long limit) throws IOException {
        BufferedSource source = unzipped(response);
        source.timeout().timeout(call.timeouts().idle().toNanos(), TimeUnit.NANOSECONDS);
        while (source.read(body, 8192) >= 0) {
            if (body.size() > limit) {
                abort();
                return;
            }
        }
    }

    /** The body: streams are asked for without compression, but some proxies know better. */
    static BufferedSource unzipped(Response response) {
        BufferedSource source = response.body().source();
        return "gzip".equalsIgnoreCase(response.header("Content-Encoding"))
                ? Okio.buffer(new GzipSource(source))
                : source;
    }

    /** Sets the idle clock for the next read of a stream. */
    void beforeRead(Timeout timeout) {
        if (begun) {
            timeout.timeout(call.timeouts().idle().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public long ringOrLeft(long now) {
        return alarm.ringOrLeft(now);
    }

    /** Closes the connection at once. From any thread. */
    void abort() {
        okhttp3.Call sent = http;
        if (sent != null) {
            sent.cancel();
        }
    }

    /** The provider is closed. From any thread. */
    void shut() {
        shut = true;
        abort();
    }

    void done() {
        connections.end(this);
        alarm.stop();
        if (registration != null) {
            registration.close();
            registration = null;
        }
    }

    HttpFailure failure(Response response, byte[] body) {
        return new HttpFailure(response.code(), response::header, body, redaction, world.now());
    }

    /** For what came with a good status: an error in a shape of the vendor's, or a page of somebody on the way. */
    ProviderFailedException notAnAnswer(Response response, byte[] body, Function<HttpFailure, Failure> failures) {
        HttpFailure what = failure(response, body);
        return failed(what.json().isObject() ? failures.apply(what) : what.as(FailureClass.MALFORMED, null, null));
    }

    private @Nullable CancelledException unwanted() {
        if (call.cancellation().cancelled()) {
            return new CancelledException("the call to " + provider + " was given up by its caller");
        }
        if (shut) {
            return new CancelledException("the provider " + provider + " was closed during the call");
        }
        return Thread.currentThread().isInterrupted()
                ? new CancelledException("the thread was interrupted during the call to " + provider)
                : null;
    }

    /** What a failed read or write means. */
    LlmException failed(Exception e) {
        if (e instanceof InterruptedException) { // OkHttp lets it pass while it connects
            Thread.currentThread().interrupt();
        }
        CancelledException unwanted = unwanted();
        if (unwanted != null) {
            return unwanted;
        }
        Clock rung = alarm.rung();
        if (rung != null) {
            return timeout(rung);
        }
        if (e instanceof InterruptedIOException) {
            return timeout(Clock.IDLE);
        }
        if (e instanceof FrameTooLargeException) {
            return failed(FailureClass.MALFORMED, e.getMessage());
        }
        String name = e.getClass().getSimpleName();
        String text = e instanceof EOFException
                ? "the server closed it in the middle (" + name + ")"
                : name + (e.getMessage() == null ? "" : ": " + e.getMessage());
        String shown = redaction.apply(text);
        String code = connecting ? "unreachable" : LOST;
        Failure failure =
                new Failure(FailureClass.TRANSIENT, "the connection failed: " + shown, null, code, null, null);
        // a cause prints its own message, so one that had to be masked stays out
        return new ProviderFailedException(provider, model, failure, shown.equals(text) ? e : null);
    }

    /** An answer that ends before it is complete. */
    ProviderFailedException cut(String message) {
        return failed(new Failure(FailureClass.TRANSIENT, message, null, LOST, null, null));
    }

    private ProviderFailedException timeout(Clock clock) {
        Timeouts timeouts = call.timeouts();
        Duration limit =
                switch (clock) {
                    case CONNECT -> timeouts.connect();
                    case FIRST_TOKEN -> timeouts.firstToken();
                    case IDLE -> timeouts.idle();
                    case TOTAL -> timeouts.total();
                };
        String message = clock.complaint() + " within " + limit.toMillis() + " ms";
        return failed(new Failure(FailureClass.TRANSIENT, message, null, clock.code(), null, null));
    }

    ProviderFailedException malformed(JacksonException e) {
        return failed(
                FailureClass.MALFORMED,
                "the answer cannot be read: "
                        + redaction.apply(Objects.requireNonNullElse(e.getOriginalMessage(), "")));
    }

    ProviderFailedException failed(FailureClass kind, @Nullable String message) {
        return failed(Failure.of(kind, Objects.requireNonNullElse(message, "no message")));
    }

    ProviderFailedException failed(Failure failure) {
        return new ProviderFailedException(provider, model, failure, null);
    }
}
