package io.llmgateway.spring.micrometer;

import io.llmgateway.spring.LlmGatewayAutoConfiguration;
import io.llmgateway.spring.LlmGatewayCustomizer;
import io.llmgateway.spring.telemetry.LlmGatewayTelemetryAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Metrics go to the application's {@link MeterRegistry} where OpenTelemetry does not take them: either there or here, never
 * twice.
 */
@AutoConfiguration(
        before = LlmGatewayAutoConfiguration.class,
        after = LlmGatewayTelemetryAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "llmgateway.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MicrometerProperties.class)
public final class LlmGatewayMicrometerAutoConfiguration {
    LlmGatewayMicrometerAutoConfiguration() {}

    /** Right after the one that hands over the OpenTelemetry this one wraps. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 1)
    LlmGatewayCustomizer llmGatewayMicrometer(
            MicrometerProperties properties,
            MeterRegistry registry,
            ObjectProvider<OpenTelemetry> telemetry,
            Environment environment) {
        return builder -> {
            OpenTelemetry there = telemetry.getIfAvailable(LlmGatewayMicrometerAutoConfiguration::global);
            if (wanted(properties.micrometer(), there)) {
                List<String> tags = Binder.get(environment)
                        .bind("llmgateway.watch.telemetry.tags", Bindable.listOf(String.class))
                        .orElseGet(List::of);
                builder.openTelemetry(new MicrometerTelemetry(there, registry, new Dimensions(tags)));
            }
        };
    }

    private static boolean wanted(MicrometerProperties.Use use, OpenTelemetry there) {
        return switch (use) {
            case ON -> true;
            case OFF -> false;
            // what a meter without a reader counts goes nowhere
            case AUTO ->
                !there.getMeter("io.llmgateway")
                        .counterBuilder("llmgateway.probe")
                        .build()
                        .isEnabled();
        };
    }

    // to ask for the global one where there is none would set one that does nothing, for good
    private static OpenTelemetry global() {
        return GlobalOpenTelemetry.isSet() ? GlobalOpenTelemetry.get() : OpenTelemetry.noop();
    }
}
