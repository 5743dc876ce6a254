package io.llmgateway.providers.kit;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.RateLimit;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.World;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a vendor's reader finds, whole or streamed, and makes events of it: numbers the parts, keeps texts apart,
 * makes up ids the vendor does not give. For one answer, on one thread.
 */
public final class Answer {
    private enum Open {
        NOTHING,
        TEXT,
        REASONING,
        REFUSAL
    }

    private final String provider;
    private final World world;
    private final Redaction redaction;
    private final @Nullable String requestId;
    private final List<Warning> warnings;
    private final List<RateLimit> rateLimits;
    private final Deque<ChatEvent> events = new ArrayDeque<>(4);
    private Map<Object, Integer> tools = Collections.emptyMap();
    private String model;
    private @Nullable String id;
    private int parts;
    private Open open = Open.NOTHING;
    private boolean started;
    private boolean ended;
    private @Nullable FinishReason reason;
    private @Nullable Usage usage;
    private @Nullable Warning usageWarning;
    private @Nullable String serviceTier;
    private @Nullable BigDecimal billed;

    Answer(
            String provider,
            String model,
            @Nullable String requestId,
            List<RateLimit> rateLimits,
            List<Warning> warnings,
            Redaction redaction,
            World world) {
        this.provider = provider;
        this.model = model;
        this.requestId = requestId;
        this.rateLimits = rateLimits;
        this.warnings = new ArrayList<>(warnings);
        this.redaction = redaction;
        this.world = world;
    }

    /**
     * An answer to read into without a connection, for trying a reader.
     *
     * @param provider the provider's id
     * @param model the model asked for
     * @param world gives ids
     */
    public Answer(String provider, String model, World world) {
        this(provider, model, null, List.of(), List.of(), Redaction.of(List.of()), world);
    }

    /**
     * The vendor has accepted the request. Only the first call makes an event; what a later one tells is kept for the
     * answer as a whole, for vendors that name the model behind the content.
     *
     * @param servedModel the model that serves, or null if not told
     * @param answerId the vendor's id of the answer, or null if not told
     */
    public void started(@Nullable String servedModel, @Nullable String answerId) {
        if (servedModel != null && !servedModel.isEmpty()) {
            model = servedModel;
        }
        if (answerId != null && !answerId.isEmpty()) {
            id = answerId;
        }
        if (!started) {
            started = true;
            events.add(new ChatEvent.Started(provider, model, id));
        }
    }

    /**
     * A further answer begins in the same stream, as where somebody on the way has run the tools. It takes the place of
     * what came before; usage told from now on should count both.
     *
     * @param servedModel the model that serves, or null if not told
     * @param answerId the vendor's id of the answer, or null if not told
     */
    public void startedAgain(@Nullable String servedModel, @Nullable String answerId) {
        started = false;
        parts = 0;
        open = Open.NOTHING;
        tools = Collections.emptyMap();
        reason = null;
        started(servedModel, answerId);
    }

    /**
     * The model that serves, where the answer tells it late.
     *
     * @param servedModel the model
     */
    public void model(String servedModel) {
        model = servedModel;
    }

    /**
     * A piece of text; an empty one is passed over.
     *
     * @param piece the piece
     */
    public void text(String piece) {
        if (!piece.isEmpty()) {
            events.add(new ChatEvent.TextDelta(part(Open.TEXT), piece));
        }
    }

    /**
     * A piece of reasoning; an empty one is passed over.
     *
     * @param piece the piece
     */
    public void reasoning(String piece) {
        if (!piece.isEmpty()) {
            events.add(new ChatEvent.ReasoningDelta(part(Open.REASONING), piece));
        }
    }

    /**
     * A piece of a refusal; an empty one is passed over.
     *
     * @param piece the piece
     */
    public void refusal(String piece) {
        if (!piece.isEmpty()) {
            events.add(new ChatEvent.RefusalDelta(part(Open.REFUSAL), piece));
        }
    }

    /** The text, reasoning or refusal is over: the next piece begins a part of its own. */
    public void endPart() {
        open = Open.NOTHING;
    }

    /**
     * What the vendor wants back with the reasoning under way; makes a reasoning part without text if there is none.
     *
     * @param state the vendor's own form
     */
    public void reasoningState(ProviderState state) {
        state(Open.REASONING, state);
    }

    /**
     * What the vendor wants back with the text under way; makes a text part without text if there is none.
     *
     * @param state the vendor's own form
     */
    public void textState(ProviderState state) {
        state(Open.TEXT, state);
    }

    private void state(Open kind, ProviderState state) {
        boolean fresh = open != kind;
        int part = part(kind);
        if (fresh) {
            events.add(kind == Open.TEXT ? new ChatEvent.TextDelta(part, "") : new ChatEvent.ReasoningDelta(part, ""));
        }
        events.add(new ChatEvent.StateAttached(part, state));
    }

    private int part(Open kind) {
        begin();
        if (open != kind) {
            open = kind;
            parts++;
        }
        return parts - 1;
    }

    private void begin() {
        if (!started) {
            started(null, null);
        }
    }

    /**
     * Whether a tool call was begun under a key.
     *
     * @param key what tells the vendor's tool calls apart: an index or an id
     * @return true if so
     */
    public boolean knowsTool(Object key) {
        return tools.containsKey(key);
    }

    /**
     * The model begins to ask for a tool. A key used before now means this call.
     *
     * @param key what tells the vendor's tool calls apart
     * @param callId names the call; made up where it is null or blank
     * @param name the tool's name
     */
    public void toolCall(Object key, @Nullable String callId, String name) {
        begin();
        open = Open.NOTHING;
        int part = parts++;
        if (tools.isEmpty()) {
            tools = new HashMap<>(2);
        }
        tools.put(key, part);
        String known = callId == null || callId.isBlank() ? "call_" + world.newId() : callId;
        events.add(new ChatEvent.ToolCallStarted(part, known, name));
    }

    /**
     * A piece of a tool call's arguments; an empty one is passed over.
     *
     * @param key the call's key
     * @param piece a piece of JSON text
     */
    public void toolArguments(Object key, String piece) {
        if (!piece.isEmpty()) {
            events.add(new ChatEvent.ToolCallDelta(tool(key), piece));
        }
    }

    /**
     * What the vendor wants back with a tool call.
     *
     * @param key the call's key
     * @param state the vendor's own form
     */
    public void toolState(Object key, ProviderState state) {
        events.add(new ChatEvent.StateAttached(tool(key), state));
    }

    private int tool(Object key) {
        Integer part = tools.get(key);
        if (part == null) {
            throw failed(Failure.of(FailureClass.MALFORMED, "a piece of a tool call that never began"));
        }
        return part;
    }

    /**
     * A part that comes as a whole.
     *
     * @param part an image, a sound, a document, or something of the vendor's own
     */
    public void part(Part part) {
        begin();
        open = Open.NOTHING;
        events.add(new ChatEvent.PartAdded(parts++, part));
    }

    /**
     * Why the model stopped. The last call counts. {@code stop} after a tool call means {@code tool_calls}.
     *
     * @param why the reason
     */
    public void finish(FinishReason why) {
        reason = why;
    }

    /**
     * Whether it is known why the model stopped.
     *
     * @return true if so
     */
    public boolean hasFinishReason() {
        return reason != null;
    }

    /**
     * What the answer used. The last call counts: vendors repeat and correct it.
     *
     * @param used all of it, not what was added
     */
    public void usage(Usage used) {
        usage = used;
        usageWarning = null;
    }

    /**
     * What the answer used, and whether it makes sense. The last call counts.
     *
     * @param used all of it, not what was added; marked as an estimate here if something makes no sense
     * @param tally what the counts were read with
     */
    public void usage(Usage used, UsageTally tally) {
        usage = tally.checked(used);
        usageWarning = tally.warning();
    }

    /**
     * The class of service the vendor gave. The last call counts.
     *
     * @param tier the vendor's word; null, blank and {@code auto}, which leaves it open, tell nothing
     */
    public void serviceTier(@Nullable String tier) {
        if (tier != null && !tier.isBlank() && !tier.equals("auto")) {
            serviceTier = tier;
        }
    }

    /**
     * What the vendor says the answer cost. The last call counts.
     *
     * @param dollars US dollars; null tells nothing
     */
    public void billed(@Nullable BigDecimal dollars) {
        if (dollars != null) {
            billed = dollars;
        }
    }

    /**
     * Something the caller should know.
     *
     * @param code a short fixed word
     * @param message for a person
     */
    public void warn(String code, String message) {
        warnings.add(new Warning(code, message));
    }

    /** The vendor says that nothing follows. */
    public void end() {
        ended = true;
    }

    /**
     * The exception for an error inside the answer; to be thrown by the reader.
     *
     * @param failure what went wrong; its message is cut and redacted here, and the request id added
     * @return the exception
     */
    public ProviderFailedException failed(Failure failure) {
        Failure told = redaction.apply(failure, requestId);
        return new ProviderFailedException(provider, model, told, null);
    }

    /** Whether nothing was read that makes an answer. */
    boolean empty() {
        return parts == 0 && reason == null;
    }

    boolean ended() {
        return ended;
    }

    @Nullable
    ChatEvent poll() {
        return events.poll();
    }

    /**
     * The last event, with what is known by now.
     *
     * @return the event; the usage is zero and marked as an estimate where the vendor told none
     */
    ChatEvent.Finished finished() {
        FinishReason why = reason == null ? FinishReason.OTHER : reason;
        if (why.equals(FinishReason.STOP) && !tools.isEmpty()) {
            why = FinishReason.TOOL_CALLS.as(why.raw());
        }
        return new ChatEvent.Finished(
                why, usage == null ? Usage.builder().estimated(true).build() : usage);
    }

    @Nullable
    Usage usageSoFar() {
        return usage;
    }

    ResponseInfo.Builder info() {
        List<Warning> all = warnings;
        if (usageWarning != null) {
            all = new ArrayList<>(warnings);
            all.add(usageWarning);
        }
        return ResponseInfo.builder(provider, model)
                .id(id)
                .requestId(requestId)
                .serviceTier(serviceTier)
                .billed(billed)
                .warnings(all)
                .rateLimits(rateLimits);
    }
}
