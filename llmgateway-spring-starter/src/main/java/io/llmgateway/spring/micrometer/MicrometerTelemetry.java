package io.llmgateway.spring.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterBuilder;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;

/**
 * An OpenTelemetry whose metrics are kept by Micrometer. So both have the same metrics, with the same names and attributes.
 *
 * @param there has everything else
 * @param meter keeps the metrics; the same for whoever asks, as long as the client is there
 */
record MicrometerTelemetry(OpenTelemetry there, RegistryMeter meter)
        implements OpenTelemetry, MeterProvider, MeterBuilder {
    /**
     * One whose metrics have tags.
     *
     * @param there has everything else
     * @param registry keeps the metrics
     * @param dimensions the tags they have
     */
    MicrometerTelemetry(OpenTelemetry there, MeterRegistry registry, Dimensions dimensions) {
        this(there, new RegistryMeter(registry, dimensions));
    }

    @Override
    public TracerProvider getTracerProvider() {
        return there.getTracerProvider();
    }

    @Override
    public ContextPropagators getPropagators() {
        return there.getPropagators();
    }

    @Override
    public LoggerProvider getLogsBridge() {
        return there.getLogsBridge();
    }

    @Override
    public MeterProvider getMeterProvider() {
        return this;
    }

    @Override
    public MeterBuilder meterBuilder(String scope) {
        return this;
    }

    @Override
    public MeterBuilder setSchemaUrl(String url) {
        return this;
    }

    @Override
    public MeterBuilder setInstrumentationVersion(String version) {
        return this;
    }

    @Override
    public Meter build() {
        return meter;
    }

    @Override
    public String toString() {
        return "metrics to " + meter + ", the rest to " + there;
    }
}
