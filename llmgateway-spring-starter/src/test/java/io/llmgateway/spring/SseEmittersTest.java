package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Streams through a real servlet container. */
class SseEmittersTest {
    private static final String RETRY = "retry:86400000\n\n";
    private static final String COMMENT = ":\n\n";

    private static ConfigurableApplicationContext application;
    private static String address;

    private final ScriptedProvider provider = new ScriptedProvider("toy");
    private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
    private LlmClient client;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Pages {
        volatile LlmClient client;

        @GetMapping("/chat")
        SseEmitter chat() {
            return SseEmitters.of(client.stream("?"));
        }

        @GetMapping("/hurried")
        SseEmitter hurried() {
            ChatStream stream = client.stream("?");
            SseEmitter emitter = new SseEmitter(1L);
            SseEmitters.send(stream, emitter);
            return emitter;
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.BAD_GATEWAY)
        void failed(ProviderFailedException e) {}
    }

    @BeforeAll
    static void start() {
        application = new SpringApplicationBuilder(Pages.class)
                .web(WebApplicationType.SERVLET)
                .properties("server.port=0", "server.address=127.0.0.1", "llmgateway.enabled=false")
                .run();
        address = "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void open() {
        client = LlmGateway.builder()
                .environment(Map.of())
                .provide("toy", provider)
                .defaultModel("toy/one")
                .before(Stage.WATCH, (call, chain) -> chain.proceed(call).onEnd(endings::add))
                .build();
        application.getBean(Pages.class).client = client;
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void piecesOfTextThenWhyItEndedAndWhatItUsed() throws Exception {
        Usage usage = Usage.builder().input(7).output(3).build();
        provider.then(Script.answer("Grüße, \"you\"\n two", usage));
        HttpResponse<String> response = get("/chat");
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(response.body())
                .isEqualTo(RETRY + COMMENT
                        + "data:{\"text\":\"Grüße,\"}\n\n"
                        + "data:{\"text\":\" \\\"you\\\"\"}\n\n"
                        + "data:{\"text\":\"\\u000a two\"}\n\n"
                        + "event:finish\ndata:{\"reason\":\"stop\",\"inputTokens\":7,\"outputTokens\":3}\n\n");
    }

    @Test
    void thoughtsToolsAndTheUnknownUsageStayInside() throws Exception {
        provider.then(Script.events(
                new ChatEvent.Started("toy", "one", null),
                new ChatEvent.ReasoningDelta(0, "let me see"),
                new ChatEvent.ToolCallStarted(1, "call-1", "secretTool"),
                new ChatEvent.ToolCallDelta(1, "{}"),
                new ChatEvent.RefusalDelta(2, "No."),
                new ChatEvent.Finished(FinishReason.of("tool_calls"), Usage.NONE)));
        assertThat(get("/chat").body())
                .isEqualTo(RETRY + COMMENT.repeat(4) + "event:refusal\ndata:{\"text\":\"No.\"}\n\n"
                        + "event:finish\ndata:{\"reason\":\"tool_calls\"}\n\n");
    }

    @Test
    void aBreakIsToldWithoutInternals() throws Exception {
        provider.then(Script.answer("one two three").cutAfter(2));
        assertThat(get("/chat").body())
                .contains("data:{\"text\":\"one")
                .endsWith("event:failure\ndata:{\"kind\":\"broken\",\"retryable\":true}\n\n")
                .doesNotContain("toy", "script");
    }

    @Test
    void whatFailsBeforeItBeginsHasAStatus() throws Exception {
        provider.fails(FailureClass.CALLER_FAULT);
        HttpResponse<String> response = get("/chat");
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void aTimeoutOfTheEmitterGivesUpTheCall() throws Exception {
        Gate never = new Gate();
        provider.then(Script.answer("one two three").heldBy(never, 2));
        get("/hurried");
        assertThat(endings.poll(10, TimeUnit.SECONDS)).isInstanceOf(Ending.Abandoned.class);
        assertThat(provider.openReplies()).isZero();
    }

    @Test
    void whenTheBrowserIsGoneTheVendorIsHungUpOn() throws Exception {
        Gate gone = new Gate();
        // what is written first into a closed line is lost in silence
        provider.then(Script.answer("word ".repeat(20_000)).heldBy(gone, 3));
        URI uri = URI.create(address);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream()
                    .write("GET /chat HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            while (!line.startsWith("data:")) {
                line = lines.readLine();
            }
            socket.setSoLinger(true, 0);
        }
        gone.open();
        assertThat(endings.poll(10, TimeUnit.SECONDS)).isInstanceOf(Ending.Abandoned.class);
        assertThat(provider.openReplies()).isZero();
    }
}
