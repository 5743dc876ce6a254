package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Stage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.LedgerSink;
import io.llmgateway.spi.PrincipalSource;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.World;
import io.llmgateway.testkit.FakeVendor;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.Order;

/** What is in the context, when, and what it does with the beans it finds. */
class LlmGatewayAutoConfigurationTest {
    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmGatewayAutoConfiguration.class));

    @Test
    void twoPropertiesAndAnAnswer() {
        try (FakeVendor openai = FakeVendor.openAi().answers("Blue.")) {
            runner.withPropertyValues(
                            "llmgateway.providers.openai.api-key=sk-test",
                            "llmgateway.providers.openai.base-url=" + openai.baseUrl())
                    .run(context -> {
                        assertThat(context.getBean(LlmClient.class)
                                        .chat("Why is the sky blue?")
                                        .text())
                                .isEqualTo("Blue.");
                    });
        }
    }

    @Test
    void oneKeyAmongThePropertiesIsEnough() {
        runner.withPropertyValues("OPENAI_API_KEY=sk-test")
                .run(context -> assertThat(context).hasSingleBean(LlmClient.class));
    }

    @Test
    void vendorsDoNotStandInEachOthersWay() {
        try (FakeVendor openai = FakeVendor.openAi().answers("Open.");
                FakeVendor anthropic = FakeVendor.anthropic().answers("Anthropic.");
                FakeVendor gemini = FakeVendor.gemini().answers("Gemini.")) {
            runner.withPropertyValues(
                            "llmgateway.providers.openai.api-key=a",
                            "llmgateway.providers.openai.base-url=" + openai.baseUrl(),
                            "llmgateway.providers.anthropic.api-key=b",
                            "llmgateway.providers.anthropic.base-url=" + anthropic.baseUrl(),
                            "llmgateway.providers.gemini.api-key=c",
                            "llmgateway.providers.gemini.base-url=" + gemini.baseUrl(),
                            "llmgateway.models.smart.targets=anthropic/claude-sonnet-5, openai/gpt-5.5",
                            "llmgateway.models.cheap.targets[0]=gemini/gemini-2.5-flash",
                            "llmgateway.default-model=openai/gpt-5.5")
                    .run(context -> {
                        LlmClient client = context.getBean(LlmClient.class);
                        assertThat(client.chat("?").text()).isEqualTo("Open.");
                        assertThat(client.chat(c -> c.model("smart").user("?")).text())
                                .isEqualTo("Anthropic.");
                        assertThat(client.chat(c -> c.model("cheap").user("?")).text())
                                .isEqualTo("Gemini.");
                    });
        }
    }

    @Test
    void switchedOffThereIsNothing() {
        runner.withPropertyValues("llmgateway.enabled=false", "llmgateway.no.such=1")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(LlmClient.class)
                        .doesNotHaveBean(LlmGateway.Builder.class));
    }

    @Test
    void anApplicationsOwnClientIsTheOnlyOne() {
        runner.withUserConfiguration(OwnClient.class)
                .run(context ->
                        assertThat(context).hasSingleBean(LlmClient.class).hasBean("own"));
    }

    @Test
    void severalClientsComeFromFreshBuilders() {
        runner.withUserConfiguration(Scripted.class, TwoClients.class).run(context -> {
            assertThat(context.getBean("first", LlmClient.class).toString())
                    .isNotEqualTo(context.getBean("second", LlmClient.class).toString());
            assertThat(context.getBean("second", LlmClient.class).chat("?").text())
                    .isEqualTo("from beans");
        });
    }

    @Test
    void theClientIsClosedWithTheContext() {
        runner.withUserConfiguration(Scripted.class).run(context -> {
            ScriptedProvider provider = context.getBean(ScriptedProvider.class);
            assertThat(provider.closed()).isFalse();
            context.close();
            assertThat(provider.closed()).isTrue();
        });
    }

    @Test
    void beansAreCollectedInTheirOrder() {
        runner.withUserConfiguration(Scripted.class, Watchers.class).run(context -> {
            LlmClient client = context.getBean(LlmClient.class);
            client.chat("?");

            Watchers seen = context.getBean(Watchers.class);
            assertThat(seen.passed).containsExactly("watch first", "watch second", "inside route", "customized");
            assertThat(seen.heard).contains("early", "late"); // each hears in a lane of its own
            assertThat(seen.booked)
                    .singleElement()
                    .extracting(LedgerEntry::user)
                    .isEqualTo("ada");
            assertThat(seen.made).hasValue(1);
        });
    }

    @Test
    void anInterceptorWithoutAPlaceIsRefused() {
        runner.withUserConfiguration(Scripted.class, Homeless.class).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("\"homeless\" is an Interceptor, but does not say where it stands"));
    }

    @Test
    void anInterceptorOfAClassSaysItsPlaceThere() {
        runner.withUserConfiguration(Scripted.class).withBean(OfAClass.class).run(context -> assertThat(
                        context.getBean(LlmClient.class).toString())
                .contains("of a class"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Scripted {
        @Bean
        World world() {
            return new FakeWorld();
        }

        @Bean(destroyMethod = "")
        ScriptedProvider scripted(World world) {
            return new ScriptedProvider("toy", world).answers("from beans").answers("again");
        }

        @Bean
        ProviderFactory factory(ScriptedProvider scripted) {
            return ScriptedProvider.factory(scripted);
        }

        @Bean
        LlmGatewayCustomizer toy() {
            return builder -> builder.provider("toy", p -> p.type("scripted")).defaultModel("toy/m");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnClient {
        @Bean
        LlmClient own() {
            return LlmGateway.builder()
                    .yaml("")
                    .environment(Map.of())
                    .provide("toy", new ScriptedProvider("toy"))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoClients {
        @Bean
        LlmClient first(LlmGateway.Builder builder) {
            return builder.before(Stage.WATCH, new Passing("only the first", new ArrayList<>()))
                    .build();
        }

        @Bean
        LlmClient second(LlmGateway.Builder builder) {
            return builder.build();
        }
    }

    @Configuration
    static class Watchers {
        final List<String> passed = new ArrayList<>();
        final List<String> heard = new ArrayList<>();
        final List<LedgerEntry> booked = new ArrayList<>();
        final AtomicInteger made = new AtomicInteger();

        @Bean
        @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
        @Order(2)
        @AtStage(Stage.WATCH)
        Interceptor second() {
            return new Passing("watch second", passed);
        }

        @Bean
        @Order(1)
        @AtStage(Stage.WATCH)
        Interceptor first() {
            return new Passing("watch first", passed);
        }

        @Bean
        @AtStage(value = Stage.ROUTE, inside = true)
        Interceptor inside() {
            return new Passing("inside route", passed);
        }

        @Bean
        @Order(2)
        GatewayListener late() {
            return event -> heard.add("late");
        }

        @Bean
        @Order(1)
        GatewayListener early() {
            return event -> heard.add("early");
        }

        @Bean
        LedgerSink sink() {
            return booked::add;
        }

        @Bean
        PrincipalSource ada() {
            return request -> Optional.of(Principal.builder().user("ada").build());
        }

        @Bean
        LlmGatewayCustomizer last() {
            made.incrementAndGet();
            return builder -> builder.after(Stage.STEADY, new Passing("customized", passed));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Homeless {
        @Bean
        Interceptor homeless() {
            return (call, chain) -> chain.proceed(call);
        }
    }

    @AtStage(Stage.SHAPE)
    static class OfAClass implements Interceptor {
        @Override
        public Reply intercept(Call call, Chain chain) {
            return chain.proceed(call);
        }

        @Override
        public String toString() {
            return "of a class";
        }
    }

    private record Passing(String name, List<String> passed) implements Interceptor {
        @Override
        public Reply intercept(Call call, Chain chain) {
            passed.add(name);
            return chain.proceed(call);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
