package io.llmgateway.spring.micrometer;

import io.llmgateway.spring.micrometer.Described.Sink;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleCounterBuilder;
import io.opentelemetry.api.metrics.DoubleGaugeBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.DoubleUpDownCounterBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongCounterBuilder;
import io.opentelemetry.api.metrics.LongGaugeBuilder;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.LongHistogramBuilder;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.LongUpDownCounterBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.metrics.ObservableDoubleCounter;
import io.opentelemetry.api.metrics.ObservableDoubleGauge;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongCounter;
import io.opentelemetry.api.metrics.ObservableLongGauge;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.metrics.ObservableLongUpDownCounter;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A meter whose instruments are those of a registry. Has what the client uses; the other kinds (instruments with a callback of
 * their own, counters of fractions that go down) measure nothing. Thread-safe.
 */
final class RegistryMeter implements Meter {
    private static final Meter NOWHERE = MeterProvider.noop().get("");

    private final MeterRegistry registry;
    private final Dimensions dimensions;
    private final List<Look> looks = new CopyOnWriteArrayList<>();
    private final Map<Level, AtomicLong> levels = new ConcurrentHashMap<>();

    private record Level(String name, Tags tags) {}

    RegistryMeter(MeterRegistry registry, Dimensions dimensions) {
        this.registry = registry;
        this.dimensions = dimensions;
    }

    @Override
    public LongCounterBuilder counterBuilder(String name) {
        return new LongCounters(name, registry, dimensions);
    }

    @Override
    public LongUpDownCounterBuilder upDownCounterBuilder(String name) {
        return new UpDownCounters(name);
    }

    @Override
    public DoubleHistogramBuilder histogramBuilder(String name) {
        return new DoubleHistograms(name, registry, dimensions);
    }

    @Override
    public DoubleGaugeBuilder gaugeBuilder(String name) {
        return new DoubleGauges(name, registry, dimensions);
    }

    @Override
    public BatchCallback batchCallback(Runnable callback, ObservableMeasurement one, ObservableMeasurement... more) {
        List<Observed> observed = Stream.concat(Stream.of(one), Stream.of(more))
                .map(Observed.class::cast)
                .toList();
        // whichever is read: one that has told nothing yet has no meter that could be
        observed.forEach(each -> each.before(() -> looks.forEach(Look::again)));
        Look look = new Look(callback, observed, registry.config().clock(), looks::remove);
        looks.add(look);
        return look;
    }

    @Override
    public String toString() {
        return registry.getClass().getSimpleName();
    }

    private static final class LongCounters extends Described<LongCounterBuilder> implements LongCounterBuilder {
        private LongCounters(String name, MeterRegistry registry, Dimensions dimensions) {
            super(name, registry, dimensions);
        }

        @Override
        LongCounterBuilder self() {
            return this;
        }

        @Override
        public DoubleCounterBuilder ofDoubles() {
            return new DoubleCounters(this);
        }

        @Override
        public LongCounter build() {
            return new Counting(counters());
        }

        @Override
        public ObservableLongCounter buildWithCallback(Consumer<ObservableLongMeasurement> callback) {
            return NOWHERE.counterBuilder(name).buildWithCallback(callback);
        }

        @Override
        public ObservableLongMeasurement buildObserver() {
            return new Observed(this, true);
        }
    }

    private static final class DoubleCounters extends Described<DoubleCounterBuilder> implements DoubleCounterBuilder {
        private DoubleCounters(Described<?> said) {
            super(said);
        }

        @Override
        DoubleCounterBuilder self() {
            return this;
        }

        @Override
        public DoubleCounter build() {
            return new Counting(counters());
        }

        @Override
        public ObservableDoubleCounter buildWithCallback(Consumer<ObservableDoubleMeasurement> callback) {
            return NOWHERE.counterBuilder(name).ofDoubles().buildWithCallback(callback);
        }

        @Override
        public ObservableDoubleMeasurement buildObserver() {
            return new Observed(this, true);
        }
    }

    private final class UpDownCounters extends Described<LongUpDownCounterBuilder> implements LongUpDownCounterBuilder {
        private UpDownCounters(String name) {
            super(name, RegistryMeter.this.registry, RegistryMeter.this.dimensions);
        }

        @Override
        LongUpDownCounterBuilder self() {
            return this;
        }

        @Override
        public DoubleUpDownCounterBuilder ofDoubles() {
            return NOWHERE.upDownCounterBuilder(name).ofDoubles();
        }

        @Override
        public LongUpDownCounter build() {
            // a registry keeps the first gauge of a name and its tags, and with it what that one reads
            return new UpAndDown(series(tags -> levels.computeIfAbsent(new Level(name, tags), this::level)));
        }

        private AtomicLong level(Level fresh) {
            AtomicLong level = new AtomicLong();
            Gauge.builder(fresh.name(), level::get)
                    .description(description())
                    .baseUnit(baseUnit())
                    .tags(fresh.tags())
                    .register(registry);
            return level;
        }

        @Override
        public ObservableLongUpDownCounter buildWithCallback(Consumer<ObservableLongMeasurement> callback) {
            return NOWHERE.upDownCounterBuilder(name).buildWithCallback(callback);
        }
    }

    private static final class DoubleHistograms extends Described<DoubleHistogramBuilder>
            implements DoubleHistogramBuilder {
        private DoubleHistograms(String name, MeterRegistry registry, Dimensions dimensions) {
            super(name, registry, dimensions);
        }

        @Override
        DoubleHistogramBuilder self() {
            return this;
        }

        @Override
        public DoubleHistogramBuilder setExplicitBucketBoundariesAdvice(List<Double> bounds) {
            return between(bounds);
        }

        @Override
        public LongHistogramBuilder ofLongs() {
            return new LongHistograms(this);
        }

        @Override
        public DoubleHistogram build() {
            return new Recording(histograms());
        }
    }

    private static final class LongHistograms extends Described<LongHistogramBuilder> implements LongHistogramBuilder {
        private LongHistograms(Described<?> said) {
            super(said);
        }

        @Override
        LongHistogramBuilder self() {
            return this;
        }

        @Override
        public LongHistogramBuilder setExplicitBucketBoundariesAdvice(List<Long> bounds) {
            return between(bounds);
        }

        @Override
        public LongHistogram build() {
            return new Recording(histograms());
        }
    }

    private static final class DoubleGauges extends Described<DoubleGaugeBuilder> implements DoubleGaugeBuilder {
        private DoubleGauges(String name, MeterRegistry registry, Dimensions dimensions) {
            super(name, registry, dimensions);
        }

        @Override
        DoubleGaugeBuilder self() {
            return this;
        }

        @Override
        public LongGaugeBuilder ofLongs() {
            return new LongGauges(this);
        }

        @Override
        public ObservableDoubleGauge buildWithCallback(Consumer<ObservableDoubleMeasurement> callback) {
            return NOWHERE.gaugeBuilder(name).buildWithCallback(callback);
        }

        @Override
        public ObservableDoubleMeasurement buildObserver() {
            return new Observed(this, false);
        }
    }

    private static final class LongGauges extends Described<LongGaugeBuilder> implements LongGaugeBuilder {
        private LongGauges(Described<?> said) {
            super(said);
        }

        @Override
        LongGaugeBuilder self() {
            return this;
        }

        @Override
        public ObservableLongGauge buildWithCallback(Consumer<ObservableLongMeasurement> callback) {
            return NOWHERE.gaugeBuilder(name).ofLongs().buildWithCallback(callback);
        }

        @Override
        public ObservableLongMeasurement buildObserver() {
            return new Observed(this, false);
        }
    }

    private record Counting(Series<Sink> counters) implements LongCounter, DoubleCounter {
        @Override
        public boolean isEnabled() {
            return true;
        }

        @Override
        public void add(long value) {
            add(value, Attributes.empty());
        }

        @Override
        public void add(double value) {
            add(value, Attributes.empty());
        }

        @Override
        public void add(long value, Attributes attributes) {
            counters.of(attributes).take((double) value);
        }

        @Override
        public void add(double value, Attributes attributes) {
            counters.of(attributes).take(value);
        }

        @Override
        public void add(long value, Attributes attributes, Context context) {
            add(value, attributes);
        }

        @Override
        public void add(double value, Attributes attributes, Context context) {
            add(value, attributes);
        }
    }

    private record Recording(Series<Sink> histograms) implements LongHistogram, DoubleHistogram {
        @Override
        public boolean isEnabled() {
            return true;
        }

        @Override
        public void record(long value) {
            record(value, Attributes.empty());
        }

        @Override
        public void record(double value) {
            record(value, Attributes.empty());
        }

        @Override
        public void record(long value, Attributes attributes) {
            histograms.of(attributes).take((double) value);
        }

        @Override
        public void record(double value, Attributes attributes) {
            histograms.of(attributes).take(value);
        }

        @Override
        public void record(long value, Attributes attributes, Context context) {
            record(value, attributes);
        }

        @Override
        public void record(double value, Attributes attributes, Context context) {
            record(value, attributes);
        }
    }

    private record UpAndDown(Series<AtomicLong> levels) implements LongUpDownCounter {
        @Override
        public void add(long value) {
            add(value, Attributes.empty());
        }

        @Override
        public void add(long value, Attributes attributes) {
            levels.of(attributes).addAndGet(value);
        }

        @Override
        public void add(long value, Attributes attributes, Context context) {
            add(value, attributes);
        }
    }
}
