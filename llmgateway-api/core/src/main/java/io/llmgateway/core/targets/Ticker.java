package io.llmgateway.core.targets;

import io.llmgateway.spi.World;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The world's clock for differences as others want it: never put back, and no time of day. */
final class Ticker extends Clock {
    private final World world;
    private final long beginning;

    Ticker(World world) {
        this.world = world;
        this.beginning = world.nanoTime();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(world.nanoTime() - beginning);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this; // only the zone of a time of day would differ
    }
}
