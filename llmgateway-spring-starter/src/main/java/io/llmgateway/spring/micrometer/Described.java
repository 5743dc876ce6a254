package io.llmgateway.spring.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a meter before it is there. Not thread-safe.
 *
 * @param <B> the builder it is
 */
abstract class Described<B> {
    private static final double NANOS = 1e9;

    final String name;
    final MeterRegistry registry;
    final Dimensions dimensions;
    private String description = "";
    private String unit = "";
    private double least = 1;
    private double most = Double.POSITIVE_INFINITY;

    /** Takes what is measured. */
    interface Sink {
        void take(double value);
    }

    Described(String name, MeterRegistry registry, Dimensions dimensions) {
        this.name = name;
        this.registry = registry;
        this.dimensions = dimensions;
    }

    Described(Described<?> other) {
        this(other.name, other.registry, other.dimensions);
        description = other.description;
        unit = other.unit;
    }

    abstract B self();

    public B setDescription(String value) {
        description = value;
        return self();
    }

    public B setUnit(String value) {
        unit = value;
        return self();
    }

    final B between(List<? extends Number> bounds) {
        least = Collections.min(bounds.stream().map(Number::doubleValue).toList());
        most = Collections.max(bounds.stream().map(Number::doubleValue).toList());
        return self();
    }

    String description() {
        return description;
    }

    /** The unit as exporters of OpenTelemetry have it in names, so that dashboards find both. */
    @Nullable
    String baseUnit() {
        return unit.equals("1") ? "ratio" : unit.isEmpty() || unit.startsWith("{") ? null : unit;
    }

    <M> Series<M> series(Function<Tags, M> register) {
        return new Series<>(name, dimensions, register);
    }

    Series<Sink> counters() {
        return series(tags -> Counter.builder(name)
                .description(description)
                .baseUnit(baseUnit())
                .tags(tags)
                .register(registry)::increment);
    }

    /** Without buckets, as usual with Micrometer: the bounds only limit those an application asks for. */
    Series<Sink> histograms() {
        return unit.equals("s") ? series(this::timer) : series(this::summary);
    }

    private Sink timer(Tags tags) {
        Timer timer = Timer.builder(name)
                .description(description)
                .tags(tags)
                .minimumExpectedValue(duration(least))
                .maximumExpectedValue(duration(most))
                .register(registry);
        return seconds -> timer.record(Math.round(seconds * NANOS), TimeUnit.NANOSECONDS);
    }

    private Sink summary(Tags tags) {
        return DistributionSummary.builder(name)
                .description(description)
                .baseUnit(baseUnit())
                .tags(tags)
                .minimumExpectedValue(least)
                .maximumExpectedValue(most)
                .register(registry)::record;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * NANOS)); // ends at the longest there is
    }
}
