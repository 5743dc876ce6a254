package io.llmgateway.spring.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is looked at: a meter for each value that was told at the last look. Thread-safe. */
final class Observed implements ObservableLongMeasurement, ObservableDoubleMeasurement {
    private final Described<?> said;
    private final boolean counter;
    private final Map<Attributes, Reading> readings = new ConcurrentHashMap<>();
    private final Set<Attributes> told = ConcurrentHashMap.newKeySet();
    private volatile Runnable look = () -> {};

    private final class Reading {
        private final Meter meter;
        private final boolean mine; // a registry keeps the first of a name and its tags, which may be another client's
        private volatile double value;

        // so that the meter, once it can be read, has something to tell
        private Reading(Tags tags, double value) {
            this.value = value;
            this.mine = said.registry.find(said.name).tags(tags).meter() == null;
            this.meter = counter
                    ? FunctionCounter.builder(said.name, this, Reading::read)
                            .description(said.description())
                            .baseUnit(said.baseUnit())
                            .tags(tags)
                            .register(said.registry)
                    : Gauge.builder(said.name, this, Reading::read)
                            .description(said.description())
                            .baseUnit(said.baseUnit())
                            .tags(tags)
                            .register(said.registry);
        }

        private double read() {
            look.run();
            return value;
        }
    }

    Observed(Described<?> said, boolean counter) {
        this.said = said;
        this.counter = counter;
    }

    /** What is done before a value is read. */
    void before(Runnable reading) {
        look = reading;
    }

    @Override
    public void record(long value) {
        record((double) value, Attributes.empty());
    }

    @Override
    public void record(double value) {
        record(value, Attributes.empty());
    }

    @Override
    public void record(long value, Attributes attributes) {
        record((double) value, attributes);
    }

    @Override
    public void record(double value, Attributes attributes) {
        Reading there = readings.get(attributes);
        if (there != null) {
            there.value = value;
        } else if (readings.size() < Series.MOST) {
            readings.put(attributes, new Reading(said.dimensions.of(said.name, attributes), value));
        }
        told.add(attributes);
    }

    /** Forgets what was not told since it was asked last. */
    void forget() {
        readings.forEach((attributes, reading) -> {
            if (!told.contains(attributes)) {
                if (reading.mine) {
                    said.registry.remove(reading.meter);
                }
                readings.remove(attributes);
            }
        });
        told.clear();
    }
}
