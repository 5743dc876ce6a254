package io.llmgateway.testkit;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.LlmException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedProvider} does with one call. Immutable: each method gives a changed copy.
 */
public final class Script {
    private final What what;
    private final Duration before;
    private final Duration between;
    private final @Nullable Gate gate;
    private final int gateAfter;
    private final int cutAfter;
    private final Failure cut;
    private final @Nullable Long seed;

    /** The outcome a script leads to. */
    sealed interface What {
        record Answer(ModelResponse response) implements What {}

        record Parts(List<Part> parts, FinishReason reason, @Nullable Usage usage) implements What {}

        record Events(List<ChatEvent> events) implements What {}

        record Fails(Failure failure) implements What {}

        record Throws(RuntimeException error) implements What {}
    }

    private static final Failure CUT = Failure.of(FailureClass.TRANSIENT, "the script cut the answer");

    private Script(
            What what,
            Duration before,
            Duration between,
            @Nullable Gate gate,
            int gateAfter,
            int cutAfter,
            Failure cut,
            @Nullable Long seed) {
        this.what = what;
        this.before = before;
        this.between = between;
        this.gate = gate;
        this.gateAfter = gateAfter;
        this.cutAfter = cutAfter;
        this.cut = cut;
        this.seed = seed;
    }

    private static Script of(What what) {
        return new Script(what, Duration.ZERO, Duration.ZERO, null, 0, -1, CUT, null);
    }

    /**
     * Answers with a text, streamed word by word. Usage is one token for each word of the prompt and of the answer.
     *
     * @param text the text
     * @return the script
     */
    public static Script answer(String text) {
        return of(new What.Parts(List.of(new Part.Text(text)), FinishReason.STOP, null));
    }

    /**
     * Answers with a text and a usage.
     *
     * @param text the text
     * @param usage what the answer is said to have used
     * @return the script
     */
    public static Script answer(String text, Usage usage) {
        return of(new What.Parts(List.of(new Part.Text(text)), FinishReason.STOP, Objects.requireNonNull(usage)));
    }

    /**
     * Answers with parts, such as tool calls.
     *
     * @param reason why the answer ends
     * @param parts the parts of the answer
     * @return the script
     */
    public static Script answer(FinishReason reason, Part... parts) {
        return of(new What.Parts(List.of(parts), Objects.requireNonNull(reason, "reason"), null));
    }

    /**
     * Asks for a tool.
     *
     * @param callId names the call
     * @param tool the tool's name
     * @param arguments JSON text
     * @return the script
     */
    public static Script callTool(String callId, String tool, String arguments) {
        return answer(FinishReason.TOOL_CALLS, new Part.ToolCall(callId, tool, arguments));
    }

    /**
     * Answers with a response as it is, its facts included; streamed it is taken apart.
     *
     * @param response the response
     * @return the script
     */
    public static Script answer(ModelResponse response) {
        return of(new What.Answer(Objects.requireNonNull(response, "response")));
    }

    /**
     * Answers with these events and nothing else. Without {@link ChatEvent.Finished} at its end, the answer breaks off
     * there.
     *
     * @param events the events; a whole call gets what they put together
     * @return the script
     */
    public static Script events(ChatEvent... events) {
        return of(new What.Events(List.of(events)));
    }

    /**
     * Fails before the answer begins.
     *
     * @param kind what kind of failure
     * @return the script
     */
    public static Script fail(FailureClass kind) {
        return fail(Failure.of(kind, "the script says so"));
    }

    /**
     * Fails before the answer begins.
     *
     * @param failure the failure, such as one with a wait the vendor asks for
     * @return the script
     */
    public static Script fail(Failure failure) {
        return of(new What.Fails(Objects.requireNonNull(failure, "failure")));
    }

    /**
     * Throws.
     *
     * @param error what to throw: an {@link LlmException}, or something no provider should throw
     * @return the script
     */
    public static Script fail(RuntimeException error) {
        return of(new What.Throws(Objects.requireNonNull(error, "error")));
    }

    /**
     * Takes time before anything else happens, on the provider's world.
     *
     * @param duration how long
     * @return a changed copy
     */
    public Script after(Duration duration) {
        return new Script(what, duration, between, gate, gateAfter, cutAfter, cut, seed);
    }

    /**
     * Takes time before each event of a streamed answer but the first, on the provider's world.
     *
     * @param duration how long
     * @return a changed copy
     */
    public Script between(Duration duration) {
        return new Script(what, before, duration, gate, gateAfter, cutAfter, cut, seed);
    }

    /**
     * Waits at a gate before anything else happens.
     *
     * @param newGate the test opens it
     * @return a changed copy
     */
    public Script heldBy(Gate newGate) {
        return heldBy(newGate, 0);
    }

    /**
     * Waits at a gate after some events of a streamed answer; a whole call waits before its answer.
     *
     * @param newGate the test opens it
     * @param events how many events come before, {@link ChatEvent.Started} counted; 0 for before anything else
     * @return a changed copy
     */
    public Script heldBy(Gate newGate, int events) {
        return new Script(what, before, between, Objects.requireNonNull(newGate, "gate"), events, cutAfter, cut, seed);
    }

    /**
     * Breaks off after some events, with a failure of the class {@link FailureClass#TRANSIENT}; a whole call fails.
     *
     * @param events how many events come before, {@link ChatEvent.Started} counted
     * @return a changed copy
     */
    public Script cutAfter(int events) {
        return cutAfter(events, CUT);
    }

    /**
     * Breaks off after some events; a whole call fails.
     *
     * @param events how many events come before, {@link ChatEvent.Started} counted
     * @param failure how it fails then
     * @return a changed copy
     */
    public Script cutAfter(int events, Failure failure) {
        return new Script(
                what, before, between, gate, gateAfter, events, Objects.requireNonNull(failure, "failure"), seed);
    }

    /**
     * Streams text, reasoning, refusals and arguments of tools in pieces of random size instead of word by word.
     *
     * @param newSeed the same seed gives the same pieces
     * @return a changed copy
     */
    public Script inPieces(long newSeed) {
        return new Script(what, before, between, gate, gateAfter, cutAfter, cut, newSeed);
    }

    What what() {
        return what;
    }

    /** Chooses the size of pieces; null for words. */
    @Nullable
    Long seed() {
        return seed;
    }

    Duration before() {
        return before;
    }

    Duration between() {
        return between;
    }

    @Nullable
    Gate gateAfter(int events) {
        return gateAfter == events ? gate : null;
    }

    @Nullable
    Gate gate() {
        return gate;
    }

    /** How it breaks off after so many events, or null if it goes on. */
    @Nullable
    Failure cutAfterExactly(int events) {
        return cutAfter == events ? cut : null;
    }

    @Nullable
    Failure cut() {
        return cutAfter >= 0 ? cut : null;
    }

    /** The same outcome at once: a whole call has waited already. */
    Script unhurried() {
        return of(what);
    }

    /** The answer's facts for a provider and a model. */
    static ChatResponse response(What.Parts answer, String provider, String model, String id, Usage counted) {
        Usage usage = answer.usage() == null ? counted : answer.usage();
        ResponseInfo info = ResponseInfo.builder(provider, model).id(id).build();
        return new ChatResponse(answer.parts(), answer.reason(), usage, info);
    }

    @Override
    public String toString() {
        return "Script[" + what.getClass().getSimpleName() + (cutAfter < 0 ? "" : ", cut after " + cutAfter) + "]";
    }
}
