package io.llmgateway.spring.micrometer;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code llmgateway.spring}, as far as it is about Micrometer.
 *
 * @param micrometer where metrics go
 */
@ConfigurationProperties("llmgateway.spring")
record MicrometerProperties(@DefaultValue("auto") Use micrometer) {
    /** Where metrics go. */
    enum Use {
        /** To the {@code MeterRegistry} where OpenTelemetry does not take them. */
        AUTO,
        /** To the {@code MeterRegistry}, never to OpenTelemetry. */
        ON,
        /** Never to the {@code MeterRegistry}. */
        OFF
    }
}
