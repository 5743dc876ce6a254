package io.llmgateway.core.recall;

import io.llmgateway.chain.Aside;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.ProviderFailedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Serves what is remembered, and else asks: for one call, or for all that ask the same at that moment. */
final class Remembering implements Interceptor {
    private final Questions questions;
    private final Book book;
    private final Vectors vectors;
    private final @Nullable Flights flights;

    /**
     * The layer.
     *
     * @param flights lets equal calls share an answer; null where each asks for itself
     */
    Remembering(Questions questions, Book book, @Nullable Flights flights) {
        this.questions = questions;
        this.book = book;
        this.vectors = new Vectors(questions, book);
        this.flights = flights;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        if (call.request() instanceof EmbeddingRequest texts && texts.inputs().size() > 1) {
            Reply reply = vectors.of(call, chain, texts);
            if (reply != null) {
                return reply;
            }
        }
        Question question = questions.of(call);
        if (question == null) {
            book.tally().passed.increment();
            return chain.proceed(call);
        }
        Round round = book.rounds().begin(call.operation(), question);
        try {
            return answered(call, chain, round).onEnd(ending -> round.end());
        } catch (Throwable e) {
            round.end();
            throw e;
        }
    }

    private Reply answered(Call call, Chain chain, Round round) {
        Question question = round.question();
        if (!question.control().reads()) {
            book.tally().passed.increment();
            return book.ask(call, chain, round).reply();
        }
        Entry entry = question.looks() ? book.memory().get(question.key()) : null;
        if (entry != null) {
            Duration age = book.age(entry);
            if (question.fresh(entry, age)) {
                return book.serve(call, entry, CacheHit.Kind.REMEMBERED);
            }
            if (question.staleWhileRevalidated(entry, age)) {
                if (question.stores()) {
                    revalidate(call, chain, question);
                }
                return book.serve(call, entry, CacheHit.Kind.STALE);
            }
        }
        try {
            return asked(call, chain, round);
        } catch (ProviderFailedException | NoTargetLeftException e) {
            Entry old = book.memory().get(question.key()); // the store may have had it, and it may be forgotten by now
            if (old != null && question.looks() && question.staleIfError(old, book.age(old)) && !ownFault(e)) {
                return book.serve(call, old, CacheHit.Kind.STALE);
            }
            throw e;
        }
    }

    // the vendors have answered: this is no request for them
    private static boolean ownFault(LlmException e) {
        return e instanceof NoTargetLeftException none
                ? Flights.failures(none).stream().allMatch(Remembering::ownFault)
                : e instanceof ProviderFailedException failed && failed.kind().blame() == FailureClass.Blame.NOBODY;
    }

    private Reply asked(Call call, Chain chain, Round round) {
        if (flights != null && call.get(Aside.ATTRIBUTE).isPresent()) {
            return flights.ask(call, chain, round);
        }
        Entry entry = book.fetch(call, round.question());
        if (entry != null) {
            return book.serve(call, entry, CacheHit.Kind.REMEMBERED);
        }
        book.tally().misses.increment();
        return book.ask(call, chain, round).reply();
    }

    // once at a time for each answer: the others are served meanwhile
    private void revalidate(Call call, Chain chain, Question question) {
        call.get(Aside.ATTRIBUTE)
                .filter(aside -> book.revalidates(question.key()))
                .ifPresent(aside -> {
                    boolean runs = aside.run("refresh", call, apart -> {
                        try {
                            book.ask(apart, chain, new Round(question)).reply().await();
                        } finally {
                            book.revalidated(question.key());
                        }
                    });
                    if (!runs) {
                        book.revalidated(question.key());
                    }
                });
    }

    @Override
    public String toString() {
        return "remembered answers" + (flights == null ? "" : ", shared among equal calls");
    }
}
