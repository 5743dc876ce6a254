package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.testkit.FakeVendor;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;
import org.testcontainers.containers.GenericContainer;

/** Servers that were started for the application are providers without properties. */
class LocalServersTest {
    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmGatewayAutoConfiguration.class));

    private record Server(String id, String baseUrl, Optional<String> apiKey) implements LlmProviderConnectionDetails {}

    @Test
    void aBeanIsAProvider() {
        try (FakeVendor vendor = FakeVendor.openAi().answers("hi")) {
            runner.withBean(
                            LlmProviderConnectionDetails.class,
                            () -> new Server("local", vendor.baseUrl(), Optional.of("sk-local")))
                    .withPropertyValues(
                            "llmgateway.default-model=local/llama3.3",
                            "llmgateway.providers.local.base-url=http://localhost:1/v1",
                            "llmgateway.providers.local.headers.X-Team=search")
                    .run(context -> {
                        assertThat(context.getBean(LlmClient.class).chat("?").text())
                                .isNotEmpty();
                        assertThat(vendor.requests().get(0).header("authorization"))
                                .isEqualTo("Bearer sk-local");
                        assertThat(vendor.requests().get(0).header("x-team")).isEqualTo("search");
                    });
        }
    }

    @Test
    void twoOfOneIdAreRefused() {
        runner.withBean("a", Server.class, () -> new Server("local", "http://one/v1", Optional.empty()))
                .withBean("b", Server.class, () -> new Server("local", "http://two/v1", Optional.empty()))
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseMessage(
                                "two servers, at http://one/v1 and http://two/v1, are both the provider \"local\":"
                                        + " give one of them another id, or leave it out"));
    }

    private record Service(Map<String, String> labels) implements RunningService, ConnectionPorts {
        @Override
        public String name() {
            return "project-ollama-1";
        }

        @Override
        public ImageReference image() {
            return ImageReference.of("ollama/ollama:0.12");
        }

        @Override
        public String host() {
            return "docker.host";
        }

        @Override
        public ConnectionPorts ports() {
            return this;
        }

        @Override
        public Map<String, String> env() {
            return Map.of();
        }

        @Override
        public int get(int containerPort) {
            return containerPort + 1;
        }

        @Override
        public List<Integer> getAll() {
            return List.of(11435);
        }

        @Override
        public List<Integer> getAll(String protocol) {
            return getAll();
        }
    }

    @Test
    void ollamaOfDockerComposeIsOne() throws Exception {
        Constructor<DockerComposeConnectionSource> source =
                DockerComposeConnectionSource.class.getDeclaredConstructor(RunningService.class, Environment.class);
        source.setAccessible(true);
        Map<Class<?>, ConnectionDetails> found = new ConnectionDetailsFactories(null)
                .getConnectionDetails(source.newInstance(new Service(Map.of()), new MockEnvironment()), false);
        assertThat(found.get(LlmProviderConnectionDetails.class))
                .isInstanceOfSatisfying(LlmProviderConnectionDetails.class, LocalServersTest::isOllama);
    }

    /** As if it ran. */
    private static final class Container extends GenericContainer<Container> {
        Container() {
            super("ollama/ollama:0.12");
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public String getHost() {
            return "docker.host";
        }

        @Override
        public Integer getMappedPort(int port) {
            return port + 1;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Containers {
        @Bean
        @ServiceConnection("ollama/ollama")
        Container ollama() {
            return new Container();
        }
    }

    @Test
    void ollamaOfTestcontainersIsOne() {
        runner.withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class))
                .withUserConfiguration(Containers.class)
                .withPropertyValues("llmgateway.default-model=ollama/llama3.3")
                .run(context -> {
                    assertThat(context).hasSingleBean(LlmClient.class);
                    isOllama(context.getBean(LlmProviderConnectionDetails.class));
                });
    }

    private static void isOllama(LlmProviderConnectionDetails details) {
        assertThat(details.id()).isEqualTo("ollama");
        assertThat(details.type()).isEqualTo("openai");
        assertThat(details.dialect()).contains("ollama");
        assertThat(details.baseUrl()).isEqualTo("http://docker.host:11435/v1");
        assertThat(details.apiKey()).isEmpty();
    }
}
