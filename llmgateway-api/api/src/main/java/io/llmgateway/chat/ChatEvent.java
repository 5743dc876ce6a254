package io.llmgateway.chat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of an answer under way.
 *
 * <p>The grammar: {@link Started}, then pieces of parts, then {@link Finished}. Parts are numbered from 0 in the order
 * of the answer. The pieces of one text, reasoning or refusal part follow each other; only pieces of tool calls may
 * come interleaved. A second {@code Started} begins the next answer of the same call (after tools were run), and with
 * it the numbers begin again. {@link Continued} changes who answers, and nothing else. {@code toString} shows sizes, never content.
 */
public sealed interface ChatEvent {
    /**
     * Whether the answer has begun with it: true for text, reasoning, refusals, tool calls and whole parts.
     *
     * @return true for content
     */
    default boolean content() {
        return true;
    }

    /**
     * The vendor has accepted the request.
     *
     * @param provider the provider's id
     * @param model the model that serves
     * @param id the vendor's id of the answer, or null
     */
    record Started(String provider, String model, @Nullable String id) implements ChatEvent {
        public Started {
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(model, "model");
        }

        @Override
        public boolean content() {
            return false;
        }
    }

    /**
     * A piece of text.
     *
     * @param part the part it belongs to
     * @param text the piece
     */
    record TextDelta(int part, String text) implements ChatEvent {
        @Override
        public String toString() {
            return "TextDelta[" + part + ", " + text.length() + " chars]";
        }
    }

    /**
     * A piece of reasoning.
     *
     * @param part the part it belongs to
     * @param text the piece; empty for a part without visible text
     */
    record ReasoningDelta(int part, String text) implements ChatEvent {
        @Override
        public String toString() {
            return "ReasoningDelta[" + part + ", " + text.length() + " chars]";
        }
    }

    /**
     * A piece of a refusal.
     *
     * @param part the part it belongs to
     * @param text the piece
     */
    record RefusalDelta(int part, String text) implements ChatEvent {
        @Override
        public String toString() {
            return "RefusalDelta[" + part + ", " + text.length() + " chars]";
        }
    }

    /**
     * The model begins to ask for a tool.
     *
     * @param part the part it opens
     * @param id names the call
     * @param name the tool's name
     */
    record ToolCallStarted(int part, String id, String name) implements ChatEvent {}

    /**
     * A piece of a tool call's arguments.
     *
     * @param part the part it belongs to
     * @param arguments a piece of JSON text
     */
    record ToolCallDelta(int part, String arguments) implements ChatEvent {
        @Override
        public String toString() {
            return "ToolCallDelta[" + part + ", " + arguments.length() + " chars]";
        }
    }

    /**
     * A part that arrives as a whole, such as an image.
     *
     * @param part its number
     * @param value the part; not a text, reasoning, refusal or tool call
     */
    record PartAdded(int part, Part value) implements ChatEvent {}

    /**
     * What the vendor wants back with a part.
     *
     * @param part the text, reasoning or tool-call part it belongs to
     * @param state the vendor's own form
     */
    record StateAttached(int part, ProviderState state) implements ChatEvent {
        @Override
        public boolean content() {
            return false;
        }
    }

    /**
     * The vendor broke off, and another one goes on from what had come: the parts so far stand, what follows belongs to the
     * same answer, and its pieces may go on with the last part. States of the parts so far are void: no vendor would know
     * them again in an answer of two.
     *
     * @param provider the provider's id
     * @param model the model that serves from here on
     * @param id the vendor's id of the answer, or null
     */
    record Continued(String provider, String model, @Nullable String id) implements ChatEvent {
        public Continued {
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(model, "model");
        }

        @Override
        public boolean content() {
            return false;
        }
    }

    /**
     * The answer is complete.
     *
     * @param reason why the model stopped
     * @param usage what it used
     */
    record Finished(FinishReason reason, Usage usage) implements ChatEvent {
        @Override
        public boolean content() {
            return false;
        }
    }
}
