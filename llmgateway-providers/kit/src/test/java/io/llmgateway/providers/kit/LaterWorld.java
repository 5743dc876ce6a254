package io.llmgateway.providers.kit;

import io.llmgateway.chain.Cancellation;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The real world, but its ticker may be put forward. */
final class LaterWorld implements World {
    private final AtomicLong put = new AtomicLong();

    void later(Duration duration) {
        put.addAndGet(duration.toNanos());
    }

    @Override
    public Instant now() {
        return World.real().now();
    }

    @Override
    public long nanoTime() {
        return World.real().nanoTime() + put.get();
    }

    @Override
    public void sleep(Duration duration, Cancellation cancellation) {
        throw new AssertionError("nobody sleeps here");
    }

    @Override
    public double random() {
        return World.real().random();
    }

    @Override
    public String newId() {
        return World.real().newId();
    }
}
