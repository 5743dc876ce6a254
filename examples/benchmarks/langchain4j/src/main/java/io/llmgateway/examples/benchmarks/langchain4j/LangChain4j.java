package io.llmgateway.examples.benchmarks.langchain4j;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.llmgateway.examples.benchmarks.kit.Contestant;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** LangChain4j on the HTTP client of the JDK, which is its usual one. */
public final class LangChain4j implements Contestant {
    private @Nullable ChatModel whole;
    private @Nullable StreamingChatModel streaming;

    @Override
    public void open(String baseUrl, String variant) {
        whole = OpenAiChatModel.builder()
                .baseUrl(baseUrl)
                .apiKey("key")
                .timeout(Duration.ofMinutes(1))
                .build();
        streaming = OpenAiStreamingChatModel.builder()
                .baseUrl(baseUrl)
                .apiKey("key")
                .timeout(Duration.ofMinutes(1))
                .build();
    }

    @Override
    public String chat(String model, String prompt) {
        if (whole == null) {
            throw new IllegalStateException("not open");
        }
        return whole.chat(request(model, prompt)).aiMessage().text();
    }

    @Override
    public void stream(String model, String prompt, Consumer<String> reader) throws Exception {
        if (streaming == null) {
            throw new IllegalStateException("not open");
        }
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        streaming.chat(request(model, prompt), new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String text) {
                reader.accept(text);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                end.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                end.completeExceptionally(error);
            }
        });
        ChatResponse unused = end.get();
    }

    private static ChatRequest request(String model, String prompt) {
        return ChatRequest.builder()
                .modelName(model)
                .messages(UserMessage.from(prompt))
                .build();
    }

    @Override
    public void close() {
        // neither model has anything to close
    }
}
