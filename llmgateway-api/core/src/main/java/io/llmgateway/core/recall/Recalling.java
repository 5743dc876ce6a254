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
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The door of the room {@code recall}. Thread-safe. */
public final class Recalling implements GatewayListener {
    private static final Set<String> BLOCKS = Set.of("block", "reroute"); // a reroute comes too late for an answer

    private final RecallConfig config;
    private final Questions questions;
    private final Answers answers;
    private final World world;

    private Recalling(
            RecallConfig config,
            String policy,
            Function<String, List<String>> targets,
            Function<Call, List<String>> chosen,
            Answers answers,
            World world) {
        this.config = config;
        this.world = world;
        this.answers = answers;
        questions = new Questions(config, policy, targets, chosen);
    }

    /**
     * What the room works with.
     *
     * @param config the room's settings; checked here
     * @param policy names what the guards do: answers are not remembered beyond a change of it
     * @param targets what a model stands for, each {@code provider/model} first; throws where it stands for nothing
     * @param chosen whom a call puts first among these by its user, tags and time; empty where it does not
     * @param answers what is remembered; the caller closes it
     * @param world time
     * @return the room
     * @throws MisconfiguredException if a setting makes no sense
     */
    public static Recalling of(
            RecallConfig config,
            String policy,
            Function<String, List<String>> targets,
            Function<Call, List<String>> chosen,
            Answers answers,
            World world) {
        Recalling room = new Recalling(config, policy, targets, chosen, answers, world);
        room.checkModels(targets);
        return room;
    }

    /**
     * Refuses settings of a store that is not there, and a store that nothing is put into.
     *
     * @param config the room's settings
     * @param store the store given in code, or null
     * @throws MisconfiguredException if one is there without the other
     */
    public static void check(RecallConfig config, @Nullable CacheStore store) {
        if (config.exact() == null && store != null) {
            throw new MisconfiguredException("a store of remembered answers is given, but nothing is remembered: set"
                    + " llmgateway.recall.exact, or leave the store out");
        }
        if (config.exact() != null && store == null && config.store() != null) {
            throw new MisconfiguredException("llmgateway.recall.store is set, but no store is given: give one to"
                    + " LlmGateway.builder().cacheStore(…), or leave it out");
        }
    }

    private void checkModels(Function<String, List<String>> targets) {
        if (config.exact() != null) {
            for (String model : Objects.requireNonNull(config.exact().ttls()).keySet()) {
                check("exact.ttls." + model, model, targets);
            }
        }
        if (config.promptCache() != null) {
            for (String model : Objects.requireNonNull(config.promptCache().models())) {
                check("prompt-cache.models", model, targets);
            }
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

    /**
     * Serves what is remembered, and lets equal calls share an answer.
     *
     * @return the layer; empty where both are switched off
     */
    public Optional<Interceptor> memory() {
        boolean shares = Boolean.TRUE.equals(config.singleFlight());
        return config.exact() == null && !shares
                ? Optional.empty()
                : Optional.of(
                        new Remembering(questions, answers.book(), shares ? new Flights(answers.book(), world) : null));
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
            answers.book().tally().booked(booked.entry());
        } else if (event instanceof GatewayEvent.CallEnded ended) {
            answers.book().rounds().over(ended.operation());
        } else if (event instanceof GatewayEvent.GuardJudged judged
                && judged.enforced()
                && BLOCKS.contains(judged.verdict())
                && (judged.origin() == Origin.ANSWER || judged.origin() == Origin.TOOL_CALL)) {
            answers.book().block(judged.operation());
        }
    }

    /**
     * What it did.
     *
     * @return since it was made
     */
    public RecallStats stats() {
        Book book = answers.book();
        return book.tally().stats(book.memory().size(), book.memory().weight());
    }

    /**
     * Forgets answers.
     *
     * @param which those to forget
     * @return how many were in memory
     * @throws UncheckedIOException if the snapshot cannot be deleted
     */
    public long forget(Predicate<? super Remembered> which) {
        return answers.forget(which);
    }

    /**
     * Writes memory to a file.
     *
     * @param file the file
     * @return how many answers
     * @throws UncheckedIOException if it cannot be written
     */
    public long save(Path file) {
        return answers.save(file);
    }

    /**
     * Reads memory from a file.
     *
     * @param file the file
     * @return how many answers are remembered by it
     * @throws UncheckedIOException if it cannot be read
     */
    public long load(Path file) {
        return answers.load(file);
    }

    @Override
    public String toString() {
        return "what is remembered";
    }
}
