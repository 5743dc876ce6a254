package io.llmgateway.core.recall;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.config.RecallConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.guard.Origin;
import io.llmgateway.recall.RecallStats;
import io.llmgateway.recall.Remembered;
import io.llmgateway.spi.CacheStore;
import io.llmgateway.spi.World;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The door of the room {@code recall}. Thread-safe. */
public final class Recalling implements GatewayListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Recalling.class.getName());
    private static final Set<String> BLOCKS = Set.of("block", "reroute"); // a reroute comes too late for an answer

    private final RecallConfig config;
    private final Questions questions;
    private final Book book;
    private final Tally tally = new Tally();
    private final World world;

    private Recalling(
            RecallConfig config,
            String policy,
            Function<String, List<String>> targets,
            Function<Call, List<String>> chosen,
            @Nullable CacheStore store,
            Executor threads,
            World world) {
        this.config = config;
        this.world = world;
        questions = new Questions(config, policy, targets, chosen);
        RecallConfig.ExactConfig exact = config.exact();
        RecallConfig.StoreConfig use =
                Objects.requireNonNullElseGet(config.store(), () -> new RecallConfig.StoreConfig(null));
        Shelf shelf =
                store == null ? null : new Shelf(store, Objects.requireNonNull(use.timeout()), threads, tally, world);
        long bytes = exact == null ? 0 : Objects.requireNonNull(exact.maxBytes());
        book = new Book(new Memory(bytes, world), shelf, tally, world);
    }

    /**
     * What the room works with. Reads the snapshot, if there is one.
     *
     * @param config the room's settings; checked here
     * @param policy names what the guards do: answers are not remembered beyond a change of it
     * @param targets what a model stands for, each {@code provider/model} first; throws where it stands for nothing
     * @param chosen whom a call puts first among these by its user, tags and time; empty where it does not
     * @param store shared with others, or null; the caller closes it
     * @param threads for waiting on the store
     * @param world time
     * @return the room
     * @throws MisconfiguredException if a setting makes no sense
     */
    public static Recalling of(
            RecallConfig config,
            String policy,
            Function<String, List<String>> targets,
            Function<Call, List<String>> chosen,
            @Nullable CacheStore store,
            Executor threads,
            World world) {
        if (config.exact() == null && store != null) {
            throw new MisconfiguredException("a store of remembered answers is given, but nothing is remembered: set"
                    + " llmgateway.recall.exact, or leave the store out");
        }
        if (config.exact() != null && store == null && config.store() != null) {
            throw new MisconfiguredException("llmgateway.recall.store is set, but no store is given: give one to"
                    + " LlmGateway.builder().cacheStore(…), or leave it out");
        }
        Recalling room = new Recalling(config, policy, targets, chosen, store, threads, world);
        room.checkModels(targets);
        room.loadSnapshot();
        return room;
    }

    private void checkModels(Function<String, List<String>> targets) {
        if (config.exact() != null) {
            Objects.requireNonNull(config.exact().ttls())
                    .keySet()
                    .forEach(model -> check("exact.ttls." + model, model, targets));
        }
        if (config.promptCache() != null) {
            Objects.requireNonNull(config.promptCache().models())
                    .forEach(model -> check("prompt-cache.models", model, targets));
        }
    }

    private static void check(String property, String model, Function<String, List<String>> targets) {
        try {
            if (targets.apply(model).isEmpty()) {
                throw new IllegalArgumentException("\"" + model + "\" stands for nothing");
            }
        } catch (RuntimeException e) {
            throw new MisconfiguredException("llmgateway.recall." + property + ": " + e.getMessage(), e);
        }
    }

    // without it calls are dearer, and nothing else
    private void loadSnapshot() {
        if (config.snapshot() != null && Files.isRegularFile(Path.of(config.snapshot()))) {
            try {
                load(Path.of(config.snapshot()));
            } catch (UncheckedIOException e) {
                LOG.log(System.Logger.Level.WARNING, "llmgateway.recall.snapshot was not read", e);
            }
        }
    }

    /**
     * Serves what is remembered, and lets equal calls share an answer.
     *
     * @return the layer; empty where both are switched off
     */
    public Optional<Interceptor> memory() {
        boolean shares = Boolean.TRUE.equals(config.singleFlight());
        return config.exact() == null && !shares
                ? Optional.empty()
                : Optional.of(new Remembering(questions, book, shares ? new Flights(book, world) : null));
    }

    /**
     * Marks beginnings of prompts for vendors' caches.
     *
     * @return the layer; empty where it is switched off
     */
    public Optional<Interceptor> promptMarks() {
        return config.promptCache() == null
                        || !Boolean.TRUE.equals(config.promptCache().enabled())
                ? Optional.empty()
                : Optional.of(new PromptMarks(config.promptCache()));
    }

    /** Counts what is booked, and forgets what a guard has blocked: asked again, the model may answer better. */
    @Override
    public void on(GatewayEvent event) {
        if (event instanceof GatewayEvent.Booked booked) {
            tally.booked(booked.entry());
        } else if (event instanceof GatewayEvent.CallEnded ended) {
            book.rounds().over(ended.operation());
        } else if (event instanceof GatewayEvent.GuardJudged judged
                && judged.enforced()
                && BLOCKS.contains(judged.verdict())
                && (judged.origin() == Origin.ANSWER || judged.origin() == Origin.TOOL_CALL)) {
            book.block(judged.operation());
        }
    }

    /**
     * What it did.
     *
     * @return since it was made
     */
    public RecallStats stats() {
        return tally.stats(book.memory().size(), book.memory().weight());
    }

    /**
     * Forgets answers.
     *
     * @param which those to forget
     * @return how many were in memory
     */
    public long forget(Predicate<? super Remembered> which) {
        return book.forget(which);
    }

    /**
     * Writes memory to a file.
     *
     * @param file the file
     * @return how many answers
     * @throws UncheckedIOException if it cannot be written
     */
    public long save(Path file) {
        return Snapshot.save(file, book.memory());
    }

    /**
     * Reads memory from a file.
     *
     * @param file the file
     * @return how many answers are remembered by it
     * @throws UncheckedIOException if it cannot be read
     */
    public long load(Path file) {
        return Snapshot.load(file, book.memory(), world);
    }

    /** Writes the snapshot, if there is one, and waits a moment for what the shared store is being told. */
    @Override
    public void close() {
        book.close();
        if (config.snapshot() != null) {
            save(Path.of(config.snapshot()));
        }
    }

    @Override
    public String toString() {
        return "what is remembered";
    }
}
