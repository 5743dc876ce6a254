package io.llmgateway.spring.test;

import io.llmgateway.core.LlmGateway;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spring.GatewayProperties;
import io.llmgateway.spring.LlmGatewayAutoConfiguration;
import io.llmgateway.spring.LlmGatewayCustomizer;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;

/** One scripted provider in the place of all vendors. */
@AutoConfiguration(before = LlmGatewayAutoConfiguration.class)
public final class ScriptedVendorsAutoConfiguration {
    ScriptedVendorsAutoConfiguration() {}

    /** Says what is answered, whoever is asked. */
    @Bean
    @ConditionalOnMissingBean
    ScriptedProvider scriptedProvider() {
        return new ScriptedProvider("scripted");
    }

    /** Before those of the application, which may say more. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    LlmGatewayCustomizer scriptedVendors(
            ScriptedProvider provider, ObjectProvider<ProviderFactory> own, ConfigurableEnvironment environment) {
        return builder -> {
            List<ProviderFactory> all = new ArrayList<>();
            ServiceLoader.load(ProviderFactory.class).forEach(all::add);
            own.orderedStream().forEach(all::add);
            all.forEach(factory -> builder.factory(new Scripted(factory, provider)));
            Map<String, Object> written = GatewayProperties.read(environment).tree();
            if (!written.containsKey("providers")) {
                provide(builder, all, provider);
                if (!written.containsKey("default-model")) {
                    builder.defaultModel(all.get(0).type() + "/scripted");
                }
            }
        };
    }

    // where nothing is configured, all vendors of the class path are there, as if their keys were set
    private static void provide(LlmGateway.Builder builder, List<ProviderFactory> all, ScriptedProvider provider) {
        all.forEach(factory -> builder.provide(factory.type(), provider));
    }

    /**
     * Makes of any settings the scripted provider.
     *
     * @param of whose settings are taken
     * @param provider the provider
     */
    private record Scripted(ProviderFactory of, ScriptedProvider provider) implements ProviderFactory {
        @Override
        public String type() {
            return of.type();
        }

        @Override
        public Provider create(ProviderSettings settings) {
            return provider;
        }

        @Override
        public Set<String> options() {
            return of.options();
        }

        @Override
        public Optional<String> keyVariable() {
            return of.keyVariable();
        }

        @Override
        public Optional<String> defaultModel() {
            return of.defaultModel();
        }
    }
}
