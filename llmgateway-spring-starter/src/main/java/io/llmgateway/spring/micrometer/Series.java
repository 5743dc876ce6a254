package io.llmgateway.spring.micrometer;

import io.micrometer.core.instrument.Tags;
import io.opentelemetry.api.common.Attributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The meters of one name by their attributes. Keeps them few, as an SDK of OpenTelemetry does. Thread-safe. */
final class Series<M> {
    static final int MOST = 2_000;

    private final String name;
    private final Dimensions dimensions;
    private final Function<Tags, M> register;
    private final Map<Attributes, M> known = new ConcurrentHashMap<>();

    Series(String name, Dimensions dimensions, Function<Tags, M> register) {
        this.name = name;
        this.dimensions = dimensions;
        this.register = register;
    }

    /** The meter of these attributes; where there are too many already, one for all the others. */
    M of(Attributes attributes) {
        M there = known.get(attributes);
        if (there != null) {
            return there;
        }
        return known.size() < MOST
                ? known.computeIfAbsent(attributes, fresh -> register.apply(dimensions.of(name, fresh)))
                : register.apply(dimensions.beyond(name, attributes));
    }
}
