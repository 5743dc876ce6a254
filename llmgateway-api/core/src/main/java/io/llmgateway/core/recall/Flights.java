package io.llmgateway.core.recall;

import io.llmgateway.chain.Aside;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ModelResponse;
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
import org.jspecify.annotations.Nullable;

/**
 * Lets calls that ask the same at one moment share one answer. The first asks, on a thread of its own, so that it may leave;
 * the others read along. A call reads along only where it has no more time than the first, within a tenth.
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
    private record Course(Key key, Timeouts clocks, long forgettings) {}

    /**
     * A call's place.
     *
     * @param course where the flight is found
     * @param asks whether this call asks for the others
     */
    private record Seat(Flight flight, Course course, boolean asks) {}

    Reply ask(Call call, Chain chain, Round round) {
        Question question = round.question();
        while (true) {
            Seat seat = board(call, round);
            if (seat.asks()) {
                return lead(call, chain, round, seat);
            }
            try {
                return follow(call, round, seat);
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
        Flight fresh = new Flight(call.streamed(), deadline + total / PART_LATER, round);
        while (true) {
            Flight there = underWay.putIfAbsent(course, fresh);
            if (there == null) {
                return new Seat(fresh, course, true);
            }
            if (there.join(deadline, round)) {
                return new Seat(there, course, false);
            }
            if (underWay.replace(course, there, fresh)) {
                return new Seat(fresh, course, true);
            }
        }
    }

    private Reply lead(Call call, Chain chain, Round round, Seat seat) {
        Flight flight = seat.flight();
        boolean asks = false;
        try {
            Entry entry = book.fetch(call, round.question());
            if (entry != null) {
                return book.serve(call, entry, CacheHit.Kind.REMEMBERED);
            }
            Aside aside = call.get(Aside.ATTRIBUTE).orElseThrow();
            book.tally().misses.increment();
            Cancellation asking = aside.detach(call, own -> fly(own, chain, seat));
            asks = true;
            flight.asksBy(asking);
        } finally {
            if (!asks) {
                end(seat, null);
            }
        }
        // the clock of the question is this call's own
        return read(
                call,
                round,
                seat,
                new Flight.Patience(call.cancellation(), null, world, () -> new Flight.NotAsked(null)));
    }

    private void end(Seat seat, @Nullable Throwable why) {
        underWay.remove(seat.course(), seat.flight());
        seat.flight().fails(why);
    }

    // on a thread of its own
    private void fly(Call call, Chain chain, Seat seat) {
        Flight flight = seat.flight();
        Throwable why = null;
        try {
            Book.Asked asked = book.ask(call, chain, flight);
            try (Reply reply = asked.reply()) {
                ChatEvent last = call.streamed() ? listen(reply, flight) : null;
                ModelResponse response = reply.await();
                underWay.remove(seat.course(), flight); // stored by now: who comes later finds it there
                flight.ends(last, response, asked.bill().get());
            }
        } catch (Throwable e) {
            why = e;
            throw e;
        } finally {
            end(seat, why);
        }
    }

    // says all but the last
    private static @Nullable ChatEvent listen(Reply reply, Flight flight) {
        for (ChatEvent event = reply.next(); event != null; event = reply.next()) {
            if (event instanceof ChatEvent.Finished) {
                return event;
            }
            flight.says(event, reply.info());
        }
        return null;
    }

    private Reply follow(Call call, Round round, Seat seat) {
        Question question = round.question();
        long deadline = call.startedNanos() + call.timeouts().total().toNanos();
        Flight.Patience patience =
                new Flight.Patience(call.cancellation(), deadline, world, () -> late(call, question));
        try {
            return read(call, round, seat, patience);
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

    private Reply read(Call call, Round round, Seat seat, Flight.Patience patience) {
        Flight flight = seat.flight();
        Reader reader = new Reader(flight, round, patience, !seat.asks());
        if (flight.streamed()) {
            Reply reply = Reply.of(reader);
            try {
                reply.begin();
            } catch (Throwable e) {
                reader.close();
                throw e;
            }
            return seat.asks() ? reply : reply.onEnd(ending -> booked(call, flight, ending));
        }
        try {
            ModelResponse response = flight.whole(patience);
            if (seat.asks()) {
                return Reply.of(response);
            }
            CacheHit hit = Book.shared(response, flight.bill());
            Reply reply = Reply.of(Book.shared(response, hit));
            return reply.onEnd(ending -> booked(call, flight, ending));
        } finally {
            reader.close();
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
