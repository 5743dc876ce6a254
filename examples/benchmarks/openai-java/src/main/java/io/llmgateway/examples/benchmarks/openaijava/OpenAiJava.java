package io.llmgateway.examples.benchmarks.openaijava;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import io.llmgateway.examples.benchmarks.kit.Contestant;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** openai-java, blocking. */
public final class OpenAiJava implements Contestant {
    private @Nullable OpenAIClient client;

    @Override
    public void open(String baseUrl, String variant) {
        // as many idle connections as there are threads that ask, as for all others
        client = OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl)
                .apiKey("key")
                .maxIdleConnections(64)
                .keepAliveDuration(Duration.ofMinutes(5))
                .build();
    }

    @Override
    public String chat(String model, String prompt) {
        return client().chat()
                .completions()
                .create(request(model, prompt).build())
                .choices()
                .get(0)
                .message()
                .content()
                .orElse("");
    }

    @Override
    public void stream(String model, String prompt, Consumer<String> reader) {
        ChatCompletionCreateParams request = request(model, prompt)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client().chat().completions().createStreaming(request)) {
            chunks.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .filter(text -> !text.isEmpty())
                    .forEach(reader);
        }
    }

    @Override
    public void close() {
        client().close();
    }

    private static ChatCompletionCreateParams.Builder request(String model, String prompt) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(prompt);
    }

    private OpenAIClient client() {
        if (client == null) {
            throw new IllegalStateException("not open");
        }
        return client;
    }
}
