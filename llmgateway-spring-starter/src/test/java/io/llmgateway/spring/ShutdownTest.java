package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The web server drains before the client closes. */
class ShutdownTest {
    private static final Gate HELD = new Gate();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        LlmGatewayCustomizer toy() {
            ScriptedProvider provider =
                    new ScriptedProvider("toy").then(Script.answer("one two").heldBy(HELD, 2));
            return builder -> builder.provide("toy", provider);
        }
    }

    @RestController
    record Pages(LlmClient client) {
        @GetMapping("/chat")
        SseEmitter chat() {
            return SseEmitters.of(client.stream("?"));
        }
    }

    @Test
    void anAnswerUnderWayIsReadToItsEnd() throws Exception {
        ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class, Pages.class)
                .web(WebApplicationType.SERVLET)
                .properties("server.port=0", "server.address=127.0.0.1", "llmgateway.default-model=toy/one")
                .run();
        int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        CompletableFuture<HttpResponse<String>> answer = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/chat"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        HELD.awaitArrival();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
        awaitRefusal(port);
        assertThat(answer).isNotDone();
        assertThat(closing).isNotDone();
        HELD.open();
        assertThat(answer.get(10, TimeUnit.SECONDS).body()).contains("{\"text\":\"one\"}", "event:finish");
        closing.get(20, TimeUnit.SECONDS);
    }

    private static void awaitRefusal(int port) {
        while (true) {
            try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(open.isConnected()).isTrue();
            } catch (IOException refused) {
                return;
            }
        }
    }
}
