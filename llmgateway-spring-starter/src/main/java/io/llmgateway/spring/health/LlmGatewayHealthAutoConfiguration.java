package io.llmgateway.spring.health;

import io.llmgateway.LlmClient;
import io.llmgateway.spring.GatewayPropertiesReader;
import io.llmgateway.spring.LlmGatewayAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The health of the client, as {@code llmgateway}. Switched off by {@code management.health.llmgateway.enabled: false}. */
@AutoConfiguration(after = LlmGatewayAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnSingleCandidate(LlmClient.class)
public final class LlmGatewayHealthAutoConfiguration {
    LlmGatewayHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnEnabledHealthIndicator("llmgateway")
    @ConditionalOnMissingBean(name = {"llmgatewayHealthIndicator", "llmgatewayHealthContributor"})
    HealthIndicator llmgatewayHealthIndicator(
            LlmClient client, Environment environment, ObjectProvider<GatewayPropertiesReader> reader) {
        return new LlmGatewayHealthIndicator(client, () -> {
            GatewayPropertiesReader known = reader.getIfAvailable();
            Object name = known == null
                    ? environment.getProperty("llmgateway.default-model")
                    : known.last().tree().get("default-model");
            return name == null ? null : name.toString();
        });
    }
}
