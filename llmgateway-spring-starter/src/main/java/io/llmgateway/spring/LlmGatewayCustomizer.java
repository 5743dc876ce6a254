package io.llmgateway.spring;

import io.llmgateway.core.LlmGateway;

/** Changes how the client is put together. Beans of this type are asked in their order, after all other beans are in. */
@FunctionalInterface
public interface LlmGatewayCustomizer {
    /**
     * Changes the builder.
     *
     * @param builder has the properties and the beans of the context already
     */
    void customize(LlmGateway.Builder builder);
}
