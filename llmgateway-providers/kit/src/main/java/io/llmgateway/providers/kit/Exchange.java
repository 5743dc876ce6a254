package io.llmgateway.providers.kit;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.World;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.Timeout;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** One request and its answer: keeps to the clocks, stops on cancel, and tells failures of all kinds apart. */
final class Exchange {
    private final String provider;
    private final String model;
    private final Call call;
    private final World world;
    private final Redaction redaction;
    private final long sentNanos;
    private okhttp3.@Nullable Call http;
    private Cancellation.@Nullable Registration registration;

    Exchange(String provider, Call call, World world, WireRequest written) {
        this.provider = provider;
        this.model = call.request().model().orElse("");
        this.call = call;
        this.world = world;
        this.redaction = Redaction.of(written.secrets());
        this.sentNanos = world.nanoTime();
    }

    String model() {
        return model;
    }

    Clocks clocks() {
        return Clocks.of(call, sentNanos - call.startedNanos());
    }

    void checkStillWanted() {
        if (call.cancellation().cancelled()) {
            throw cancelled();
        }
        if (leftNanos() <= 0) {
            throw timeout("total", "the call's total time was over before the request was sent");
        }
    }

    private long leftNanos() {
        return call.timeouts().total().toNanos() - (world.nanoTime() - call.startedNanos());
    }

    void start(okhttp3.Call newCall) {
        http = newCall;
        newCall.timeout().timeout(Math.max(1, leftNanos()), TimeUnit.NANOSECONDS);
        registration = call.cancellation().onCancel(newCall::cancel);
    }

    Response execute() {
        try {
            return Objects.requireNonNull(http).execute();
        } catch (IOException e) {
            done();
            throw failed(e, false);
        }
    }

    /** The whole body; ends the exchange. */
    byte[] read(Response response, long limit) {
        try (response) {
            BufferedSource source = response.body().source();
            Buffer body = new Buffer();
            while (source.read(body, 8192) >= 0) {
                if (body.size() > limit) {
                    throw failed(FailureClass.MALFORMED, "the answer is larger than " + limit + " bytes");
                }
            }
            return body.readByteArray();
        } catch (IOException e) {
            throw failed(e, false);
        } finally {
            done();
        }
    }

    /** Sets the clocks for the next read of a stream. */
    void beforeRead(Timeout timeout, boolean begun) {
        timeout.timeout(call.timeouts().idle().toNanos(), TimeUnit.NANOSECONDS);
        if (begun) {
            timeout.clearDeadline();
        } else {
            long left = call.timeouts().firstToken().toNanos() - (world.nanoTime() - sentNanos);
            timeout.deadline(Math.max(1, left), TimeUnit.NANOSECONDS);
        }
    }

    void abort() {
        Objects.requireNonNull(http).cancel();
    }

    void done() {
        if (registration != null) {
            registration.close();
            registration = null;
        }
    }

    HttpFailure failure(Response response, byte[] body) {
        return new HttpFailure(response.code(), response::header, body, redaction, world.now());
    }

    LlmException failed(IOException e, boolean begun) {
        if (call.cancellation().cancelled()) {
            return cancelled();
        }
        if (Thread.currentThread().isInterrupted()) {
            return new CancelledException("the thread was interrupted during the call to " + provider);
        }
        if (leftNanos() <= 0) {
            return timeout(
                    "total",
                    "no complete answer within " + call.timeouts().total().toMillis() + " ms in total");
        }
        if (e instanceof InterruptedIOException) {
            boolean waited =
                    world.nanoTime() - sentNanos >= call.timeouts().firstToken().toNanos();
            if (call.streamed() && !begun && waited) {
                return timeout(
                        "first-token",
                        "no first token within " + call.timeouts().firstToken().toMillis() + " ms");
            }
            return timeout("idle", "nothing came for " + call.timeouts().idle().toMillis() + " ms");
        }
        if (e instanceof FrameTooLargeException) {
            return failed(FailureClass.MALFORMED, e.getMessage());
        }
        return new ProviderFailedException(
                provider,
                model,
                Failure.of(
                        FailureClass.TRANSIENT,
                        "the connection failed: "
                                + redaction.apply(e.getClass().getSimpleName() + ": " + e.getMessage())),
                e);
    }

    private CancelledException cancelled() {
        return new CancelledException("the call to " + provider + " was given up by its caller");
    }

    private ProviderFailedException timeout(String clock, String message) {
        return failed(new Failure(FailureClass.TRANSIENT, message, null, "timeout_" + clock, null, null));
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
