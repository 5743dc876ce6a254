package io.llmgateway.core.admit;

import io.llmgateway.spi.CounterStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

record NoCounters(int most) implements CounterStore {
    @Override
    public Decision reserve(String id, List<Claim> claims, Instant now, Duration lease) {
        return new Decision.Granted(List.of());
    }

    @Override
    public @Nullable List<Level> settle(String id, List<BigDecimal> spent, Instant now) {
        return null;
    }

    @Override
    public List<Level> levels(List<Counter> counters, Instant now) {
        return List.of();
    }
}
