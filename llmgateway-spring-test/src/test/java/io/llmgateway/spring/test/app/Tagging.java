package io.llmgateway.spring.test.app;

import io.llmgateway.core.LlmGateway;
import io.llmgateway.spring.LlmGatewayCustomizer;
import org.springframework.stereotype.Component;

/** Marks all calls. */
@Component
class Tagging implements LlmGatewayCustomizer {
    @Override
    public void customize(LlmGateway.Builder builder) {
        builder.options(o -> o.tag("app", "greeter"));
    }
}
