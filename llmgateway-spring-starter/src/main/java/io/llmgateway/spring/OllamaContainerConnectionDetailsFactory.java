package io.llmgateway.spring;

import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/** Finds Ollama among the containers of Testcontainers that are marked as a service connection. */
final class OllamaContainerConnectionDetailsFactory
        extends ContainerConnectionDetailsFactory<Container<?>, LlmProviderConnectionDetails> {
    OllamaContainerConnectionDetailsFactory() {
        super(Ollama.IMAGE);
    }

    @Override
    protected LlmProviderConnectionDetails getContainerConnectionDetails(
            ContainerConnectionSource<Container<?>> source) {
        return new Running(source);
    }

    private static final class Running extends ContainerConnectionDetails<Container<?>> implements Ollama {
        Running(ContainerConnectionSource<Container<?>> source) {
            super(source);
        }

        @Override
        public String host() {
            return getContainer().getHost();
        }

        @Override
        public int port() {
            return getContainer().getMappedPort(PORT);
        }
    }
}
