package io.llmgateway.spring.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.World;
import io.llmgateway.spring.LlmGatewayAutoConfiguration;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health is what calls have taught, and asks nobody. */
class LlmGatewayHealthIndicatorTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(LlmGatewayAutoConfiguration.class, LlmGatewayHealthAutoConfiguration.class))
            .withUserConfiguration(Scripted.class)
            .withPropertyValues(
                    "llmgateway.providers.one.type=scripted",
                    "llmgateway.providers.two.type=scripted",
                    "llmgateway.models.smart.targets=one/a, two/b",
                    "llmgateway.models.cheap.targets=two/c",
                    "llmgateway.default-model=smart");

    @Configuration(proxyBeanMethods = false)
    static class Scripted {
        @Bean
        ScriptedProvider one(World world) {
            return new ScriptedProvider("one", world);
        }

        @Bean
        ScriptedProvider two(World world) {
            return new ScriptedProvider("two", world);
        }

        @Bean
        World world() {
            return new FakeWorld();
        }

        @Bean
        ProviderFactory scripted(ScriptedProvider one, ScriptedProvider two) {
            return ScriptedProvider.factory(one, two);
        }
    }

    private static Health health(AssertableApplicationContext context) {
        return context.getBean("llmgatewayHealthIndicator", HealthIndicator.class)
                .health();
    }

    private static void fails(AssertableApplicationContext context, String model, String... providers) {
        for (String provider : providers) {
            context.getBean(provider, ScriptedProvider.class).otherwise(call -> Script.fail(FailureClass.CREDENTIAL));
        }
        LlmClient client = context.getBean(LlmClient.class);
        assertThatThrownBy(() -> client.chat(c -> c.model(model).user("?"))).isInstanceOf(LlmException.class);
    }

    @Test
    void upBeforeAnybodyWasAskedAndNobodyIsAskedForIt() {
        runner.run(context -> {
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("defaultModel", "smart");
            assertThat(health.getDetails().get("targets"))
                    .asInstanceOf(MAP)
                    .containsOnlyKeys("one/a", "two/b", "two/c");
            assertThat(context.getBean("one", ScriptedProvider.class).calls()).isEmpty();
        });
    }

    @Test
    void upWhileATargetOfTheDefaultModelIsLeft() {
        runner.run(context -> {
            context.getBean("two", ScriptedProvider.class).answers("here");
            context.getBean("one", ScriptedProvider.class).fails(FailureClass.CREDENTIAL);
            context.getBean(LlmClient.class).chat("?");
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails().get("targets"))
                    .asInstanceOf(MAP)
                    .extractingByKey("one/a", MAP)
                    .containsEntry("status", "DOWN")
                    .containsEntry("state", "cooling")
                    .containsKey("until");
        });
    }

    @Test
    void downWhereNoTargetOfTheDefaultModelIsLeft() {
        runner.run(context -> {
            fails(context, "smart", "one", "two");
            assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
        });
    }

    @Test
    void otherModelsDoNotMatter() {
        runner.withPropertyValues("llmgateway.default-model=one/a").run(context -> {
            fails(context, "cheap", "two");
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            fails(context, "one/a", "one");
            assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
        });
    }

    @Test
    void aDefaultModelTheClientHasRefusedSaysNothing(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("application.properties"), "usual=smart");
        runner.withInitializer(new ConfigDataApplicationContextInitializer())
                .withPropertyValues("spring.config.location=" + folder.toUri(), "llmgateway.default-model=${usual}")
                .run(context -> {
                    fails(context, "smart", "one", "two");
                    Files.writeString(file, "usual=smrt");
                    LlmClient client = context.getBean(LlmClient.class);
                    assertThatThrownBy(client::reload).isInstanceOf(MisconfiguredException.class);
                    assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health(context).getDetails()).containsEntry("defaultModel", "smart");
                    Files.writeString(file, "usual=one/other");
                    client.reload();
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                    assertThat(health(context).getDetails()).containsEntry("defaultModel", "one/other");
                });
    }

    @Test
    void switchedOff() {
        runner.withPropertyValues("management.health.llmgateway.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("llmgatewayHealthIndicator"));
        runner.withPropertyValues("management.health.defaults.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("llmgatewayHealthIndicator"));
        runner.withPropertyValues("llmgateway.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("llmgatewayHealthIndicator"));
    }

    @Test
    void anOwnOneWins() {
        runner.withBean(
                        "llmgatewayHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.unknown().build())
                .run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN));
    }

    @Test
    void withoutSpringBootHealth() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(LlmClient.class));
    }
}
