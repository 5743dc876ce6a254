package io.llmgateway.core.admit;

import io.llmgateway.access.DataClasses;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.core.access.Policy;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.spi.Nearest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Refuses requests that make no sense for any vendor, before anything is sent. */
final class RequestCheck implements Interceptor {
    private final int maxPromptChars;
    private final Set<String> dataClasses;

    RequestCheck(int maxPromptChars, Set<String> dataClasses) {
        this.maxPromptChars = maxPromptChars;
        this.dataClasses = Set.copyOf(dataClasses);
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        ModelRequest request = call.request();
        if (request instanceof ChatRequest chat) {
            check(chat);
        } else if (request instanceof EmbeddingRequest embedding) {
            checkTexts(embedding.inputs());
            checkRange("dimensions", embedding.dimensions(), 1, 1_000_000);
        } else if (request instanceof ModerationRequest moderation) {
            checkTexts(moderation.inputs());
        }
        DataClasses declared = call.get(Attributes.DATA_CLASSES).orElse(null);
        if (declared != null) {
            for (String dataClass : declared.names()) {
                check(dataClass);
            }
        }
        return chain.proceed(call);
    }

    // where nobody has said where it may go, it goes nowhere
    private void check(String dataClass) {
        if (!dataClasses.contains(dataClass)) {
            throw new RefusedException(
                    Policy.DATA,
                    "the call holds data of the class \"" + dataClass + "\", which is not in " + Policy.DATA + "; "
                            + Nearest.hint(dataClass, dataClasses),
                    null);
        }
    }

    private void check(ChatRequest chat) {
        if (onlySystem(chat.messages())) {
            throw new InvalidRequestException(
                    chat.messages().isEmpty()
                            ? "messages is empty: add at least one, such as user(\"…\")"
                            : "messages holds only system messages: add what the user asks, such as user(\"…\")");
        }
        long chars = 0;
        for (int i = 0; i < chat.messages().size(); i++) {
            chars += check(i, chat.messages().get(i));
        }
        checkSize(chars);
        checkRange("temperature", chat.temperature(), 0, 2);
        checkRange("topP", chat.topP(), 0, 1);
        checkRange("maxTokens", chat.maxTokens(), 1, Integer.MAX_VALUE);
        checkTools(chat);
    }

    private static boolean onlySystem(List<Message> messages) {
        for (Message message : messages) {
            if (!message.role().equals(Role.SYSTEM)) {
                return false;
            }
        }
        return true;
    }

    private static long check(int i, Message message) {
        if (message.parts().isEmpty() && !message.role().equals(Role.ASSISTANT)) {
            throw new InvalidRequestException(
                    "messages[" + i + "] of role " + message.role() + " has no parts: say something or leave it out");
        }
        long chars = 0;
        boolean blank = message.role().equals(Role.USER);
        for (Part part : message.parts()) {
            chars += chars(part);
            blank &= part instanceof Part.Text text && text.text().isBlank();
        }
        if (blank) {
            throw new InvalidRequestException(
                    "messages[" + i + "] of role user is blank: say something or leave it out");
        }
        return chars;
    }

    private static long chars(Part part) {
        if (part instanceof Part.Text text) {
            return text.text().length();
        }
        if (part instanceof Part.ToolCall call) {
            return call.arguments().length();
        }
        if (part instanceof Part.ToolResult result) {
            return result.content().stream().mapToLong(RequestCheck::chars).sum();
        }
        return 0;
    }

    private static void checkTools(ChatRequest chat) {
        if (chat.tools().isEmpty() && chat.toolChoice().isEmpty()) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (Tool tool : chat.tools()) {
            if (tool instanceof Tool.Function function && !names.add(function.name())) {
                throw new InvalidRequestException("tools has two named \"" + function.name() + "\": rename one");
            }
        }
        if (chat.tools().stream().anyMatch(Tool.Native.class::isInstance)) {
            return; // whose name only the vendor knows
        }
        chat.toolChoice().ifPresent(choice -> {
            if (choice.name() != null && !names.contains(choice.name())) {
                throw new InvalidRequestException("toolChoice names \"" + choice.name()
                        + "\", which is not among the tools: add the tool or choose another");
            }
        });
    }

    private void checkTexts(List<String> inputs) {
        if (inputs.isEmpty()) {
            throw new InvalidRequestException("inputs is empty: add at least one text");
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).isBlank()) {
                throw new InvalidRequestException("inputs[" + i + "] is blank: vendors refuse texts without content");
            }
        }
        checkSize(inputs.stream().mapToLong(String::length).sum());
    }

    private void checkSize(long chars) {
        if (chars > maxPromptChars) {
            throw new InvalidRequestException("the prompt has " + chars + " characters, more than the " + maxPromptChars
                    + " allowed by llmgateway.admit.max-prompt-chars: shorten it, or raise the limit");
        }
    }

    private static void checkRange(String field, Optional<? extends Number> value, long least, long most) {
        if (value.isPresent()) {
            double number = value.get().doubleValue();
            if (!(number >= least && number <= most)) {
                throw new InvalidRequestException(
                        field + " is " + value.get() + ": it must be from " + least + " to " + most);
            }
        }
    }

    @Override
    public String toString() {
        return "request check, at most " + maxPromptChars + " characters";
    }
}
