package io.llmgateway.core.recall;

import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.recall.Remembered;
import io.llmgateway.spi.World;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps answers that may be kept, serves them, and books what that saved. Thread-safe. */
final class Book {
    private static final System.Logger LOG = System.getLogger(Book.class.getName());

    private final Memory memory;
    private final @Nullable Shelf shelf;
    private final Tally tally;
    private final World world;
    private final Rounds rounds = new Rounds();
    private final ReentrantReadWriteLock changes = new ReentrantReadWriteLock();
    private final AtomicLong forgettings = new AtomicLong();
    private final AtomicLong blockings = new AtomicLong();
    private final Set<Key> revalidated = ConcurrentHashMap.newKeySet();

    Book(Memory memory, @Nullable Shelf shelf, Tally tally, World world) {
        this.memory = memory;
        this.shelf = shelf;
        this.tally = tally;
        this.world = world;
    }

    Memory memory() {
        return memory;
    }

    Rounds rounds() {
        return rounds;
    }

    Tally tally() {
        return tally;
    }

    /** How often something was forgotten: what was asked before is not stored after. */
    long forgettings() {
        return forgettings.get();
    }

    /** Forgets answers; gives how many were in memory. */
    long forget(Predicate<? super Remembered> which) {
        changes.writeLock().lock();
        try {
            if (shelf != null) {
                shelf.forget(which);
            }
            forgettings.incrementAndGet();
        } finally {
            changes.writeLock().unlock();
        }
        return memory.forget(which);
    }

    /** Forgets what a call was given last. */
    void block(String operation) {
        List<Round> rounds;
        changes.writeLock().lock();
        try {
            rounds = this.rounds.block(operation);
            if (shelf != null) {
                rounds.forEach(round -> shelf.remove(round.question().key()));
            }
            blockings.incrementAndGet();
        } finally {
            changes.writeLock().unlock();
        }
        rounds.forEach(round -> memory.remove(round.question().key()));
    }

    // whoever forgets comes before, and is seen, or after, and sees what was put
    private boolean put(BooleanSupplier good, Runnable put) {
        changes.readLock().lock();
        try {
            if (!good.getAsBoolean()) {
                return false;
            }
            put.run();
            return true;
        } finally {
            changes.readLock().unlock();
        }
    }

    void close() {
        if (shelf != null) {
            shelf.close();
        }
    }

    boolean revalidates(Key key) {
        return revalidated.add(key);
    }

    void revalidated(Key key) {
        revalidated.remove(key);
    }

    Duration age(Entry entry) {
        return Duration.ofNanos(entry.age(world.nanoTime()));
    }

    /** An answer, and its bill once it is complete. */
    record Asked(Reply reply, AtomicReference<@Nullable LedgerEntry> bill) {}

    /** Asks, and remembers the answer when it is complete, if those it is for want it. */
    Asked ask(Call call, Chain chain, Audience audience) {
        long before = forgettings();
        Asked asked = ask(call, chain);
        asked.reply().onEnd(new Keeping(call, audience, asked.bill(), before));
        return asked;
    }

    /** An answer that has begun. A class: a lambda that takes numbers along is linked at several times the cost. */
    private final class Keeping implements Consumer<Ending>, BooleanSupplier {
        private final Call call;
        private final Audience audience;
        private final AtomicReference<@Nullable LedgerEntry> billed;
        private final long before;

        Keeping(Call call, Audience audience, AtomicReference<@Nullable LedgerEntry> billed, long before) {
            this.call = call;
            this.audience = audience;
            this.billed = billed;
            this.before = before;
        }

        @Override
        public void accept(Ending ending) {
            Question question = ending instanceof Ending.Complete ? audience.wish() : null;
            if (question != null) {
                LedgerEntry bill = billed.get();
                ModelResponse response = ((Ending.Complete) ending).response();
                keep(
                        call,
                        question,
                        this,
                        bill == null || bill.usage().equals(response.usage())
                                ? response
                                : with(response, bill.usage(), response.info()),
                        bill == null ? null : bill.attempt().model(),
                        bill == null ? null : bill.cost().amount().orElse(null));
            }
        }

        /** Whether it still may be remembered. */
        @Override
        public boolean getAsBoolean() {
            return before == forgettings() && !audience.blocked();
        }
    }

    /** Asks, and notes the bill. */
    Asked ask(Call call, Chain chain) {
        AtomicReference<@Nullable LedgerEntry> bill = new AtomicReference<>();
        Call noted = call.withListener(event -> {
            if (event instanceof GatewayEvent.Booked booked && booked.entry().outcome() == Outcome.COMPLETE) {
                bill.set(booked.entry());
            }
            call.emit(event);
        });
        return new Asked(chain.proceed(noted), bill);
    }

    /**
     * Remembers an answer, if it may be.
     *
     * @param good whether it still may be: something may be forgotten, or blocked, at the same moment
     * @param response the answer, with what it used
     * @param model the model that was asked, in the provider's words; null where that is not known
     * @param cost US dollars; null where that is not known
     */
    void keep(
            Call call,
            Question question,
            BooleanSupplier good,
            ModelResponse response,
            @Nullable String model,
            @Nullable BigDecimal cost) {
        if (!lasting(response)) {
            return;
        }
        try {
            Key key = question.key();
            Entry bare = entry(call, question, response, model, cost);
            byte[] bytes = shelf == null ? null : EntryCodec.write(key, bare);
            Entry entry = bare.weighing(bytes == null ? EntryCodec.size(bare) : bytes.length);
            boolean kept = put(good, () -> {
                memory.put(key, entry);
                if (shelf != null && bytes != null) {
                    shelf.put(key, bytes, entry.keep());
                }
            });
            if (kept) {
                tally.stored.increment();
            }
        } catch (RuntimeException e) { // the answer is good all the same
            LOG.log(System.Logger.Level.WARNING, "an answer could not be remembered", e);
        }
    }

    private Entry entry(
            Call call, Question question, ModelResponse response, @Nullable String model, @Nullable BigDecimal cost) {
        ResponseInfo info = response.info();
        ResponseInfo bare = ResponseInfo.builder(info.provider(), info.model())
                .id(info.id().orElse(null))
                .serviceTier(info.serviceTier().orElse(null))
                .build();
        Remembered about = new Remembered(
                question.tenant(),
                question.control().namespace(),
                call.request().tags(),
                question.asked(),
                info.provider(),
                Objects.requireNonNullElse(model, info.model()),
                info.model(),
                world.now());
        return new Entry(
                about,
                with(response, response.usage(), bare),
                cost,
                question.ttl(),
                question.keep(),
                world.nanoTime(),
                0);
    }

    private static ModelResponse with(ModelResponse response, Usage usage, ResponseInfo info) {
        return response instanceof ChatResponse chat
                ? new ChatResponse(chat.parts(), chat.finishReason(), usage, info)
                : new EmbeddingResponse(((EmbeddingResponse) response).embeddings(), usage, info);
    }

    // complete, by the model's own will, and without what only the vendor has
    private static boolean lasting(ModelResponse response) {
        if (response instanceof EmbeddingResponse) {
            return true;
        }
        if (!(response instanceof ChatResponse chat)) {
            return false;
        }
        boolean says = false;
        for (Part part : chat.parts()) {
            if (!lasting(part)) {
                return false;
            }
            says |= says(part);
        }
        boolean natural = chat.finishReason().equals(FinishReason.STOP)
                || chat.finishReason().equals(FinishReason.TOOL_CALLS);
        return says && natural;
    }

    // thoughts alone are no answer
    private static boolean says(Part part) {
        return part instanceof Part.Text text
                ? !text.text().isBlank()
                : part instanceof Part.ToolCall || part instanceof Part.Image;
    }

    private static boolean lasting(Part part) {
        return part instanceof Part.Text
                || part instanceof Part.Reasoning
                || part instanceof Part.Opaque
                || (part instanceof Part.ToolCall call && call.complete())
                || (part instanceof Part.Image image && image.source() instanceof MediaSource.Inline);
    }

    /** What is fresh in memory, or on the shelf; null where neither has it. */
    @Nullable
    Entry fetch(Call call, Question question) {
        Entry fresh = question.looks() ? fresh(question) : null;
        return fresh == null && shelf != null ? fetch(call, List.of(question)).get(question.key()) : fresh;
    }

    private @Nullable Entry fresh(Question question) {
        Entry entry = memory.get(question.key());
        return entry != null && question.fresh(entry, age(entry)) ? entry : null;
    }

    /** The same for several questions, which are looked up together. Memory gets also what is past its time but kept. */
    Map<Key, Entry> fetch(Call call, List<Question> questions) {
        Map<Key, Entry> known = new HashMap<>();
        Map<Key, Question> missing = new LinkedHashMap<>();
        for (Question question : questions) {
            if (!question.looks()) {
                continue;
            }
            Entry entry = fresh(question);
            if (entry == null) {
                missing.put(question.key(), question);
            } else {
                known.put(question.key(), entry);
            }
        }
        if (shelf == null || missing.isEmpty()) {
            return known;
        }
        long before = forgettings() + blockings.get();
        shelf.get(call, missing.keySet()).forEach((key, entry) -> {
            boolean kept = put(() -> before == forgettings() + blockings.get(), () -> memory.offer(key, entry));
            if (kept && Objects.requireNonNull(missing.get(key)).fresh(entry, age(entry))) {
                known.put(key, entry);
            }
        });
        return known;
    }

    /** Gives a remembered answer to a call. */
    Reply serve(Call call, Entry entry, CacheHit.Kind kind) {
        CacheHit hit = entry.hit(kind, age(entry));
        book(call, hit, entry.about());
        ResponseInfo info = entry.response().info().toBuilder().cache(hit).build();
        return Reply.of(with(entry.response(), Usage.NONE, info));
    }

    /** Gives an answer another call has asked for. */
    static ModelResponse shared(ModelResponse response, CacheHit hit) {
        ResponseInfo info = response.info().toBuilder().cache(hit).build();
        return with(response, Usage.NONE, info);
    }

    static CacheHit shared(ModelResponse response, @Nullable LedgerEntry bill) {
        return new CacheHit(
                CacheHit.Kind.SHARED,
                Duration.ZERO,
                bill == null ? response.usage() : bill.usage(),
                bill == null ? null : bill.cost().amount().orElse(null));
    }

    void book(Call call, CacheHit hit, String provider, String model, String served) {
        Instant now = world.now();
        Duration took = Duration.ofNanos(world.nanoTime() - call.startedNanos());
        Attempt attempt = new Attempt(
                call.nextAttempt(), provider, model, Outcome.COMPLETE, null, took, took, Usage.NONE, Cost.ZERO);
        tally.hit(hit);
        call.emit(new GatewayEvent.Recalled(call.operation(), now, hit, provider, model));
        call.emit(new GatewayEvent.Booked(new LedgerEntry(
                call.operation(),
                now,
                attempt,
                call.get(Attributes.PURPOSE).orElse(Purpose.ANSWER),
                call.get(Attributes.MODEL_ASKED).orElse(""),
                served,
                call.user().orElse(null),
                call.request().tags(),
                true,
                hit.saved())));
    }

    void book(Call call, CacheHit hit, Remembered about) {
        book(call, hit, about.provider(), about.model(), about.served());
    }

    @Override
    public String toString() {
        return "book of answers" + Objects.requireNonNullElse(shelf, "");
    }
}
