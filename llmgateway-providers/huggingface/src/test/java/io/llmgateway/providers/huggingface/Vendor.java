package io.llmgateway.providers.huggingface;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spi.World;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server in the vendor's place, and a provider that talks to it. */
final class Vendor implements AutoCloseable {
    static final String KEY = "hf_TestTestTestTestTestTest";

    private final MockWebServer server = new MockWebServer();
    private final Provider provider;

    Vendor(String path, String... options) throws IOException {
        server.start();
        ProviderSettings.Builder settings = ProviderSettings.builder("hf")
                .type("huggingface")
                .apiKey(KEY)
                .baseUrl(server.url(path).toString());
        for (int i = 0; i < options.length; i += 2) {
            settings.option(options[i], options[i + 1]);
        }
        provider = new HuggingFaceProviderFactory().create(settings.build());
    }

    Vendor json(String body) {
        return answer(200, "application/json", body);
    }

    Vendor stream(String body) {
        return answer(200, "text/event-stream", body);
    }

    Vendor answer(int status, String type, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", type)
                .setHeader("x-request-id", "Root=1-abc")
                .body(body)
                .build());
        return this;
    }

    Reply send(ModelRequest request, boolean streamed) {
        return provider.send(Call.of(request, streamed, "op", World.real().nanoTime()));
    }

    ChatResponse whole(ChatRequest request) {
        return (ChatResponse) send(request, false).await();
    }

    ChatResponse streamed(ChatRequest request) {
        try (Reply reply = send(request, true)) {
            return (ChatResponse) reply.await();
        }
    }

    EmbeddingResponse embed(EmbeddingRequest request) {
        return (EmbeddingResponse) send(request, false).await();
    }

    ProviderFailedException failure(ModelRequest request, boolean streamed) {
        return catchThrowableOfType(ProviderFailedException.class, () -> {
            try (Reply reply = send(request, streamed)) {
                reply.await();
            }
        });
    }

    RecordedRequest request() throws InterruptedException {
        RecordedRequest request = server.takeRequest(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    int requests() {
        return server.getRequestCount();
    }

    static JsonNode body(RecordedRequest request) {
        return tree(request.getBody().utf8());
    }

    static JsonNode tree(String json) {
        return JsonMapper.shared().readTree(json);
    }

    Provider provider() {
        return provider;
    }

    @Override
    public void close() {
        provider.close();
        server.close();
    }
}
