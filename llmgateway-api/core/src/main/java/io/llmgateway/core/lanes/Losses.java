package io.llmgateway.core.lanes;

import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what was lost, and says when it is time to tell: at most once a minute. Thread-safe. */
public final class Losses {
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final World world;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong told;

    /**
     * Nothing is lost yet.
     *
     * @param world time
     */
    public Losses(World world) {
        this.world = world;
        told = new AtomicLong(world.nanoTime() - QUIET);
    }

    /**
     * Counts one more.
     *
     * @return how many are to be told now; 0 where it is too early
     */
    public long lose() {
        lost.incrementAndGet();
        long last = told.get();
        long now = world.nanoTime();
        return now - last >= QUIET && told.compareAndSet(last, now) ? lost.getAndSet(0) : 0;
    }
}
