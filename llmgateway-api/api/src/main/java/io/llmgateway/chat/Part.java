package io.llmgateway.chat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One piece of a message. Their {@code toString} shows sizes, never content, so that a message may be logged.
 *
 * <p>Parts of an answer may carry a {@link ProviderState}; send the part back as it came and the vendor gets it back.
 */
public sealed interface Part {
    /**
     * Plain text.
     *
     * @param text the text, may be empty
     * @param state what the vendor wants back with it, or null
     */
    record Text(String text, @Nullable ProviderState state) implements Part {
        public Text {
            Given.value(text, "text");
        }

        /**
         * Plain text.
         *
         * @param text the text
         */
        public Text(String text) {
            this(text, null);
        }

        // written out: see Target
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Text that && text.equals(that.text) && Objects.equals(state, that.state);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }

        @Override
        public String toString() {
            return "Text[" + text.length() + " chars]";
        }
    }

    /**
     * An image.
     *
     * @param source where its bytes are
     * @param detail the resolution hint some vendors take ({@code low}, {@code high}, {@code auto}), or null
     */
    record Image(MediaSource source, @Nullable String detail) implements Part {
        public Image {
            Objects.requireNonNull(source, "source");
        }

        /**
         * An image at the vendor's default resolution.
         *
         * @param source where its bytes are
         */
        public Image(MediaSource source) {
            this(source, null);
        }
    }

    /**
     * A document, such as a PDF or a plain text.
     *
     * @param source where its bytes are
     * @param title a title or file name for the model, or null
     */
    record Document(MediaSource source, @Nullable String title) implements Part {
        public Document {
            Objects.requireNonNull(source, "source");
        }

        /**
         * A document without a title.
         *
         * @param source where its bytes are
         */
        public Document(MediaSource source) {
            this(source, null);
        }
    }

    /**
     * A sound recording.
     *
     * @param source where its bytes are
     */
    record Audio(MediaSource source) implements Part {
        public Audio {
            Objects.requireNonNull(source, "source");
        }
    }

    /**
     * The model asks for a tool.
     *
     * @param id names this call; the result refers to it. Never empty: made up where the vendor gives none
     * @param name the tool's name
     * @param arguments JSON text, {@code "{}"} if there are none; not complete JSON where {@code complete} is false
     * @param complete false if the answer was cut inside the arguments: such a call must not be executed
     * @param state what the vendor wants back with it, or null
     */
    record ToolCall(String id, String name, String arguments, boolean complete, @Nullable ProviderState state)
            implements Part {
        public ToolCall {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(arguments, "arguments");
        }

        /**
         * A complete tool call.
         *
         * @param id names this call
         * @param name the tool's name
         * @param arguments JSON text
         */
        public ToolCall(String id, String name, String arguments) {
            this(id, name, arguments, true, null);
        }

        @Override
        public String toString() {
            return "ToolCall[" + id + ", " + name + ", " + arguments.length() + " chars]";
        }
    }

    /**
     * What a tool gave back.
     *
     * @param callId the {@link ToolCall#id()} it answers
     * @param name the tool's name (Gemini and Ollama match by name), or null if unknown
     * @param content text, images or documents; may be empty
     * @param error whether the tool failed; the content then says how
     */
    record ToolResult(String callId, @Nullable String name, List<Part> content, boolean error) implements Part {
        public ToolResult {
            Objects.requireNonNull(callId, "callId");
            content = Given.list(content, "content");
        }

        /**
         * A result in text.
         *
         * @param call the call it answers
         * @param text the result
         * @return the part
         */
        public static ToolResult of(ToolCall call, String text) {
            return new ToolResult(call.id(), call.name(), List.of(new Text(text)), false);
        }

        @Override
        public String toString() {
            return "ToolResult[" + callId + ", " + content + (error ? ", error]" : "]");
        }
    }

    /**
     * What the model thought on its way to the answer.
     *
     * @param text the thoughts or a summary of them; empty where the vendor hides them
     * @param state the vendor's signature or encrypted form, or null
     */
    record Reasoning(String text, @Nullable ProviderState state) implements Part {
        public Reasoning {
            Objects.requireNonNull(text, "text");
        }

        @Override
        public String toString() {
            return "Reasoning[" + text.length() + " chars]";
        }
    }

    /**
     * The model declines to answer.
     *
     * @param text its words
     */
    record Refusal(String text) implements Part {
        public Refusal {
            Objects.requireNonNull(text, "text");
        }

        @Override
        public String toString() {
            return "Refusal[" + text.length() + " chars]";
        }
    }

    /**
     * Something of one vendor that has no common word, such as a block of a tool the vendor runs itself.
     *
     * @param state the vendor's own form
     */
    record Opaque(ProviderState state) implements Part {
        public Opaque {
            Objects.requireNonNull(state, "state");
        }
    }

    /**
     * A hint: everything up to here stays the same in later calls and is worth keeping in the vendor's prompt cache.
     * Vendors that cache on their own, or not at all, pass over it.
     *
     * @param ttl how long to keep it, or null for the vendor's default
     */
    record CachePoint(@Nullable Duration ttl) implements Part {}
}
