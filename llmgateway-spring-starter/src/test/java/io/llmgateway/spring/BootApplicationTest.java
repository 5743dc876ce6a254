package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.testkit.FakeVendor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A whole application, started as applications are. */
class BootApplicationTest {
    @TempDir
    private Path directory;

    @Test
    void answersWithTwoPropertiesOfApplicationYaml() throws IOException {
        try (FakeVendor openai = FakeVendor.openAi().answers("Blue.")) {
            write(
                    "application.yml",
                    """
                    llmgateway:
                      providers:
                        openai: { api-key: "${THE_KEY}", base-url: %s }
                    """
                            .formatted(openai.baseUrl()));
            try (ConfigurableApplicationContext context = start("--THE_KEY=sk-1")) {
                assertThat(context.getBean(LlmClient.class)
                                .chat("Why is the sky blue?")
                                .text())
                        .isEqualTo("Blue.");
            }
            assertThat(openai.requests().get(0).header("Authorization")).isEqualTo("Bearer sk-1");
        }
    }

    @Test
    void readsTheFileOfThePlainLoaderWhereItIsImported() throws IOException {
        write("llmgateway.yaml", "llmgateway: { providers: { openai: { api-key: x } }, default-model: openai/m }\n");
        write("application.yml", "spring: { config: { import: \"optional:llmgateway.yaml\" } }\n");

        try (ConfigurableApplicationContext context = start()) {
            assertThat(context).isNotNull();
        }
        assertThatThrownBy(() -> start("--llmgateway.default-model=opnai/m"))
                .rootCause()
                .hasMessageContaining("did you mean \"openai\"?");
    }

    @Test
    void aProfilesFileWins() throws IOException {
        write("application.yml", "llmgateway: { providers: { openai: { api-key: x } }, default-model: nobody/m }\n");
        write("application-prod.yml", "llmgateway: { default-model: openai/m }\n");

        try (ConfigurableApplicationContext context = start("--spring.profiles.active=prod")) {
            assertThat(context.getBean(LlmClient.class)).isNotNull();
        }
    }

    @Test
    void filesAreReadAgain() throws IOException {
        try (FakeVendor openai = FakeVendor.openAi()
                .answers("One.")
                .answers("Two.")
                .answers("Three.")
                .answers("Four.")) {
            String providers = "llmgateway: { providers: { openai: { api-key: \"${THE_KEY}\", base-url: "
                    + openai.baseUrl() + " } }, default-model: %s, timeouts: { total: \"${time:7s}\" } }\n";
            write("application.yml", providers.formatted("openai/before"));
            write("application-prod.yml", "time: 8s\n");
            try (ConfigurableApplicationContext context = start("--THE_KEY=sk-1", "--spring.profiles.active=prod")) {
                LlmClient client = context.getBean(LlmClient.class);
                assertThat(client.chat("?").text()).isEqualTo("One.");

                write("application.yml", providers.formatted("openai/after"));
                write("application-prod.yml", "llmgateway: { watch: { log: { enabled: \"false\" } } }\n");
                client.reload();

                assertThat(client.chat("?").text()).isEqualTo("Two.");
                assertThat(openai.requests().get(1).body()).contains("\"after\"");
                assertThat(context.getEnvironment().getProperty("llmgateway.default-model"))
                        .isEqualTo("openai/before");

                write("application.yml", providers.formatted("nobody/m"));
                assertThatThrownBy(client::reload)
                        .isInstanceOf(MisconfiguredException.class)
                        .hasMessageContaining("nobody");
                write("application.yml", "llmgateway: { providers: sk-secret\n: [");
                assertThatThrownBy(client::reload)
                        .isInstanceOf(MisconfiguredException.class)
                        .hasMessageContaining("cannot be read again")
                        .hasStackTraceContaining("MisconfiguredException")
                        .satisfies(e -> assertThat(e).hasNoCause());
                assertThat(client.chat("?").text()).isEqualTo("Three.");

                write(
                        "application.yml",
                        providers.formatted("openai/m").replace("api-key", "ssl: { bundle: b }, api-key"));
                assertThatThrownBy(client::reload).hasMessageContaining("ssl.bundle");
                assertThat(client.chat("?").text()).isEqualTo("Four.");
            }
            assertThat(openai.requests())
                    .allMatch(request -> request.header("Authorization").equals("Bearer sk-1"));
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.location=" + directory.toUri(), "spring.main.banner-mode=off")
                .run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}
}
