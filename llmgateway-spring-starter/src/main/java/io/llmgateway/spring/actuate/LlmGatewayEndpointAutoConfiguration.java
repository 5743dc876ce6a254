package io.llmgateway.spring.actuate;

import io.llmgateway.LlmClient;
import io.llmgateway.spring.GatewayProperties;
import io.llmgateway.spring.GatewayPropertiesReader;
import io.llmgateway.spring.LlmGatewayAutoConfiguration;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** The actuator's endpoint {@code llmgateway}, where it is exposed. */
@AutoConfiguration(after = LlmGatewayAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnSingleCandidate(LlmClient.class)
@EnableConfigurationProperties(LlmGatewayEndpointProperties.class)
@RegisterReflectionForBinding({
    Shown.Overview.class,
    Shown.Usage.class,
    Shown.CallSteps.class,
    Shown.Reload.class,
    Configuration.Entry.class
})
public final class LlmGatewayEndpointAutoConfiguration {
    LlmGatewayEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    LlmGatewayEndpoint llmGatewayEndpoint(
            LlmClient client,
            ConfigurableEnvironment environment,
            ObjectProvider<GatewayPropertiesReader> reader,
            ObjectProvider<SanitizingFunction> sanitizing,
            LlmGatewayEndpointProperties properties) {
        Configuration configuration = new Configuration(
                () -> read(reader, environment), sanitizing.orderedStream().toList());
        return new LlmGatewayEndpoint(client, configuration, properties.showValues());
    }

    // an application's own client may stand on properties nobody has read
    private static GatewayProperties read(
            ObjectProvider<GatewayPropertiesReader> reader, ConfigurableEnvironment environment) {
        GatewayPropertiesReader known = reader.getIfAvailable();
        return known == null ? GatewayProperties.read(environment) : known.last();
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(LlmGatewayEndpoint.class)
    @ConditionalOnAvailableEndpoint
    LlmGatewayEndpointWebExtension llmGatewayEndpointWebExtension(
            LlmGatewayEndpoint endpoint, LlmGatewayEndpointProperties properties) {
        return new LlmGatewayEndpointWebExtension(endpoint, properties.showValues(), properties.roles());
    }
}
