package io.llmgateway.spring.health;

import io.llmgateway.LlmClient;
import io.llmgateway.spring.LlmGatewayAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health of the client, as {@code llmgateway}. Switched off by {@code management.health.llmgateway.enabled: false}. */
@AutoConfiguration(after = LlmGatewayAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnSingleCandidate(LlmClient.class)
public final class LlmGatewayHealthAutoConfiguration {
    LlmGatewayHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnEnabledHealthIndicator("llmgateway")
    @ConditionalOnMissingBean(name = {"llmgatewayHealthIndicator", "llmgatewayHealthContributor"})
    HealthIndicator llmgatewayHealthIndicator(LlmClient client) {
        return new LlmGatewayHealthIndicator(client);
    }
}
