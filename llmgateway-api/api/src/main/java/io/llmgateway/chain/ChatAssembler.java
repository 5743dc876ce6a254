package io.llmgateway.chain;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts an answer together from its events, and takes one apart into events. Taking apart and putting together gives an
 * equal answer. Not thread-safe.
 */
public final class ChatAssembler {
    private final List<Building> parts = new ArrayList<>(2);
    private boolean begun;
    private boolean interleaved;
    private @Nullable FinishReason reason;
    private @Nullable Usage usage;

    /** An answer nothing is known of. */
    public ChatAssembler() {}

    private static final class Building {
        private final ChatEvent first;
        // the first piece is the only one where the answer came at once
        private String piece = "";
        private @Nullable StringBuilder pieces;
        private @Nullable ProviderState state;

        Building(ChatEvent first) {
            this.first = first;
        }

        void append(String next) {
            if (pieces != null) {
                pieces.append(next);
            } else if (piece.isEmpty()) {
                piece = next;
            } else {
                pieces = new StringBuilder(piece).append(next);
            }
        }

        int length() {
            return pieces == null ? piece.length() : pieces.length();
        }

        String text() {
            return pieces == null ? piece : pieces.toString();
        }

        Part build(boolean complete) {
            if (first instanceof ChatEvent.PartAdded added) {
                return added.value();
            }
            if (first instanceof ChatEvent.ToolCallStarted call) {
                String arguments = length() == 0 && complete ? "{}" : text();
                return new Part.ToolCall(call.id(), call.name(), arguments, complete, state);
            }
            if (first instanceof ChatEvent.ReasoningDelta) {
                return new Part.Reasoning(text(), state);
            }
            if (first instanceof ChatEvent.RefusalDelta) {
                return new Part.Refusal(text());
            }
            return new Part.Text(text(), state);
        }
    }

    /**
     * Takes the next event.
     *
     * @param event the event
     * @throws IllegalStateException if it breaks the grammar of {@link ChatEvent}
     */
    public void accept(ChatEvent event) {
        if (event instanceof ChatEvent.TextDelta delta) {
            at(delta.part(), event).append(delta.text());
        } else if (event instanceof ChatEvent.ReasoningDelta delta) {
            at(delta.part(), event).append(delta.text());
        } else if (event instanceof ChatEvent.ToolCallDelta delta) {
            known(delta.part()).append(delta.arguments());
            interleaved |= delta.part() < parts.size() - 1;
        } else if (event instanceof ChatEvent.ToolCallStarted call) {
            at(call.part(), event);
        } else if (event instanceof ChatEvent.RefusalDelta delta) {
            at(delta.part(), event).append(delta.text());
        } else if (event instanceof ChatEvent.PartAdded added) {
            at(added.part(), event);
        } else if (event instanceof ChatEvent.StateAttached attached) {
            known(attached.part()).state = attached.state();
        } else if (event instanceof ChatEvent.Finished finished) {
            reason = finished.reason();
            usage = finished.usage();
        } else if (event instanceof ChatEvent.Continued) {
            parts.forEach(part -> part.state = null);
        } else if (event instanceof ChatEvent.Started) {
            parts.clear();
            interleaved = false;
        }
    }

    private Building at(int part, ChatEvent event) {
        if (part == parts.size()) {
            Building building = new Building(event);
            parts.add(building);
            begun = true;
            return building;
        }
        return known(part);
    }

    private Building known(int part) {
        if (part < 0 || part >= parts.size()) {
            throw new IllegalStateException("an event for part " + part + " of an answer with " + parts.size());
        }
        return parts.get(part);
    }

    /**
     * How many characters have come, of text, reasoning and tool arguments.
     *
     * @return characters
     */
    public long characters() {
        long sum = 0;
        for (Building part : parts) {
            sum += part.length();
        }
        return sum;
    }

    /**
     * Whether the answer has begun.
     *
     * @return true once there was content, also where a further {@link ChatEvent.Started} took its place
     */
    public boolean begun() {
        return begun;
    }

    /**
     * The answer so far.
     *
     * @param info where it came from
     * @param soFar what the vendor has told about usage, for an answer that breaks off; or null
     * @return the answer; without {@link ChatEvent.Finished} its finish reason is {@code error} and its usage an
     *     estimate
     */
    public ChatResponse build(ResponseInfo info, @Nullable Usage soFar) {
        FinishReason why = reason == null ? FinishReason.ERROR : reason;
        // a limit may have cut the last tool call, and any of those whose pieces came in turn
        boolean cut = reason == null || reason.equals(FinishReason.LENGTH);
        List<Part> built = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            built.add(parts.get(i).build(!cut || (!interleaved && i < parts.size() - 1)));
        }
        Usage used = usage == null ? estimate(soFar) : usage;
        return new ChatResponse(built, why, used, info);
    }

    // English text has about four characters a token in the vendors' encodings; good enough to mark an estimate.
    private Usage estimate(@Nullable Usage soFar) {
        Usage known = soFar == null ? Usage.NONE : soFar;
        long missing = (characters() + 3) / 4 - known.totalOutput();
        return known.plus(
                Usage.builder().output(Math.max(0, missing)).estimated(true).build());
    }

    /**
     * Takes an answer apart.
     *
     * @param response the answer
     * @param events gets its events in order
     */
    public static void takeApart(ChatResponse response, Consumer<ChatEvent> events) {
        ResponseInfo info = response.info();
        events.accept(
                new ChatEvent.Started(info.provider(), info.model(), info.id().orElse(null)));
        List<Part> parts = response.parts();
        for (int i = 0; i < parts.size(); i++) {
            takeApart(i, parts.get(i), events);
        }
        events.accept(new ChatEvent.Finished(response.finishReason(), response.usage()));
    }

    private static void takeApart(int i, Part part, Consumer<ChatEvent> events) {
        ProviderState state = null;
        if (part instanceof Part.Text text) {
            events.accept(new ChatEvent.TextDelta(i, text.text()));
            state = text.state();
        } else if (part instanceof Part.Reasoning reasoning) {
            events.accept(new ChatEvent.ReasoningDelta(i, reasoning.text()));
            state = reasoning.state();
        } else if (part instanceof Part.Refusal refusal) {
            events.accept(new ChatEvent.RefusalDelta(i, refusal.text()));
        } else if (part instanceof Part.ToolCall call) {
            events.accept(new ChatEvent.ToolCallStarted(i, call.id(), call.name()));
            if (!call.arguments().isEmpty()) {
                events.accept(new ChatEvent.ToolCallDelta(i, call.arguments()));
            }
            state = call.state();
        } else {
            events.accept(new ChatEvent.PartAdded(i, part));
        }
        if (state != null) {
            events.accept(new ChatEvent.StateAttached(i, state));
        }
    }
}
