package io.llmgateway.spring;

import java.util.Optional;

/** A server of Ollama, which listens on one port and wants no key. */
interface Ollama extends LlmProviderConnectionDetails {
    String IMAGE = "ollama/ollama";
    int PORT = 11434;

    String host();

    int port();

    @Override
    default String id() {
        return "ollama";
    }

    @Override
    default Optional<String> dialect() {
        return Optional.of("ollama");
    }

    @Override
    default String baseUrl() {
        return "http://" + host() + ":" + port() + "/v1";
    }
}
