package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What is in the context, and when. */
class LlmGatewayAutoConfigurationTest {
    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmGatewayAutoConfiguration.class));

    @Test
    void aKeyIsEnoughForAClient() {
        runner.withPropertyValues("llmgateway.providers.openai.api-key=sk-test")
                .run(context -> assertThat(context).hasSingleBean(LlmClient.class));
    }
}
