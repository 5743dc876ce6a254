package io.llmgateway.chain;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One answer under way: a blocking sequence of {@link ChatEvent}s, pulled once, that ends in exactly one way. A whole
 * answer is the same sequence that arrived at once. An answer of another kind than chat has no events, only its {@link
 * #await response}.
 *
 * <p>A reply has one owner: whoever hands it on gives it away, and an operator takes the reply it is called on. Not
 * thread-safe; to give a call up from another thread, use its {@link Cancellation}.
 */
public final class Reply implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Reply.class.getName());
    private static final int MOST_HELD_BACK = 64;
    // of answers that came whole, and of all of them at once: nothing may be put into it
    private static final ChatAssembler UNUSED = new ChatAssembler();
    private static final VarHandle ENDING;

    static {
        try {
            ENDING = MethodHandles.lookup().findVarHandle(Reply.class, "ending", Ending.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable ReplySource source;
    private final @Nullable ModelResponse whole;
    private final ChatAssembler assembler;
    private final List<Consumer<? super Ending>> listeners = new ArrayList<>(8); // one of a room each
    private @Nullable Deque<ChatEvent> ready;
    private @Nullable Consumer<? super ChatEvent> watcher;
    private volatile @Nullable Ending ending;
    private boolean taken;

    private Reply(@Nullable ReplySource source, @Nullable ModelResponse whole) {
        this.source = source;
        this.whole = whole;
        assembler = source == null ? UNUSED : new ChatAssembler();
    }

    /**
     * An answer that is there.
     *
     * @param response the answer
     * @return the reply
     */
    public static Reply of(ModelResponse response) {
        return new Reply(null, Objects.requireNonNull(response, "response"));
    }

    /**
     * An answer that comes piece by piece.
     *
     * @param source where it comes from; the reply closes it
     * @return the reply
     */
    public static Reply of(ReplySource source) {
        return new Reply(Objects.requireNonNull(source, "source"), null);
    }

    /**
     * Waits until the answer has begun: reads on to its first content and holds it back for {@link #next}. Does nothing
     * where it has begun already.
     *
     * @return this
     * @throws io.llmgateway.error.LlmException if the answer fails before it begins
     */
    public Reply begin() {
        if (source == null || ending != null || assembler.begun()) {
            return this;
        }
        Deque<ChatEvent> held = new ArrayDeque<>(4);
        while (ending == null && !assembler.begun()) {
            if (held.size() == MOST_HELD_BACK) {
                throw fail(new ProviderFailedException(
                        source.info().provider(),
                        source.info().model(),
                        Failure.of(FailureClass.MALFORMED, MOST_HELD_BACK + " events and no content"),
                        null));
            }
            held.add(pull(source));
        }
        ready = held;
        return this;
    }

    /**
     * The next event; blocks until there is one. An answer that was only waited for, by {@link #await}, can still be
     * read so from its beginning.
     *
     * @return the event, or null when the answer is complete
     * @throws StreamBrokenException if the answer breaks off after it has begun
     * @throws io.llmgateway.error.LlmException if it fails before
     */
    public @Nullable ChatEvent next() {
        if (ready == null && !taken && present() instanceof ChatResponse chat) {
            Deque<ChatEvent> events = new ArrayDeque<>();
            ChatAssembler.takeApart(chat, events::add);
            ready = events;
        }
        taken = true;
        if (ready != null && !ready.isEmpty()) {
            ChatEvent event = ready.poll();
            if (whole != null && ready.isEmpty() && ending == null) {
                end(new Ending.Complete(whole));
            }
            return event;
        }
        if (ending != null) {
            complete(ending);
            return null;
        }
        if (source == null) {
            end(new Ending.Complete(Objects.requireNonNull(whole)));
            return null;
        }
        return pull(source);
    }

    // the whole answer, if it is there
    private @Nullable ModelResponse present() {
        return ending instanceof Ending.Complete complete ? complete.response() : whole;
    }

    private static ModelResponse complete(Ending ending) {
        if (ending instanceof Ending.Failed failed) {
            throw failed.error();
        }
        if (ending instanceof Ending.Complete complete) {
            return complete.response();
        }
        throw new CancelledException("the reply was closed before its end");
    }

    private ChatEvent pull(ReplySource from) {
        ChatEvent event;
        ModelResponse complete = null;
        try {
            event = from.next();
            assembler.accept(event);
            if (watcher != null) {
                show(watcher, event);
            }
            if (event instanceof ChatEvent.Finished) {
                complete = assembler.build(from.info(), null);
            }
        } catch (RuntimeException e) {
            throw fail(e);
        } catch (Throwable e) { // whoever holds something for this answer must hear of its end
            fail(new IllegalStateException("reading the answer failed with " + e, e));
            throw e;
        }
        if (complete != null) {
            close(from);
            end(new Ending.Complete(complete));
        }
        return event;
    }

    /**
     * Reads to the end.
     *
     * @return the whole answer
     * @throws StreamBrokenException if the answer breaks off after it has begun
     * @throws io.llmgateway.error.LlmException if it fails before
     */
    public ModelResponse await() {
        if (whole != null) {
            if (ending == null) {
                end(new Ending.Complete(whole));
            }
            return whole;
        }
        ready = null;
        while (ending == null) {
            pull(Objects.requireNonNull(source));
        }
        return complete(ending);
    }

    /**
     * What has come so far.
     *
     * @return the answer so far; complete where it has ended so
     */
    public ModelResponse soFar() {
        if (ending instanceof Ending.Complete complete) {
            return complete.response();
        }
        if (whole != null) {
            return whole;
        }
        ReplySource from = Objects.requireNonNull(source);
        return assembler.build(from.info(), from.usageSoFar());
    }

    /** Goes away. If the answer has not ended, it is abandoned: the vendor's connection is closed at once. */
    @Override
    public void close() {
        if (ending != null) {
            return;
        }
        if (source == null) {
            end(new Ending.Complete(Objects.requireNonNull(whole)));
            return;
        }
        close(source);
        end(new Ending.Abandoned(partial()));
    }

    private static void close(ReplySource from) {
        try {
            from.close();
        } catch (Throwable e) { // the end must be told
            LOG.log(System.Logger.Level.WARNING, "closing the source of a reply failed", e);
        }
    }

    // what has come so far, also where the source cannot tell
    private ModelResponse partial() {
        try {
            return soFar();
        } catch (Throwable e) { // the end must be told
            LOG.log(System.Logger.Level.WARNING, "the source of a reply does not tell what it has", e);
            return assembler.build(ResponseInfo.builder("", "").build(), null);
        }
    }

    /**
     * Tells how the answer ended, exactly once: complete, failed or abandoned. If it has ended already, at once.
     *
     * @param listener must be quick; what it throws is logged and goes no further
     * @return this
     */
    public Reply onEnd(Consumer<? super Ending> listener) {
        if (ending != null) {
            tell(listener, ending);
        } else {
            listeners.add(listener);
        }
        return this;
    }

    /**
     * Tells each event from now on, as it comes from where the answer comes from. An answer that was there at once tells
     * none.
     *
     * @param newWatcher in place of an earlier one; must be quick; after it has thrown, it is told nothing more
     * @return this
     */
    public Reply onEvent(Consumer<? super ChatEvent> newWatcher) {
        watcher = Objects.requireNonNull(newWatcher, "newWatcher");
        return this;
    }

    private void show(Consumer<? super ChatEvent> to, ChatEvent event) {
        try {
            to.accept(event);
        } catch (Throwable e) { // watching must not break the answer
            watcher = null;
            LOG.log(System.Logger.Level.WARNING, "a listener to the events of a reply failed", e);
        }
    }

    /**
     * Changes the text of the answer, piece by piece.
     *
     * @param filters gives a fresh filter for each part, or null to leave parts of this kind as they are
     * @return the changed reply
     */
    public Reply mapText(Function<TextKind, @Nullable TextFilter> filters) {
        if (whole != null && !(whole instanceof ChatResponse)) {
            return this;
        }
        if (!taken && present() instanceof ChatResponse) {
            return Reply.of(TextMapping.map((ChatResponse) await(), filters));
        }
        return new Reply(new TextMapping(this, filters), null);
    }

    /**
     * Changes the whole answer. Reads to the end first, so a reader of a stream gets everything at once and late; an
     * answer that breaks off throws here.
     *
     * @param change the change
     * @return the changed reply
     */
    public Reply mapWhole(UnaryOperator<ModelResponse> change) {
        return Reply.of(change.apply(await()));
    }

    /**
     * Goes on with another reply where this one is complete, as a tool loop does. The reader sees the events of both;
     * the response is that of the last, with the usage of all.
     *
     * @param continuation gets the complete answer, and gives the reply to go on with, or null to end here; asked
     *     again after each further reply
     * @return the joined reply
     */
    public Reply then(Function<ChatResponse, @Nullable Reply> continuation) {
        if (whole != null && !(whole instanceof ChatResponse)) {
            return this;
        }
        return new Reply(new Continuation(this, continuation), null);
    }

    /**
     * Where the answer comes from, as far as it is known by now; with its headers, that is once it has begun, what they
     * said.
     *
     * @return the facts
     */
    public ResponseInfo info() {
        return whole != null ? whole.info() : Objects.requireNonNull(source).info();
    }

    private RuntimeException fail(RuntimeException error) {
        close(Objects.requireNonNull(source));
        ModelResponse partial = partial();
        if (error instanceof CancelledException) {
            end(new Ending.Abandoned(partial));
            return error;
        }
        RuntimeException told = error;
        if (assembler.begun()) {
            told = error instanceof StreamBrokenException broken
                    ? broken.withPartial((ChatResponse) partial)
                    : new StreamBrokenException(error, (ChatResponse) partial);
        }
        end(new Ending.Failed(told, partial));
        return told;
    }

    private void end(Ending how) {
        if (!ENDING.compareAndSet(this, null, how)) {
            return; // given up by another thread at the same moment
        }
        for (Consumer<? super Ending> listener : listeners) {
            tell(listener, how);
        }
        listeners.clear();
    }

    private static void tell(Consumer<? super Ending> listener, Ending how) {
        try {
            listener.accept(how);
        } catch (Throwable e) { // the other listeners must hear it too
            LOG.log(System.Logger.Level.WARNING, "a listener to the end of a reply failed", e);
        }
    }
}
