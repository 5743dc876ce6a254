package io.llmgateway.chain;

import io.llmgateway.access.Principal;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way down the corridor. Immutable: to change something, pass a changed copy to {@link
 * Chain#proceed}. So one call may go down several ways at once.
 */
public final class Call {
    private static final System.Logger LOG = System.getLogger(Call.class.getName());
    private static final GatewayListener NOBODY = event -> {};

    private final ModelRequest request;
    private final boolean streamed;
    private final String operation;
    private final long startedNanos;
    private final Timeouts timeouts;
    private final Cancellation cancellation;
    private final GatewayListener listener;
    private final AtomicInteger attempts;
    private final @Nullable Entry<?> attributes;

    private Call(
            ModelRequest request,
            boolean streamed,
            String operation,
            long startedNanos,
            Timeouts timeouts,
            Cancellation cancellation,
            GatewayListener listener,
            AtomicInteger attempts,
            @Nullable Entry<?> attributes) {
        this.request = Objects.requireNonNull(request, "request");
        this.streamed = streamed;
        this.operation = Objects.requireNonNull(operation, "operation");
        this.startedNanos = startedNanos;
        this.timeouts = Objects.requireNonNull(timeouts, "timeouts");
        this.cancellation = Objects.requireNonNull(cancellation, "cancellation");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.attempts = attempts;
        this.attributes = attributes;
    }

    private record Entry<T>(Attribute<T> key, T value, @Nullable Entry<?> next) {}

    /**
     * A call nobody listens to.
     *
     * @param request what is asked
     * @param streamed whether the caller reads piece by piece; then the vendor is asked for a stream
     * @param operation the call's id
     * @param startedNanos when it began, on the ticker of its {@link io.llmgateway.spi.World}
     * @return the call
     */
    public static Call of(ModelRequest request, boolean streamed, String operation, long startedNanos) {
        return new Call(
                request,
                streamed,
                operation,
                startedNanos,
                Timeouts.DEFAULT,
                new Cancellation(),
                NOBODY,
                new AtomicInteger(),
                null);
    }

    /**
     * What is asked.
     *
     * @return the request, as it stands at this place of the corridor
     */
    public ModelRequest request() {
        return request;
    }

    /**
     * Whether the caller reads piece by piece.
     *
     * @return true if the vendor is asked for a stream
     */
    public boolean streamed() {
        return streamed;
    }

    /**
     * The call's id, the same for all its attempts.
     *
     * @return an id
     */
    public String operation() {
        return operation;
    }

    /**
     * When the call began, on the nano ticker of the world.
     *
     * @return nanoseconds; only differences mean something
     */
    public long startedNanos() {
        return startedNanos;
    }

    /**
     * The clocks of the call.
     *
     * @return all finite
     */
    public Timeouts timeouts() {
        return timeouts;
    }

    /**
     * Tells whether the caller gave up.
     *
     * @return shared by all copies of the call
     */
    public Cancellation cancellation() {
        return cancellation;
    }

    /**
     * What travels with the call under a key.
     *
     * @param key the key
     * @param <T> the type of the value
     * @return the value, if set
     */
    public <T> Optional<T> get(Attribute<T> key) {
        for (Entry<?> entry = attributes; entry != null; entry = entry.next) {
            if (entry.key == key) {
                return Optional.of(key.cast(entry.value));
            }
        }
        return Optional.empty();
    }

    /**
     * The person who asks, for whoever counts by persons or chooses by them. Never masked, so not for vendors: they get the
     * end user of the request.
     *
     * @return the end user as the caller named him, or else the user of the principal, if known
     */
    public Optional<String> user() {
        Optional<String> named = get(Attributes.USER);
        if (named.isPresent()) {
            return named;
        }
        if (request.endUser().isPresent()) {
            return request.endUser();
        }
        Principal principal = get(Attributes.PRINCIPAL).orElse(null);
        return principal == null ? Optional.empty() : principal.user();
    }

    /**
     * The same call with something travelling along.
     *
     * @param key the key
     * @param value the value; hides an earlier one
     * @param <T> the type of the value
     * @return a copy
     */
    public <T> Call with(Attribute<T> key, T value) {
        Entry<T> entry = new Entry<>(key, Objects.requireNonNull(value, "value"), attributes);
        return new Call(request, streamed, operation, startedNanos, timeouts, cancellation, listener, attempts, entry);
    }

    /**
     * The same call with another request.
     *
     * @param newRequest the request
     * @return a copy
     */
    public Call withRequest(ModelRequest newRequest) {
        return new Call(
                newRequest, streamed, operation, startedNanos, timeouts, cancellation, listener, attempts, attributes);
    }

    /**
     * The same call with other clocks.
     *
     * @param newTimeouts the clocks
     * @return a copy
     */
    public Call withTimeouts(Timeouts newTimeouts) {
        return new Call(
                request, streamed, operation, startedNanos, newTimeouts, cancellation, listener, attempts, attributes);
    }

    /**
     * The same call with a cancellation of its own, for one of several ways it goes down.
     *
     * @param newCancellation the cancellation
     * @return a copy
     */
    public Call withCancellation(Cancellation newCancellation) {
        return new Call(
                request, streamed, operation, startedNanos, timeouts, newCancellation, listener, attempts, attributes);
    }

    /**
     * The same call, watched by another listener.
     *
     * @param newListener gets all events of the call; must not throw
     * @return a copy
     */
    public Call withListener(GatewayListener newListener) {
        return new Call(
                request, streamed, operation, startedNanos, timeouts, cancellation, newListener, attempts, attributes);
    }

    /**
     * The same question as a call of its own: with its own attempts and cancellation, so that it may outlast this one.
     *
     * @param newOperation its id
     * @param newStartedNanos when it begins, on the ticker of the world
     * @return a copy that shares nothing that changes
     */
    public Call apart(String newOperation, long newStartedNanos) {
        return new Call(
                request,
                streamed,
                newOperation,
                newStartedNanos,
                timeouts,
                new Cancellation(),
                listener,
                new AtomicInteger(),
                attributes);
    }

    /**
     * How many attempts the call has had. All copies of the call share the count.
     *
     * @return attempts, over all targets
     */
    public int attempts() {
        return attempts.get();
    }

    /**
     * Counts one more attempt, or one more answer that needed none because it was remembered. All copies of the call
     * share the count.
     *
     * @return the number of the attempt, from 1
     */
    public int nextAttempt() {
        return attempts.incrementAndGet();
    }

    /**
     * Tells the listeners that something happened. Never fails.
     *
     * @param event what
     */
    public void emit(GatewayEvent event) {
        try {
            listener.on(event);
        } catch (Throwable e) { // whatever it is, what is held for the call must still be let go of
            LOG.log(System.Logger.Level.WARNING, "the listener " + listener + " failed", e);
        }
    }

    @Override
    public String toString() {
        return "Call[" + operation + ", " + request + (streamed ? ", streamed]" : "]");
    }
}
