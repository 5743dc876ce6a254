package io.llmgateway.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question to a chat model, with its conversation and its settings. Only what is set is sent. Immutable; {@code
 * toString} shows no content.
 */
public final class ChatRequest implements ModelRequest {
    private final List<Message> messages;
    private final List<Tool> tools;
    private final List<String> stop;
    private final Map<String, String> tags;
    private final Map<String, Object> extra;
    private final boolean dropUnsupported;
    private final @Nullable String model;
    private final @Nullable ToolChoice toolChoice;
    private final @Nullable Boolean parallelToolCalls;
    private final @Nullable ResponseFormat responseFormat;
    private final @Nullable Double temperature;
    private final @Nullable Double topP;
    private final @Nullable Long maxTokens;
    private final @Nullable Long seed;
    private final @Nullable ReasoningOptions reasoning;
    private final @Nullable PromptCaching promptCaching;
    private final @Nullable String endUser;

    private ChatRequest(Builder b) {
        messages = List.copyOf(b.messages);
        tools = List.copyOf(b.tools);
        stop = List.copyOf(b.stop);
        tags = Map.copyOf(b.tags);
        extra = b.givenExtra();
        dropUnsupported = b.dropUnsupported;
        model = b.model;
        toolChoice = b.toolChoice;
        parallelToolCalls = b.parallelToolCalls;
        responseFormat = b.responseFormat;
        temperature = b.temperature;
        topP = b.topP;
        maxTokens = b.maxTokens;
        seed = b.seed;
        reasoning = b.reasoning;
        promptCaching = b.promptCaching;
        endUser = b.endUser;
    }

    // what every call goes through, so without a builder: it would cost 420 bytes more
    private ChatRequest(ChatRequest from, @Nullable String newModel, List<Message> newMessages) {
        messages = newMessages;
        tools = from.tools;
        stop = from.stop;
        tags = from.tags;
        extra = from.extra;
        dropUnsupported = from.dropUnsupported;
        model = newModel;
        toolChoice = from.toolChoice;
        parallelToolCalls = from.parallelToolCalls;
        responseFormat = from.responseFormat;
        temperature = from.temperature;
        topP = from.topP;
        maxTokens = from.maxTokens;
        seed = from.seed;
        reasoning = from.reasoning;
        promptCaching = from.promptCaching;
        endUser = from.endUser;
    }

    /**
     * Starts without anything set.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * One question to the default model.
     *
     * @param question what the user asks
     * @return the request
     */
    public static ChatRequest of(String question) {
        return builder().user(question).build();
    }

    /**
     * The conversation so far, oldest first, with system messages among them.
     *
     * @return an immutable list
     */
    public List<Message> messages() {
        return messages;
    }

    /**
     * What the model may ask for.
     *
     * @return an immutable list, empty for no tools
     */
    public List<Tool> tools() {
        return tools;
    }

    /**
     * Texts at which the model stops.
     *
     * @return an immutable list, empty for none
     */
    public List<String> stop() {
        return stop;
    }

    @Override
    public Map<String, String> tags() {
        return tags;
    }

    @Override
    public Map<String, Object> extra() {
        return extra;
    }

    @Override
    public boolean dropUnsupported() {
        return dropUnsupported;
    }

    @Override
    public String kind() {
        return "chat";
    }

    @Override
    public Optional<String> model() {
        return Optional.ofNullable(model);
    }

    /**
     * Whether the model may, must or must not ask for tools.
     *
     * @return the setting; empty for the vendor's default: it may, if there are tools
     */
    public Optional<ToolChoice> toolChoice() {
        return Optional.ofNullable(toolChoice);
    }

    /**
     * Whether the model may ask for several tools in one answer.
     *
     * @return the setting; empty for the vendor's default
     */
    public Optional<Boolean> parallelToolCalls() {
        return Optional.ofNullable(parallelToolCalls);
    }

    /**
     * The shape the answer must have.
     *
     * @return the setting; empty for free text
     */
    public Optional<ResponseFormat> responseFormat() {
        return Optional.ofNullable(responseFormat);
    }

    /**
     * How freely the model chooses, from 0; the upper bound is the vendor's (1 or 2).
     *
     * @return the setting; empty for the vendor's default
     */
    public Optional<Double> temperature() {
        return Optional.ofNullable(temperature);
    }

    /**
     * The share of likeliest tokens it chooses from, from 0 to 1.
     *
     * @return the setting; empty for the vendor's default
     */
    public Optional<Double> topP() {
        return Optional.ofNullable(topP);
    }

    /**
     * The most tokens of the answer, reasoning included where the vendor counts so; at least 1.
     *
     * @return the setting; empty for the vendor's or the module's default
     */
    public Optional<Long> maxTokens() {
        return Optional.ofNullable(maxTokens);
    }

    /**
     * Asks for the same answer to the same question, where the vendor can.
     *
     * @return the setting; empty for none
     */
    public Optional<Long> seed() {
        return Optional.ofNullable(seed);
    }

    /**
     * How much to think.
     *
     * @return the setting; empty for the vendor's default
     */
    public Optional<ReasoningOptions> reasoning() {
        return Optional.ofNullable(reasoning);
    }

    /**
     * Hints for the vendor's prompt cache.
     *
     * @return the setting; empty for none
     */
    public Optional<PromptCaching> promptCaching() {
        return Optional.ofNullable(promptCaching);
    }

    @Override
    public Optional<String> endUser() {
        return Optional.ofNullable(endUser);
    }

    @Override
    public ChatRequest withModel(String newModel) {
        return new ChatRequest(this, Objects.requireNonNull(newModel, "model"), messages);
    }

    /**
     * The same request with another conversation.
     *
     * @param newMessages the conversation
     * @return the request
     */
    public ChatRequest withMessages(List<Message> newMessages) {
        return new ChatRequest(this, model, Given.list(newMessages, "messages"));
    }

    /**
     * A builder with the same settings.
     *
     * @return a fresh builder
     */
    public Builder toBuilder() {
        Builder b = new Builder().like(this);
        b.messages = messages;
        b.tools = tools;
        b.stop = stop;
        b.toolChoice = toolChoice;
        b.parallelToolCalls = parallelToolCalls;
        b.responseFormat = responseFormat;
        b.temperature = temperature;
        b.topP = topP;
        b.maxTokens = maxTokens;
        b.seed = seed;
        b.reasoning = reasoning;
        b.promptCaching = promptCaching;
        return b;
    }

    @Override
    public String toString() {
        return "ChatRequest[" + (model == null ? "default model" : model) + ", " + messages.size() + " messages, "
                + tools.size() + " tools]";
    }

    /** Collects a request. Not thread-safe. */
    public static final class Builder extends ModelRequest.Builder<Builder> {
        // another request's until they are added to: most calls copy their request once, and change none of these
        private List<Message> messages = List.of();
        private List<Tool> tools = List.of();
        private List<String> stop = List.of();
        private @Nullable ToolChoice toolChoice;
        private @Nullable Boolean parallelToolCalls;
        private @Nullable ResponseFormat responseFormat;
        private @Nullable Double temperature;
        private @Nullable Double topP;
        private @Nullable Long maxTokens;
        private @Nullable Long seed;
        private @Nullable ReasoningOptions reasoning;
        private @Nullable PromptCaching promptCaching;

        private Builder() {}

        private static <T> List<T> own(List<T> list) {
            if (list instanceof ArrayList) {
                return list;
            }
            List<T> own = new ArrayList<>(list.size() + 2);
            own.addAll(list);
            return own;
        }

        /**
         * Adds instructions of the application.
         *
         * @param text the instructions
         * @return this
         */
        public Builder system(String text) {
            return message(Message.system(text));
        }

        /**
         * Adds what the user says.
         *
         * @param text the text
         * @return this
         */
        public Builder user(String text) {
            return message(Message.user(text));
        }

        /**
         * Adds what the user says, with images, documents or sounds.
         *
         * @param parts the parts, in order
         * @return this
         */
        public Builder user(Part... parts) {
            return message(Message.user(parts));
        }

        /**
         * Adds what the model said before.
         *
         * @param text the text
         * @return this
         */
        public Builder assistant(String text) {
            return message(Message.assistant(text));
        }

        /**
         * Adds a message.
         *
         * @param message the message
         * @return this
         */
        public Builder message(Message message) {
            Message given = Given.value(message, "message");
            messages = own(messages);
            messages.add(given);
            return this;
        }

        /**
         * Replaces the conversation.
         *
         * @param value all messages, oldest first
         * @return this
         */
        public Builder messages(List<Message> value) {
            messages = List.of();
            value.forEach(this::message);
            return this;
        }

        /**
         * Adds something the model may ask for.
         *
         * @param tool the tool
         * @return this
         */
        public Builder tool(Tool tool) {
            Objects.requireNonNull(tool, "tool");
            tools = own(tools);
            tools.add(tool);
            return this;
        }

        /**
         * Replaces the tools.
         *
         * @param value all tools
         * @return this
         */
        public Builder tools(List<Tool> value) {
            tools = List.of();
            value.forEach(this::tool);
            return this;
        }

        /**
         * Sets the texts at which the model stops.
         *
         * @param value the texts; vendors take up to 4
         * @return this
         */
        public Builder stop(String... value) {
            stop = List.of(value);
            return this;
        }

        /**
         * Sets: whether the model may, must or must not ask for tools.
         *
         * @param value the setting
         * @return this
         */
        public Builder toolChoice(ToolChoice value) {
            toolChoice = Objects.requireNonNull(value, "toolChoice");
            return this;
        }

        /**
         * Sets: whether the model may ask for several tools in one answer.
         *
         * @param value the setting
         * @return this
         */
        public Builder parallelToolCalls(boolean value) {
            parallelToolCalls = value;
            return this;
        }

        /**
         * Sets: the shape the answer must have.
         *
         * @param value the setting
         * @return this
         */
        public Builder responseFormat(ResponseFormat value) {
            responseFormat = Objects.requireNonNull(value, "responseFormat");
            return this;
        }

        /**
         * Sets: how freely the model chooses, from 0; the upper bound is the vendor's (1 or 2).
         *
         * @param value the setting
         * @return this
         */
        public Builder temperature(double value) {
            temperature = value;
            return this;
        }

        /**
         * Sets: the share of likeliest tokens it chooses from, from 0 to 1.
         *
         * @param value the setting
         * @return this
         */
        public Builder topP(double value) {
            topP = value;
            return this;
        }

        /**
         * Sets: the most tokens of the answer, reasoning included where the vendor counts so; at least 1.
         *
         * @param value the setting
         * @return this
         */
        public Builder maxTokens(long value) {
            maxTokens = value;
            return this;
        }

        /**
         * Sets: asks for the same answer to the same question, where the vendor can.
         *
         * @param value the setting
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets: how much to think.
         *
         * @param value the setting
         * @return this
         */
        public Builder reasoning(ReasoningOptions value) {
            reasoning = Objects.requireNonNull(value, "reasoning");
            return this;
        }

        /**
         * Sets: hints for the vendor's prompt cache.
         *
         * @param value the setting
         * @return this
         */
        public Builder promptCaching(PromptCaching value) {
            promptCaching = Objects.requireNonNull(value, "promptCaching");
            return this;
        }

        /**
         * The request. Its content is checked when it is sent.
         *
         * @return an immutable value
         */
        public ChatRequest build() {
            return new ChatRequest(this);
        }
    }
}
