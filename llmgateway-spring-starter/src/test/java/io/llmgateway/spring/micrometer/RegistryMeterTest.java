package io.llmgateway.spring.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many meters there are, and how often something is looked at. */
class RegistryMeterTest {
    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final RegistryMeter meter = new RegistryMeter(registry, new Dimensions(List.of()));
    private final Map<String, Double> levels = new HashMap<>(Map.of("a", 1.0));
    private final AtomicInteger looks = new AtomicInteger();

    private static Attributes of(String value) {
        return Attributes.builder().put("of", value).build();
    }

    private BatchCallback looking() {
        ObservableDoubleMeasurement level = meter.gaugeBuilder("level").buildObserver();
        return meter.batchCallback(
                () -> {
                    looks.incrementAndGet();
                    levels.forEach((name, value) -> level.record(value, of(name)));
                },
                level);
    }

    private double level(String name) {
        return registry.get("level").tag("of", name).gauge().value();
    }

    @Test
    void aLookIsGoodForASecond() {
        try (BatchCallback looking = looking()) {
            assertThat(looking).isNotNull();
            levels.put("a", 2.0);
            assertThat(level("a")).isEqualTo(1);
            assertThat(level("a")).isEqualTo(1);
            assertThat(looks).hasValue(1);
            clock.add(Look.PAUSE);
            assertThat(level("a")).isEqualTo(2);
            assertThat(level("a")).isEqualTo(2);
            assertThat(looks).hasValue(2);
        }
    }

    @Test
    void metersComeAndGoWithWhatIsTold() {
        try (BatchCallback looking = looking()) {
            assertThat(looking).isNotNull();
            levels.put("b", 3.0);
            clock.add(Look.PAUSE);
            level("a");
            assertThat(level("b")).isEqualTo(3);
            levels.remove("a");
            clock.add(Look.PAUSE);
            level("b");
            assertThat(registry.find("level").tag("of", "a").gauge()).isNull();
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aSecondClientThatLeavesTakesNothingOfTheFirstWithIt() {
        try (BatchCallback first = looking()) {
            assertThat(first).isNotNull();
            RegistryMeter second = new RegistryMeter(registry, new Dimensions(List.of()));
            ObservableDoubleMeasurement its = second.gaugeBuilder("level").buildObserver();
            second.batchCallback(() -> its.record(7, of("a")), its).close();
            assertThat(level("a")).isEqualTo(1);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void whatIsLookedAtNoMoreIsLetGo() {
        BatchCallback looking = looking();
        WeakReference<Object> seen = new WeakReference<>(lookedAt());
        for (int i = 0; i < 10 && seen.get() != null; i++) {
            System.gc();
        }
        assertThat(seen.get()).isNull();
        looking.close();
    }

    // a room of its own, so that nothing of it is left on the stack
    private Object lookedAt() {
        Object room = new Object();
        ObservableDoubleMeasurement level = meter.gaugeBuilder("other").buildObserver();
        meter.batchCallback(() -> level.record(room.hashCode()), level).close();
        return room;
    }

    @Test
    void levelsBeyondTheMostAreOneLevel() {
        LongUpDownCounter active = meter.upDownCounterBuilder("active").build();
        IntStream.range(0, Series.MOST).forEach(i -> active.add(1, of("v" + i)));
        active.add(1, of("beyond"));
        active.add(1, of("further beyond"));
        assertThat(registry.get("active").tag("of", "other").gauge().value()).isEqualTo(2);
    }

    @Test
    void oneThatCannotBeLookedAtDoesNotBreakReading() {
        try (BatchCallback looking = looking()) {
            assertThat(looking).isNotNull();
            levels.put("broken", null);
            clock.add(Look.PAUSE);
            assertThat(level("a")).isEqualTo(1);
        }
    }

    @Test
    void tagsOfRequestsAreThoseOfTheBeginning() {
        LongCounter counter = new RegistryMeter(registry, new Dimensions(List.of("team")))
                .counterBuilder("llmgateway.budget.asked")
                .build();
        counter.add(1, Attributes.builder().put("llmgateway.tag.team", "search").build());
        // of a configuration that came later, and so many that some are too many
        IntStream.range(0, Series.MOST + 50)
                .forEach(i -> counter.add(
                        1,
                        Attributes.builder().put("llmgateway.tag.app", "v" + i).build()));
        assertThat(registry.find("llmgateway.budget.asked").counters())
                .flatExtracting(meter -> meter.getId().getTags())
                .containsExactlyInAnyOrder(
                        Tag.of("llmgateway.tag.team", "search"),
                        Tag.of("llmgateway.tag.team", "none"),
                        Tag.of("llmgateway.tag.team", "other"));
    }

    @Test
    void metersOfANameStayFew() {
        LongCounter counter = meter.counterBuilder("many").build();
        IntStream.range(0, Series.MOST + 50).forEach(i -> counter.add(1, of("v" + i)));
        counter.add(1, of("v0"));
        assertThat(registry.find("many").counters()).hasSize(Series.MOST + 1);
        assertThat(registry.get("many").tag("of", "other").counter().count()).isEqualTo(50);
        assertThat(registry.get("many").tag("of", "v0").counter().count()).isEqualTo(2);
    }
}
