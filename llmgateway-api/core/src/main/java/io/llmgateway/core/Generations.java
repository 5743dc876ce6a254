package io.llmgateway.core;

import io.llmgateway.chain.Cancellation;
import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    private final List<Generation> notOver = new ArrayList<>(1); // under the lock, as what follows
    private @Nullable String refused;
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
        current.begin(null);
        notOver.add(current);
        every(current.config().reload());
    }

    Composer composer() {
        return composer;
    }

    Generation current() {
        return current;
    }

    /** Those that calls may be in. */
    List<Generation> all() {
        lock.lock();
        try {
            return List.copyOf(notOver);
        } finally {
            lock.unlock();
        }
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
            next(source.get());
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
        Generation next = composer.compose(config, before);
        next.begin(before);
        current = next;
        notOver.removeIf(Generation::over);
        notOver.add(next);
        refused = null;
        every(config.reload());
        before.leave();
        tell(config.differences(before.config()), null);
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
            return source.get();
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
            if (!same(first())) {
                world.sleep(SETTLE, new Cancellation());
                GatewayConfig read = source.get();
                if (!same(read)) {
                    next(read);
                }
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
