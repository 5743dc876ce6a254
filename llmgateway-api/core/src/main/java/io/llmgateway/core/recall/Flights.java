package io.llmgateway.core.recall;

import io.llmgateway.chain.Aside;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls that ask the same at one moment share one answer. The first asks; the others read along. A call reads along only where it has no more time than the first, within a tenth.
 */
final class Flights {
    private static final Duration ANY = Duration.ofDays(1);
    private static final int PART_LATER = 10;

    private final ConcurrentMap<Course, Flight> underWay = new ConcurrentHashMap<>();
    private final Book book;
    private final World world;

    Flights(Book book, World world) {
        this.book = book;
        this.world = world;
    }

    /**
     * What calls must have in common to share an answer.
     *
     * @param key the question
     * @param clocks all but the total one
     * @param forgettings how often something was forgotten before
     */
    private record Course(Key key, Timeouts clocks, long forgettings) {
        // written out: what the compiler makes is linked when it first runs
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Course course
                    && key.equals(course.key)
                    && clocks.equals(course.clocks)
                    && forgettings == course.forgettings;
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + Long.hashCode(forgettings); // clocks hardly ever differ
        }
    }

    /**
     * A call's place.
     *
     * @param asks whether this call asks for the others
     */
    private record Seat(Flight flight, boolean asks) {}

    Reply ask(Call call, Chain chain, Round round) {
        Question question = round.question();
        while (true) {
            Seat seat = board(call, round);
            if (seat.asks()) {
                return lead(call, chain, round, seat.flight());
            }
            try {
                return follow(call, round, seat.flight());
            } catch (Flight.NotAsked nobodyAsked) {
                Entry entry = book.memory().get(question.key());
                if (entry != null && question.looks() && question.fresh(entry, book.age(entry))) {
                    return book.serve(call, entry, CacheHit.Kind.REMEMBERED);
                }
            }
        }
    }

    private Seat board(Call call, Round round) {
        long total = call.timeouts().total().toNanos();
        long deadline = call.startedNanos() + total;
        Course course = new Course(round.question().key(), call.timeouts().withTotal(ANY), book.forgettings());
        Flight fresh = new Flight(
                call.streamed(), deadline + total / PART_LATER, round, flight -> underWay.remove(course, flight));
        while (true) {
            Flight there = underWay.putIfAbsent(course, fresh);
            if (there == null) {
                return new Seat(fresh, true);
            }
            if (there.join(deadline, round)) {
                return new Seat(there, false);
            }
            if (underWay.replace(course, there, fresh)) {
                return new Seat(fresh, true);
            }
        }
    }

    private Reply lead(Call call, Chain chain, Round round, Flight flight) {
        // the clock of the question is this call's own
        Reader reader = new Reader(flight, round, patience(call, null, () -> new Flight.NotAsked(null)), false);
        try {
            Reply whole = answered(call, chain, round, flight);
            if (whole == null) {
                return Reply.of(reader).begin();
            }
            reader.close();
            return whole;
        } catch (Throwable e) {
            reader.close();
            throw e;
        }
    }

    // null where the answer is a stream, which this call reads as others may
    private @Nullable Reply answered(Call call, Chain chain, Round round, Flight flight) {
        try {
            Entry entry = book.fetch(call, round.question());
            if (entry != null) {
                flight.fails(null);
                return book.serve(call, entry, CacheHit.Kind.REMEMBERED);
            }
            Aside.Detached rest = call.get(Aside.ATTRIBUTE).orElseThrow().detach(call);
            flight.asksBy(rest);
            book.tally().misses.increment();
            Book.Asked asked = book.ask(rest.call(), chain, flight);
            if (flight.streamed()) {
                flight.flies(asked);
                return null;
            }
            ModelResponse response = whole(asked, flight);
            if (call.cancellation().cancelled()) {
                throw new CancelledException("the call was given up while it waited for an answer");
            }
            return Reply.of(response);
        } catch (Throwable e) {
            flight.fails(e);
            throw e;
        }
    }

    private static ModelResponse whole(Book.Asked asked, Flight flight) {
        try (Reply reply = asked.reply()) {
            ModelResponse response = reply.await();
            flight.ends(null, response, asked.bill().get());
            return response;
        }
    }

    private Flight.Patience patience(Call call, @Nullable Long deadline, Supplier<RuntimeException> late) {
        return new Flight.Patience(call.cancellation(), deadline, world, late);
    }

    private Reply follow(Call call, Round round, Flight flight) {
        Question question = round.question();
        long deadline = call.startedNanos() + call.timeouts().total().toNanos();
        try {
            return read(call, round, flight, patience(call, deadline, () -> late(call, question)));
        } catch (ProviderFailedException e) {
            throw new ProviderFailedException(e.provider().orElse(""), e.model().orElse(""), e.failure(), e);
        } catch (NoTargetLeftException e) {
            throw again(question, e);
        } catch (RuntimeException | Error e) {
            boolean own =
                    call.cancellation().cancelled() || Thread.currentThread().isInterrupted();
            if (own || e instanceof Flight.NotAsked) {
                throw e;
            }
            throw new Flight.NotAsked(e); // the other's budget, its interceptor, its leave
        }
    }

    // each call attaches its own course to its exception
    private static LlmException again(Question question, NoTargetLeftException e) {
        return new NoTargetLeftException(question.asked(), failures(e));
    }

    static List<ProviderFailedException> failures(NoTargetLeftException e) {
        List<ProviderFailedException> failures = new ArrayList<>();
        failures.add((ProviderFailedException) Objects.requireNonNull(e.getCause()));
        for (Throwable other : e.getSuppressed()) {
            if (other instanceof ProviderFailedException failed) {
                failures.add(failed);
            }
        }
        return failures;
    }

    private static RuntimeException late(Call call, Question question) {
        String target = question.targets().get(0);
        int slash = target.indexOf('/');
        int end = target.indexOf(' ');
        Failure failure = new Failure(
                FailureClass.TRANSIENT,
                "the answer, which another call asks for, was not complete within "
                        + call.timeouts().total().toMillis() + " ms",
                null,
                "total_timeout",
                null,
                null);
        return new ProviderFailedException(
                target.substring(0, slash),
                target.substring(slash + 1, end < 0 ? target.length() : end),
                failure,
                null);
    }

    private Reply read(Call call, Round round, Flight flight, Flight.Patience patience) {
        Reader reader = new Reader(flight, round, patience, true);
        try {
            if (flight.streamed()) {
                return Reply.of(reader).begin().onEnd(ending -> booked(call, flight, ending));
            }
            ModelResponse response = flight.whole(patience);
            reader.close();
            CacheHit hit = Book.shared(response, flight.bill());
            return Reply.of(Book.shared(response, hit)).onEnd(ending -> booked(call, flight, ending));
        } catch (Throwable e) {
            reader.close();
            throw e;
        }
    }

    private void booked(Call call, Flight flight, Ending ending) {
        if (ending instanceof Ending.Complete complete) {
            LedgerEntry bill = flight.bill();
            ModelResponse response = complete.response();
            response.cache()
                    .ifPresent(hit -> book.book(
                            call,
                            hit,
                            response.provider(),
                            bill == null ? response.model() : bill.attempt().model(),
                            response.model()));
        }
    }
}
