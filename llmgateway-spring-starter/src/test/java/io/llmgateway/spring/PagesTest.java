package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Stage;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.testcontainers.containers.GenericContainer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the pages on Spring show, run as far as it runs without a browser and without containers. */
@SuppressWarnings({"ClassCanBeStatic", "MissingOverride"}) // shown as short as that
class PagesTest {
    private final ScriptedProvider vendor = new ScriptedProvider("toy");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(LlmGatewayAutoConfiguration.class))
            .withBean("vendor", LlmGatewayCustomizer.class, () -> builder -> builder.provide("toy", vendor))
            .withPropertyValues("llmgateway.default-model=toy/one");

    @Service
    class Answers {
        private final LlmClient client;

        Answers(LlmClient client) {
            this.client = client;
        }

        String answer(String question) {
            return client.chat(question).text();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        @Bean
        @AtStage(Stage.SHAPE)
        Interceptor signature() {
            return (call, chain) -> chain.proceed(call).mapText(TextFilter.of(String::strip));
        }

        @Bean
        LlmGatewayCustomizer quick() {
            return builder -> builder.options(o -> o.timeout(Duration.ofSeconds(20)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Second {
        @Bean
        LlmClient careful(LlmGateway.Builder builder) {
            return builder.options(o -> o.tag("team", "audit")).build();
        }
    }

    @Test
    void beansOfThePageChangeTheClient() {
        vendor.answers("  Hello!  ");
        runner.withUserConfiguration(Beans.class)
                .run(context -> assertThat(new Answers(context.getBean(LlmClient.class)).answer("?"))
                        .isEqualTo("Hello!"));
        assertThat(vendor.calls().get(0).timeouts().total()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aClientOfOnesOwnHasItsTags() {
        vendor.answers("Hello!");
        runner.withUserConfiguration(Second.class)
                .run(context -> context.getBean(LlmClient.class).chat("?"));
        assertThat(vendor.chats().get(0).tags()).containsEntry("team", "audit");
    }

    /** A controller of Spring MVC. */
    record Mvc(LlmClient client) {
        @GetMapping("/chat")
        SseEmitter chat(@RequestParam String question) {
            return SseEmitters.of(client.stream(question));
        }
    }

    /** A controller of Spring WebFlux. */
    record Reactive(ReactiveLlmClient client) {
        List<Object> asked(ChatRequest request) {
            Mono<ChatResponse> whole = client.chat("Why is the sky blue?");
            Flux<String> pieces = client.streamText("Why is the sky blue?");
            Flux<ChatEvent> all = client.stream(request);
            return List.of(whole.block().text(), pieces.blockLast(), all.blockLast());
        }

        @PostMapping(path = "/chat", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<ServerSentEvent<String>> chat(@RequestBody String question) {
            return ServerSentEvents.of(client.stream(question)); // the events of the table above
        }
    }

    @Test
    void controllersStream() {
        vendor.otherwise(call -> io.llmgateway.testkit.Script.answer("Blue."));
        runner.run(context -> {
            LlmClient client = context.getBean(LlmClient.class);
            Reactive reactive = new Reactive(ReactiveLlmClient.of(client));
            assertThat(reactive.asked(ChatRequest.of("?"))).startsWith("Blue.", "Blue.");
            assertThat(reactive.chat("?").collectList().block()).hasSizeGreaterThan(1);
            assertThat(new Mvc(client).chat("?")).isNotNull();
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Servers {
        @Bean
        LlmProviderConnectionDetails gpu() {
            return new LlmProviderConnectionDetails() {
                public String id() {
                    return "gpu";
                }

                public Optional<String> dialect() {
                    return Optional.of("vllm");
                }

                public String baseUrl() {
                    return "http://gpu.lab:8000/v1";
                }
            };
        }
    }

    /** Needs containers: it is compiled only. */
    static class Containers {
        @Bean
        @ServiceConnection("ollama/ollama")
        GenericContainer<?> ollama() {
            return new GenericContainer<>("ollama/ollama:0.12").withExposedPorts(11434);
        }
    }

    @Test
    void aServerOfABeanIsAProvider() {
        runner.withUserConfiguration(Servers.class)
                .run(context ->
                        assertThat(context).hasSingleBean(LlmClient.class).hasNotFailed());
    }
}
