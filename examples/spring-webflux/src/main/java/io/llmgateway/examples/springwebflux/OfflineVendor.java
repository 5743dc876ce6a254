package io.llmgateway.examples.springwebflux;

import io.llmgateway.spring.LlmGatewayCustomizer;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** A vendor of the test kit in this process, so that the example needs neither a key nor a network. */
@Configuration(proxyBeanMethods = false)
@Profile("offline")
class OfflineVendor {
    @Bean
    FakeVendor openai() {
        return FakeVendor.openAi().otherwise(request -> FakeAnswer.text(
                        request.says("Guten Tag") ? "Good day, this is a toy." : "I know one greeting only.")
                .paced(Duration.ofMillis(20)));
    }

    @Bean
    LlmGatewayCustomizer address(FakeVendor openai) {
        return builder -> builder.provider("openai", p -> p.baseUrl(openai.baseUrl()));
    }
}
