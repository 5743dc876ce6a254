package io.llmgateway.providers.gemini;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeWorld;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.JsonNode;

/** A server that answers as it is told, and a provider that asks it. */
final class Google implements AutoCloseable {
    static final String KEY = "a-key-of-the-tests";

    private final MockWebServer server = new MockWebServer();
    private final Provider provider;

    Google() throws IOException {
        this("/v1beta", settings -> settings);
    }

    Google(String path, UnaryOperator<ProviderSettings.Builder> change) throws IOException {
        server.start();
        ProviderSettings.Builder settings = ProviderSettings.builder("g")
                .type("gemini")
                .apiKey(KEY)
                .baseUrl(server.url(path).toString())
                .world(new FakeWorld());
        provider = new GeminiProviderFactory().create(change.apply(settings).build());
    }

    static Google vertex() throws IOException {
        return new Google("/v1", settings -> settings.option("platform", "vertex")
                .option("project", "acme")
                .option("location", "europe-west4"));
    }

    Google answers(String json) {
        return answers(200, json);
    }

    Google answers(int status, String json) {
        return answers(status, "application/json; charset=UTF-8", json);
    }

    Google answers(int status, String type, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", type)
                .body(body)
                .build());
        return this;
    }

    /** Events, as Google separates them. */
    Google streams(String... chunks) {
        StringBuilder body = new StringBuilder();
        for (String chunk : chunks) {
            body.append("data: ").append(chunk).append("\r\n\r\n");
        }
        return answers(200, "text/event-stream", body.toString());
    }

    ChatResponse chat(ChatRequest request) {
        return (ChatResponse) send(request, false).await();
    }

    ChatResponse stream(ChatRequest request) {
        return (ChatResponse) send(request, true).await();
    }

    List<ChatEvent> events(ChatRequest request) {
        List<ChatEvent> events = new ArrayList<>();
        try (Reply reply = send(request, true)) {
            for (ChatEvent event = reply.next(); event != null; event = reply.next()) {
                events.add(event);
            }
        }
        return events;
    }

    EmbeddingResponse embed(EmbeddingRequest request) {
        return (EmbeddingResponse) send(request, false).await();
    }

    private Reply send(ModelRequest request, boolean streamed) {
        return provider.send(Call.of(request, streamed, "op", 0));
    }

    RecordedRequest received() throws InterruptedException {
        return Objects.requireNonNull(server.takeRequest(5, TimeUnit.SECONDS), "nothing was sent");
    }

    JsonNode receivedBody() throws InterruptedException {
        return json(Objects.requireNonNull(received().getBody()).utf8());
    }

    static JsonNode json(String text) {
        return WireJson.mapper().readTree(text);
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
