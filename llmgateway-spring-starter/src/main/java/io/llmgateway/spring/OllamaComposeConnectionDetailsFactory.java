package io.llmgateway.spring;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

/** Finds Ollama among the services of Docker Compose. */
final class OllamaComposeConnectionDetailsFactory
        extends DockerComposeConnectionDetailsFactory<LlmProviderConnectionDetails> {
    OllamaComposeConnectionDetailsFactory() {
        super(Ollama.IMAGE);
    }

    @Override
    protected LlmProviderConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
        return new Service(source.getRunningService());
    }

    private static final class Service extends DockerComposeConnectionDetails implements Ollama {
        private final RunningService service;

        Service(RunningService service) {
            super(service);
            this.service = service;
        }

        @Override
        public String host() {
            return service.host();
        }

        @Override
        public int port() {
            return service.ports().get(PORT);
        }
    }
}
