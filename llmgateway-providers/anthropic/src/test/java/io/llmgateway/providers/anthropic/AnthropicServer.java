package io.llmgateway.providers.anthropic;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.ServiceLoader;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import tools.jackson.databind.JsonNode;

/** A server that answers what the test lays ready, and a provider that talks to it, made as an application's is. */
final class AnthropicServer implements AutoCloseable {
    static final String OK =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-5\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"ok\"}],\"stop_reason\":\"end_turn\","
                    + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}";

    private final MockWebServer server = new MockWebServer();
    private final FakeWorld world = new FakeWorld();
    private final Provider provider;

    AnthropicServer(Map<String, String> options) {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ProviderSettings.Builder settings = ProviderSettings.builder("claude")
                .type("anthropic")
                .apiKey("sk-ant-test-4711")
                .baseUrl(server.url("/").toString())
                .world(world);
        options.forEach(settings::option);
        provider = factory().create(settings.build());
    }

    AnthropicServer() {
        this(Map.of());
    }

    static ProviderFactory factory() {
        return ServiceLoader.load(ProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.type().equals("anthropic"))
                .findFirst()
                .orElseThrow();
    }

    AnthropicServer answers(String json) {
        return answers(200, json);
    }

    AnthropicServer answers(int status, String json, String... headers) {
        MockResponse.Builder response = new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .body(json);
        for (int i = 0; i < headers.length; i += 2) {
            response.setHeader(headers[i], headers[i + 1]);
        }
        server.enqueue(response.build());
        return this;
    }

    AnthropicServer streams(String... events) {
        server.enqueue(stream(events).build());
        return this;
    }

    /** Sends about half of it, then hangs up. */
    AnthropicServer breaksOff(String... events) {
        server.enqueue(stream(events)
                .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        return this;
    }

    /** The name of an event is the type in its data. */
    private static MockResponse.Builder stream(String... events) {
        StringBuilder body = new StringBuilder();
        for (String data : events) {
            String type = WireJson.mapper().readTree(data).path("type").asString("");
            body.append("event: ").append(type).append("\ndata: ").append(data).append("\n\n");
        }
        return new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream; charset=utf-8")
                .setHeader("request-id", "req_stream")
                .body(body.toString());
    }

    Reply send(ModelRequest request, boolean streamed) {
        return provider.send(Call.of(request, streamed, "op-1", world.nanoTime()));
    }

    ChatResponse chat(ChatRequest request) {
        try (Reply reply = send(request, false)) {
            return (ChatResponse) reply.await();
        }
    }

    ChatResponse stream(ChatRequest request) {
        try (Reply reply = send(request, true).begin()) {
            return (ChatResponse) reply.await();
        }
    }

    RecordedRequest request() {
        try {
            return server.takeRequest();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode body() {
        return WireJson.mapper().readTree(request().getBody().utf8());
    }

    int requests() {
        return server.getRequestCount();
    }

    @Override
    public String toString() {
        return provider.toString();
    }

    @Override
    public void close() {
        provider.close();
        server.close();
    }
}
