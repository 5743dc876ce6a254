package io.llmgateway.examples.benchmarks.springai;

import io.llmgateway.examples.benchmarks.kit.Contestant;
import io.llmgateway.examples.benchmarks.kit.Models;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/** Spring AI's chat model, without the application around it. */
public final class SpringAi implements Contestant {
    private @Nullable OpenAiChatModel client;

    @Override
    public void open(String baseUrl, String variant) {
        client = OpenAiChatModel.builder()
                .options(OpenAiChatOptions.builder()
                        .baseUrl(baseUrl)
                        .apiKey("key")
                        .model(Models.WHOLE)
                        .build())
                .build();
    }

    @Override
    public String chat(String model, String prompt) {
        return text(client().call(prompt(model, prompt)));
    }

    @Override
    public void stream(String model, String prompt, Consumer<String> reader) {
        client().stream(prompt(model, prompt))
                .map(SpringAi::text)
                .filter(text -> !text.isEmpty())
                .doOnNext(reader)
                .blockLast();
    }

    private static String text(ChatResponse response) {
        Generation answer = response.getResult();
        String text = answer == null ? null : answer.getOutput().getText();
        return text == null ? "" : text;
    }

    private static Prompt prompt(String model, String prompt) {
        return new Prompt(prompt, OpenAiChatOptions.builder().model(model).build());
    }

    private OpenAiChatModel client() {
        if (client == null) {
            throw new IllegalStateException("not open");
        }
        return client;
    }

    @Override
    public void close() {
        // it has no way of being closed
    }
}
