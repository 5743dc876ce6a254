package io.llmgateway.core;

import io.llmgateway.chain.Cancellation;
import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets one configuration follow another, while calls go on. Thread-safe. */
final class Generations {
    private static final System.Logger LOG = System.getLogger(Generations.class.getName());

    private static final Duration SETTLE = Duration.ofMillis(100);

    private final Composer composer;
    private final Supplier<GatewayConfig> source;
    private final World world;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Generation> notOver = new CopyOnWriteArrayList<>();
    // under the lock
    private @Nullable String refused;
    private boolean missed; // somebody wanted it anew, and could not have it yet
    private boolean ended;
    private final AtomicLong due;
    private volatile Generation current;

    /**
     * The first one, which begins.
     *
     * @param source reads the configuration, anew each time
     */
    Generations(Composer composer, Supplier<GatewayConfig> source, World world) {
        this.composer = composer;
        this.source = source;
        this.world = world;
        due = new AtomicLong(world.nanoTime());
        current = composer.compose(source.get(), null);
        begin(current, null);
        every(current.config().reload());
    }

    Composer composer() {
        return composer;
    }

    private void begin(Generation next, @Nullable Generation before) {
        notOver.add(next);
        next.begin(before, () -> notOver.remove(next));
    }

    Generation current() {
        return current;
    }

    /** Those that calls may be in. */
    List<Generation> all() {
        return List.copyOf(notOver);
    }

    /** None follows any more. */
    void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    /** Reads the configuration again, and goes on with it; where it makes no sense, as before. */
    void reload() {
        lock.lock();
        try {
            if (ended) {
                throw new CancelledException("the client is closed");
            }
            missed = true;
            next(read());
        } catch (MisconfiguredException e) {
            refused = e.getMessage();
            tell(List.of(), e.getMessage());
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void next(GatewayConfig config) {
        Generation before = current;
        Generation next = composed(config, before);
        begin(next, before);
        current = next;
        refused = null;
        missed = false;
        every(config.reload());
        before.leave();
        tell(config.differences(before.config()), null);
    }

    private Generation composed(GatewayConfig config, Generation before) {
        try {
            return composer.compose(config, before);
        } catch (RuntimeException | LinkageError e) {
            throw misconfigured("put together", e);
        }
    }

    private GatewayConfig read() {
        try {
            return source.get();
        } catch (RuntimeException | LinkageError e) {
            throw misconfigured("read", e);
        }
    }

    // a message of somebody else's making stays with the cause
    private static MisconfiguredException misconfigured(String what, Throwable e) {
        return e instanceof MisconfiguredException already
                ? already
                : new MisconfiguredException(
                        "the configuration cannot be " + what + ": "
                                + e.getClass().getName(),
                        e);
    }

    private void every(@Nullable Duration every) {
        due.set(world.nanoTime() + (every == null ? 0 : every.toNanos()));
    }

    private void tell(List<String> changed, @Nullable String error) {
        composer.out().on(new GatewayEvent.ConfigurationRead(world.now(), changed, error));
    }

    /** Whoever begins a call when it is time has the configuration looked at, and does not wait for it. */
    void lookIfDue() {
        Duration every = current.config().reload();
        if (every == null) {
            return;
        }
        long time = due.get();
        long now = world.nanoTime();
        if (now - time >= 0 && due.compareAndSet(time, now + every.toNanos())) {
            try {
                composer.executor().execute(this::look);
            } catch (RejectedExecutionException closed) {
                // then nothing follows
            }
        }
    }

    private boolean same(@Nullable GatewayConfig read) {
        return current.config().equals(read);
    }

    // what is being written at this moment may make no sense, or another one: it is read a second time then
    private @Nullable GatewayConfig first() {
        try {
            return read();
        } catch (MisconfiguredException e) {
            return null;
        }
    }

    private void look() {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            if (!missed && same(first())) {
                refused = null;
                return;
            }
            world.sleep(SETTLE, new Cancellation());
            GatewayConfig read = read();
            if (missed || !same(read)) {
                next(read);
            } else {
                refused = null;
            }
        } catch (MisconfiguredException e) {
            if (!Objects.equals(refused, e.getMessage())) { // once is enough
                refused = e.getMessage();
                tell(List.of(), e.getMessage());
                LOG.log(System.Logger.Level.WARNING, "the configuration was refused; the last good one stays", e);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the configuration could not be read again", e);
        } finally {
            lock.unlock();
        }
    }
}
