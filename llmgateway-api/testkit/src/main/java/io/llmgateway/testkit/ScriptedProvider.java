package io.llmgateway.testkit;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.ChatAssembler;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A provider without a network that does what the test tells it: one {@link Script} for each call, in order, and
 * {@link #otherwise} when they are used up. It remembers the calls it got. Thread-safe.
 *
 * <pre>{@code
 * ScriptedProvider vendor = new ScriptedProvider("toy").fails(FailureClass.OVERLOADED).answers("Hello!");
 * }</pre>
 */
public final class ScriptedProvider implements Provider {
    /** The type of the {@link #factory}. */
    public static final String TYPE = "scripted";

    private final String id;
    private final World world;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Script> scripts = new ArrayDeque<>();
    private final List<Call> calls = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Function<? super Call, Script> otherwise;

    /**
     * A provider in a world of its own.
     *
     * @param id the provider's id
     */
    public ScriptedProvider(String id) {
        this(id, new FakeWorld());
    }

    /**
     * A provider in a world the test shares.
     *
     * @param id the provider's id
     * @param world where delays of the scripts pass
     */
    public ScriptedProvider(String id, World world) {
        this.id = Objects.requireNonNull(id, "id");
        this.world = Objects.requireNonNull(world, "world");
    }

    /**
     * A factory of the type {@value #TYPE} that hands out these providers by the id the settings ask for.
     *
     * @param providers the providers
     * @return the factory, to be given to a client in code
     */
    public static ProviderFactory factory(ScriptedProvider... providers) {
        Map<String, ScriptedProvider> byId =
                Stream.of(providers).collect(Collectors.toUnmodifiableMap(ScriptedProvider::id, p -> p));
        return new ProviderFactory() {
            @Override
            public String type() {
                return TYPE;
            }

            @Override
            public Provider create(ProviderSettings settings) {
                ScriptedProvider known = byId.get(settings.id());
                if (known == null) {
                    throw new MisconfiguredException("llmgateway.providers." + settings.id()
                            + " is of the type \"scripted\", but the test has scripted only " + byId.keySet());
                }
                return known;
            }
        };
    }

    /**
     * Adds a script for one call.
     *
     * @param script what to do with it
     * @return this
     */
    public ScriptedProvider then(Script script) {
        lock.lock();
        try {
            scripts.add(Objects.requireNonNull(script, "script"));
        } finally {
            lock.unlock();
        }
        return this;
    }

    /**
     * Adds an answer for one call.
     *
     * @param text the answer
     * @return this
     */
    public ScriptedProvider answers(String text) {
        return then(Script.answer(text));
    }

    /**
     * Adds a failure for one call.
     *
     * @param kind what kind of failure
     * @return this
     */
    public ScriptedProvider fails(FailureClass kind) {
        return then(Script.fail(kind));
    }

    /**
     * Says what to do with calls no script is left for. Without it, such a call is an {@link AssertionError}.
     *
     * @param how asked for each such call, maybe on several threads at once
     * @return this
     */
    public ScriptedProvider otherwise(Function<? super Call, Script> how) {
        lock.lock();
        try {
            otherwise = Objects.requireNonNull(how, "how");
        } finally {
            lock.unlock();
        }
        return this;
    }

    @Override
    public Reply send(Call call) {
        Script script = take(call);
        if (call.cancellation().cancelled()) {
            throw new CancelledException("the call to " + id + " was given up before it was sent");
        }
        if (script.before().compareTo(Duration.ZERO) > 0) {
            world.sleep(script.before(), call.cancellation());
        }
        Gate gate = call.streamed() ? script.gateAfter(0) : script.gate();
        if (gate != null) {
            gate.pass(call.cancellation());
        }
        return play(script, call);
    }

    private Script take(Call call) {
        Function<? super Call, Script> last;
        int number;
        lock.lock();
        try {
            calls.add(call);
            Script next = scripts.poll();
            if (next != null) {
                return next;
            }
            last = otherwise;
            number = calls.size();
        } finally {
            lock.unlock();
        }
        if (last == null) {
            throw new AssertionError("provider \"" + id + "\" got call " + number + ", and no script is left for it");
        }
        return last.apply(call);
    }

    private Reply play(Script script, Call call) {
        String model = call.request().model().orElse("scripted");
        if (script.what() instanceof Script.What.Fails fails) {
            throw new ProviderFailedException(id, model, fails.failure(), null);
        }
        if (script.what() instanceof Script.What.Throws error) {
            throw error.error();
        }
        if (script.what() instanceof Script.What.Events played) {
            ResponseInfo info = ResponseInfo.builder(id, model).build();
            return reply(script, played.events(), info, call);
        }
        ModelResponse response = response(script.what(), call.request(), model);
        if (!(response instanceof ChatResponse chat)) {
            failIfCut(script, model);
            return Reply.of(response);
        }
        List<ChatEvent> events = new ArrayList<>();
        Pieces pieces = new Pieces(script.seed());
        ChatAssembler.takeApart(chat, event -> pieces.add(event, events));
        return reply(script, events, chat.info(), call);
    }

    private ModelResponse response(Script.What what, ModelRequest request, String model) {
        if (what instanceof Script.What.Answer answer) {
            return answer.response();
        }
        Script.What.Parts parts = (Script.What.Parts) what;
        if (request instanceof EmbeddingRequest embedding) {
            ResponseInfo info = ResponseInfo.builder(id, model).build();
            return new EmbeddingResponse(
                    embedding.inputs().stream().map(ToyModel::embedding).toList(), ToyModel.usage(embedding), info);
        }
        if (request instanceof ModerationRequest moderation) {
            ResponseInfo info = ResponseInfo.builder(id, model).build();
            return new ModerationResponse(
                    moderation.inputs().stream().map(ToyModel::moderation).toList(),
                    Usage.builder().input(ToyModel.tokens(moderation.inputs())).build(),
                    info);
        }
        return Script.response(parts, id, model, world.newId(), ToyModel.usage((ChatRequest) request, parts.parts()));
    }

    private Reply reply(Script script, List<ChatEvent> events, ResponseInfo info, Call call) {
        if (call.streamed()) {
            open.incrementAndGet();
            return Reply.of(new ScriptedSource(script, events, info, call, world, open::decrementAndGet));
        }
        failIfCut(script, info.model());
        Reply whole = Reply.of(new ScriptedSource(script.unhurried(), events, info, call, world, () -> {}));
        return Reply.of(whole.await());
    }

    private void failIfCut(Script script, String model) {
        Failure cut = script.cut();
        if (cut != null) {
            throw new ProviderFailedException(id, model, cut, null);
        }
    }

    /**
     * The provider's id.
     *
     * @return its id
     */
    public String id() {
        return id;
    }

    /**
     * The calls it got, in order, failed ones included.
     *
     * @return a copy
     */
    public List<Call> calls() {
        lock.lock();
        try {
            return List.copyOf(calls);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The chat requests it got, in order.
     *
     * @return a copy
     */
    public List<ChatRequest> chats() {
        return calls().stream()
                .map(Call::request)
                .filter(ChatRequest.class::isInstance)
                .map(ChatRequest.class::cast)
                .toList();
    }

    /**
     * How many scripts are left.
     *
     * @return 0 when the script was played to its end
     */
    public int left() {
        lock.lock();
        try {
            return scripts.size();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the scripts that are left, {@link #otherwise} and the calls it got, so that another test finds it as new. */
    public void forget() {
        lock.lock();
        try {
            scripts.clear();
            calls.clear();
            otherwise = null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many streamed answers are neither read to their end nor closed.
     *
     * @return 0 where nothing leaks
     */
    public int openReplies() {
        return open.get();
    }

    /**
     * Whether it was closed.
     *
     * @return true from then on
     */
    public boolean closed() {
        return closed.get();
    }

    @Override
    public void close() {
        closed.set(true);
    }

    @Override
    public String toString() {
        return "ScriptedProvider[" + id + ", " + left() + " left]";
    }
}
