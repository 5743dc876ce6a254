package io.llmgateway.spring.telemetry;

import io.llmgateway.spring.LlmGatewayAutoConfiguration;
import io.llmgateway.spring.LlmGatewayCustomizer;
import io.opentelemetry.api.OpenTelemetry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Spans and metrics go to the application's bean of the type {@link OpenTelemetry}, whoever made it. */
@AutoConfiguration(
        before = LlmGatewayAutoConfiguration.class,
        afterName = "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration")
@ConditionalOnBooleanProperty(name = "llmgateway.enabled", matchIfMissing = true)
public final class LlmGatewayTelemetryAutoConfiguration {
    LlmGatewayTelemetryAutoConfiguration() {}

    /** The first of all, so that what an application says itself comes later and wins. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    LlmGatewayCustomizer llmGatewayOpenTelemetry(ObjectProvider<OpenTelemetry> telemetry) {
        return builder -> telemetry.ifAvailable(builder::openTelemetry);
    }
}
