package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What conditions can know of one call. What costs is found out when it is asked for, and once. Not thread-safe. */
final class Facts {
    private final Call call;
    private final ZonedDateTime time;
    private final LongSupplier estimate;
    private @Nullable Long tokens;
    private @Nullable String language;
    private @Nullable Double complexity;

    Facts(Call call, ZonedDateTime time, LongSupplier estimate) {
        this.call = call;
        this.time = time;
        this.estimate = estimate;
    }

    ModelRequest request() {
        return call.request();
    }

    String user() {
        return call.user().orElse("");
    }

    ZonedDateTime time() {
        return time;
    }

    boolean streamed() {
        return call.streamed();
    }

    String kind() {
        if (request() instanceof ModerationRequest) {
            return "moderate";
        }
        return request() instanceof EmbeddingRequest ? "embed" : "chat";
    }

    String text() {
        return text(request());
    }

    /** The last text of the user, or the last one to embed or to judge. */
    static String text(ModelRequest request) {
        if (!(request instanceof ChatRequest)) {
            List<String> inputs = inputs(request);
            return inputs.isEmpty() ? "" : inputs.get(inputs.size() - 1);
        }
        List<Message> messages = conversation(request);
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role().equals(Role.USER)) {
                return messages.get(i).text();
            }
        }
        return "";
    }

    String language() {
        if (language == null) {
            language = Language.of(text());
        }
        return language;
    }

    double complexity() {
        if (complexity == null) {
            long turns = conversation().stream()
                    .filter(message -> message.role().equals(Role.USER))
                    .count();
            complexity = Complexity.of(text(), turns);
        }
        return complexity;
    }

    long tokens() {
        if (tokens == null) {
            tokens = estimate.getAsLong();
        }
        return tokens;
    }

    long chars() {
        return chars(request());
    }

    static long chars(ModelRequest request) {
        return request instanceof ChatRequest chat
                ? chat.messages().stream()
                        .mapToLong(message -> chars(message.parts()))
                        .sum()
                : inputs(request).stream().mapToLong(String::length).sum();
    }

    private static List<String> inputs(ModelRequest request) {
        if (request instanceof ModerationRequest moderation) {
            return moderation.inputs();
        }
        return request instanceof EmbeddingRequest embedding ? embedding.inputs() : List.of();
    }

    private static long chars(List<Part> parts) {
        long chars = 0;
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                chars += text.text().length();
            } else if (part instanceof Part.ToolResult result) {
                chars += chars(result.content());
            }
        }
        return chars;
    }

    /** Messages of the conversation, or texts to embed or to judge. */
    int messages() {
        return request() instanceof ChatRequest
                ? conversation().size()
                : inputs(request()).size();
    }

    int tools() {
        return request() instanceof ChatRequest chat ? chat.tools().size() : 0;
    }

    long images() {
        return conversation().stream()
                .mapToLong(message -> images(message.parts()))
                .sum();
    }

    private static long images(List<Part> parts) {
        long images = 0;
        for (Part part : parts) {
            if (part instanceof Part.Image) {
                images++;
            } else if (part instanceof Part.ToolResult result) {
                images += images(result.content());
            }
        }
        return images;
    }

    boolean json() {
        return request() instanceof ChatRequest chat
                && chat.responseFormat()
                        .filter(format -> !(format instanceof ResponseFormat.Text))
                        .isPresent();
    }

    /** Whether it asks for reasoning; that it is switched off is no such wish. */
    boolean reasoning() {
        return request() instanceof ChatRequest chat
                && chat.reasoning()
                        .filter(wish -> !"none".equals(wish.effort())
                                && (wish.budgetTokens() == null || wish.budgetTokens() > 0))
                        .isPresent();
    }

    private List<Message> conversation() {
        return conversation(request());
    }

    private static List<Message> conversation(ModelRequest request) {
        return request instanceof ChatRequest chat ? chat.messages() : List.of();
    }
}
