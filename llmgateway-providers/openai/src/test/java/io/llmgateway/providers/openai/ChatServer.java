package io.llmgateway.providers.openai;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeWorld;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.JsonNode;

/** A server that speaks one dialect by heart, and a provider that asks it. */
final class ChatServer implements AutoCloseable {
    static final String KEY = "sk-a-key-of-a-test";

    private final MockWebServer server = new MockWebServer();
    private final Provider provider;

    ChatServer(String dialect) {
        this(dialect, "/v1", Map.of());
    }

    ChatServer(String dialect, String path, Map<String, String> options) {
        try {
            server.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        ProviderSettings.Builder settings = ProviderSettings.builder("vendor")
                .type("openai")
                .baseUrl(server.url(path).toString())
                .apiKey(KEY)
                .option("dialect", dialect)
                .world(new FakeWorld());
        options.forEach(settings::option);
        provider = new OpenAiProviderFactory().create(settings.build());
    }

    ChatServer answers(String json) {
        return answers(200, json);
    }

    ChatServer answers(int status, String body, String... headers) {
        MockResponse.Builder response = new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .setHeader("x-request-id", "req_1")
                .body(body);
        for (int i = 0; i < headers.length; i += 2) {
            response.setHeader(headers[i], headers[i + 1]);
        }
        server.enqueue(response.build());
        return this;
    }

    /** The next answer, as chunks, with the end that most vendors send. */
    ChatServer streams(String... chunks) {
        StringBuilder body = new StringBuilder();
        for (String chunk : chunks) {
            body.append("data: ").append(chunk).append("\n\n");
        }
        return streamsText(body + "data: [DONE]\n\n");
    }

    /** The next answer, as chunks of the first choice's delta. */
    ChatServer deltas(String... deltas) {
        String[] chunks = new String[deltas.length + 1];
        for (int i = 0; i < deltas.length; i++) {
            chunks[i] = chunk("{\"index\":0,\"delta\":" + deltas[i] + ",\"finish_reason\":null}");
        }
        chunks[deltas.length] = chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}");
        return streams(chunks);
    }

    /** A chunk with one choice. */
    static String chunk(String choice) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"model-7\",\"choices\":[" + choice
                + "]}";
    }

    /** A whole answer with this message. */
    static String completion(String message, String finish) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"model-7\",\"choices\":[{\"index\":0,\"message\":"
                + message + ",\"finish_reason\":\"" + finish + "\"}]}";
    }

    ChatServer streamsText(String body) {
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(body)
                .build());
        return this;
    }

    ChatResponse ask() {
        return ask(question());
    }

    ChatResponse ask(ChatRequest request) {
        return (ChatResponse) send(request, false);
    }

    ChatResponse stream() {
        return stream(question());
    }

    ChatResponse stream(ChatRequest request) {
        return (ChatResponse) send(request, true);
    }

    EmbeddingResponse embed(EmbeddingRequest request) {
        return (EmbeddingResponse) send(request, false);
    }

    ModerationResponse moderate(ModerationRequest request) {
        return (ModerationResponse) send(request, false);
    }

    private Object send(ModelRequest request, boolean streamed) {
        try (Reply reply = provider.send(Call.of(request, streamed, "op", 0))) {
            return reply.begin().await();
        }
    }

    static ChatRequest question() {
        return ChatRequest.builder()
                .model("model-7")
                .user("What is the answer?")
                .build();
    }

    /** The request taken longest ago. */
    RecordedRequest request() {
        try {
            return server.takeRequest();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The body of the request taken longest ago. */
    JsonNode body() {
        return tree(Objects.requireNonNull(request().getBody()).utf8());
    }

    /** What this request looks like on the wire. */
    JsonNode written(ChatRequest request) {
        answers(completion("{\"content\":\"fine\"}", "stop")).ask(request);
        return body();
    }

    int requests() {
        return server.getRequestCount();
    }

    Provider provider() {
        return provider;
    }

    static JsonNode tree(String json) {
        return WireJson.mapper().readTree(json);
    }

    @Override
    public void close() {
        provider.close();
        server.close();
    }
}
