package io.llmgateway.providers.openai;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.JsonNode;

/** A server that speaks the Responses API by heart, and a provider that asks it. */
final class ResponsesServer implements AutoCloseable {
    private final MockWebServer server = new MockWebServer();
    private final Provider provider;

    ResponsesServer() {
        this("openai");
    }

    ResponsesServer(String dialect) {
        try {
            server.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        provider = new OpenAiProviderFactory()
                .create(ProviderSettings.builder("vendor")
                        .baseUrl(server.url("/v1").toString())
                        .apiKey("sk-a-key-of-a-test")
                        .option("dialect", dialect)
                        .option("api", "responses")
                        .world(new FakeWorld())
                        .build());
    }

    /** The next answer, as a whole. */
    ResponsesServer answers(String json) {
        return answers(200, json);
    }

    ResponsesServer answers(int status, String json) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .setHeader("x-request-id", "req_1")
                .body(json)
                .build());
        return this;
    }

    /** The next answer, as events with their names. */
    ResponsesServer streams(String... events) {
        StringBuilder body = new StringBuilder();
        for (String event : events) {
            JsonNode tree = tree(event);
            body.append("event: ").append(tree.path("type").asString("")).append('\n');
            body.append("data: ").append(tree).append("\n\n");
        }
        return streamsText(body.toString());
    }

    /** The next answer, as a stream in these very words. */
    ResponsesServer streamsText(String body) {
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(body)
                .build());
        return this;
    }

    ChatResponse ask(ChatRequest request) {
        return ask(request, false);
    }

    ChatResponse stream(ChatRequest request) {
        return ask(request, true);
    }

    private ChatResponse ask(ChatRequest request, boolean streamed) {
        Call call = Call.of(request, streamed, "op", 0);
        try (Reply reply = provider.send(call)) {
            return (ChatResponse) reply.begin().await();
        }
    }

    ChatResponse stream() {
        return stream(question());
    }

    ChatResponse ask() {
        return ask(question());
    }

    static ChatRequest question() {
        return ChatRequest.builder()
                .model("gpt-4.1")
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
        return tree(new String(Objects.requireNonNull(request().getBody()).toByteArray(), StandardCharsets.UTF_8));
    }

    int requests() {
        return server.getRequestCount();
    }

    static JsonNode tree(String json) {
        return WireJson.mapper().readTree(json);
    }

    /** An answer with these items. */
    static String response(String status, List<String> items) {
        return """
                {"id":"resp_1","object":"response","model":"gpt-4.1-2025-04-14","status":"%s","error":null,
                 "incomplete_details":null,"output":[%s],
                 "usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":8,"cache_write_tokens":2},
                          "output_tokens":9,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":29}}
                """
                .formatted(status, String.join(",", items));
    }

    /** The event that ends an answer with these items. */
    static String completed(String... items) {
        return "{\"type\":\"response.completed\",\"response\":" + response("completed", List.of(items)) + "}";
    }

    @Override
    public void close() {
        provider.close();
        server.close();
    }
}
