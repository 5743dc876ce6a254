package io.llmgateway.core;

import io.llmgateway.CallOptions;
import io.llmgateway.access.DataClasses;
import io.llmgateway.chain.Aside;
import io.llmgateway.chain.Attribute;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.CacheControl;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.core.send.OpenReplies;
import io.llmgateway.core.watch.Course;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.LlmException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all views of a client share: the corridor, the providers, the calls under way. Thread-safe. */
final class Gateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());
    private static final int MOST_ASIDE = 64;
    private static final Duration TO_BE_BOOKED = Duration.ofSeconds(2);

    private final Composer composer;
    private final Generations generations;
    private final CurrentRooms rooms;
    private final Duration grace;
    private final World world;
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition oneLess = waiting.newCondition();
    private final Set<Cancellation> underWay = ConcurrentHashMap.newKeySet();
    private final Semaphore aside = new Semaphore(MOST_ASIDE);
    private final AtomicBoolean closes = new AtomicBoolean();
    private volatile boolean closing;
    private volatile boolean closed;

    /**
     * A gateway that is open.
     *
     * @param grace how long closing waits for calls under way
     */
    Gateway(Generations generations, Duration grace, World world) {
        this.composer = generations.composer();
        this.generations = generations;
        this.rooms = new CurrentRooms(generations::current);
        this.grace = grace;
        this.world = world;
    }

    /** The rooms as the configuration has them now. */
    Generation current() {
        return generations.current();
    }

    CurrentRooms rooms() {
        return rooms;
    }

    /** Reads the configuration again, and goes on with it; where it makes no sense, as before. */
    void reload() {
        generations.reload();
    }

    private void refuseClosed() {
        if (closing) {
            throw new CancelledException("the client is closed");
        }
    }

    /** One call from door to door: its cancellation, its course, its place among the calls under way, and what runs beside it. */
    final class Turn implements Aside {
        private final Cancellation cancellation;
        private final OpenReplies open = new OpenReplies();
        private final String operation;
        private Course course;
        private Generation generation;

        Turn(Generation generation, String operation, Cancellation cancellation) {
            this.generation = generation;
            this.operation = operation;
            this.cancellation = cancellation;
            course = new Course(generation.log());
        }

        /** By whose rules it goes. */
        Generation generation() {
            return generation;
        }

        /** From here to its end it is under way; it must come to one. */
        void enter() {
            generations.lookIfDue();
            while (!generation.enter()) { // another one has taken its place meanwhile
                refuseClosed();
                generation = current();
                course = new Course(generation.log());
            }
            underWay.add(cancellation);
            if (closing) {
                leave();
                refuseClosed();
            }
        }

        /** Goes through the rooms it has entered. */
        Reply proceed(ModelRequest request, boolean streamed, CallOptions options) {
            GatewayListener counts = generation.statistics().call(course).orElse(null);
            Call call = Call.of(request, streamed, operation, world.nanoTime())
                    .withTimeouts(options.timeouts())
                    .withCancellation(cancellation)
                    .withListener(new Listeners.OfCall(course, counts, generation.listeners()))
                    .with(OpenReplies.ATTRIBUTE, open)
                    .with(Aside.ATTRIBUTE, this);
            try {
                return generation.pipeline().proceed(asked(call, options)).onEnd(ending -> over());
            } catch (Throwable e) {
                // an interceptor may have thrown with a reply in its hands
                cancellation.cancel();
                over();
                attach(e);
                throw e;
            }
        }

        private static Call asked(Call call, CallOptions options) {
            Call asked = with(call, Attributes.PRINCIPAL, options.principal());
            asked = with(asked, Attributes.OUTPUT_USE, options.outputUse());
            if (!options.cache().equals(CacheControl.DEFAULT)) {
                asked = asked.with(CacheControl.ATTRIBUTE, options.cache());
            }
            return options.dataClasses().isEmpty()
                    ? asked
                    : asked.with(Attributes.DATA_CLASSES, new DataClasses(options.dataClasses()));
        }

        private static <T> Call with(Call call, Attribute<T> attribute, Optional<T> value) {
            return value.isPresent() ? call.with(attribute, value.get()) : call;
        }

        private void over() {
            open.close(); // first, so that what is under way has its entries when it is over
            leave();
            generation.lanes().settle(); // so that listeners have seen what the caller now gets to see
        }

        void leave() {
            left(generation, cancellation);
        }

        ModelResponse await(Reply reply) {
            try {
                ModelResponse whole = reply.await();
                Attempt answering = course.answering(whole);
                ModelResponse response = counted(whole, answering);
                return response.withInfo(response.info().toBuilder()
                        .operation(operation)
                        .attempts(course.attempts())
                        .answeredBy(answering)
                        .warnings(course.warnings(response.info().warnings()))
                        .explanation(course.explanation())
                        .build());
            } catch (RuntimeException e) {
                throw told(e);
            }
        }

        // where the vendor told no usage, that of the bill, so that the two never differ
        private static ModelResponse counted(ModelResponse response, @Nullable Attempt answering) {
            boolean told = response.usage().total() > 0;
            return told || answering == null || !(response instanceof ChatResponse chat)
                    ? response
                    : new ChatResponse(chat.parts(), chat.finishReason(), answering.usage(), chat.info());
        }

        RuntimeException told(RuntimeException e) {
            attach(e);
            return e;
        }

        private void attach(Throwable e) {
            if (e instanceof LlmException llm) {
                llm.attach(course.attempts(), course.explanation());
            }
        }

        Cancellation cancellation() {
            return cancellation;
        }

        @Override
        public boolean run(String name, Call call, Consumer<Call> work) {
            if (!aside.tryAcquire()) {
                return false;
            }
            Call apart =
                    call.apart(call.operation() + "-" + name, world.nanoTime()).withListener(generation.besideCalls());
            Rest rest = new Rest(generation, apart);
            boolean runs = rest.enter()
                    && rest.run(() -> {
                        try (rest) {
                            work.accept(rest.call());
                        } finally {
                            aside.release();
                        }
                    });
            if (!runs) {
                rest.close();
                aside.release();
            }
            return runs;
        }

        @Override
        public Detached detach(Call call) {
            Rest rest = new Rest(generation, call.withCancellation(new Cancellation()));
            if (!rest.enter()) {
                throw new CancelledException("the client is closed");
            }
            return rest;
        }
    }

    Turn turn() {
        return new Turn(current(), world.newId(), new Cancellation());
    }

    /** What goes on apart from its caller; under way until it is closed. */
    private final class Rest implements Aside.Detached {
        private final Generation generation;
        private final OpenReplies open = new OpenReplies();
        private final Call call;
        private final Executor threads;

        Rest(Generation generation, Call call) {
            this.generation = generation;
            this.call = call.with(OpenReplies.ATTRIBUTE, open);
            this.threads = generation.threads().fromHere();
        }

        boolean enter() {
            if (!generation.enter()) {
                return false;
            }
            underWay.add(call.cancellation());
            if (closed) {
                close();
                return false;
            }
            return true;
        }

        @Override
        public Call call() {
            return call;
        }

        @Override
        public boolean run(Runnable work) {
            try {
                threads.execute(() -> {
                    try {
                        work.run();
                    } catch (Throwable e) { // nobody waits for it
                        LOG.log(System.Logger.Level.DEBUG, "what ran beside " + call + " failed", e);
                    }
                });
                return true;
            } catch (Throwable noThread) { // nobody else would ever run it
                return false;
            }
        }

        @Override
        public void close() {
            open.close(); // first, so that what is under way has its entries when it is over
            left(generation, call.cancellation());
        }
    }

    private void left(Generation generation, Cancellation cancellation) {
        if (underWay.remove(cancellation)) {
            generation.leave();
        }
        if (closing) {
            waiting.lock();
            try {
                oneLess.signalAll();
            } finally {
                waiting.unlock();
            }
        }
    }

    /** Tells all listeners what an answer was worth: to the target that was asked, whatever it calls itself. */
    void feedback(ChatResponse response, double score, Map<String, String> tags) {
        String operation = response.info().operation().orElse("");
        Attempt answering = response.info().answeredBy().orElse(null);
        String provider = answering == null ? response.provider() : answering.provider();
        String model = answering == null ? response.model() : answering.model();
        Generation now = current();
        now.listeners().on(new GatewayEvent.FeedbackGiven(operation, world.now(), provider, model, tags, score));
        now.lanes().settle();
    }

    Asking asking() {
        return composer.asking();
    }

    @Override
    public void close() {
        if (!closes.compareAndSet(false, true)) {
            return;
        }
        closing = true;
        generations.end();
        awaitCalls(grace);
        boolean interrupted = Thread.interrupted(); // ends the grace only: what is under way must still be booked
        closed = true;
        underWay.forEach(Cancellation::cancel);
        List<Generation> all = generations.all();
        all.forEach(Generation::closeOuter);
        // what was given up ends at once, unless a provider does not listen or this very thread is in a call
        awaitCalls(TO_BE_BOOKED);
        // their threads must still be there
        all.forEach(one -> one.lanes().close(TO_BE_BOOKED));
        composer.shutdown();
        all.forEach(Generation::closeInner);
        closeAll(composer.lasting());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitCalls(Duration atMost) {
        waiting.lock();
        try {
            long left = atMost.toNanos();
            while (!underWay.isEmpty() && left > 0) {
                left = oneLess.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.unlock();
        }
    }

    private static void closeAll(Collection<? extends AutoCloseable> all) {
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Throwable e) { // the others must be closed too
                LOG.log(System.Logger.Level.WARNING, "closing " + one + " failed", e);
            }
        }
    }

    @Override
    public String toString() {
        return "LlmClient" + (closing ? " (closed)" : "") + System.lineSeparator()
                + current().pipeline();
    }
}
