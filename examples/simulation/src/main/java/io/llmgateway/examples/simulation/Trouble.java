package io.llmgateway.examples.simulation;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What befalls one vendor in the course of a run; asked once for each request, in the order in which they come in. */
@FunctionalInterface
interface Trouble {
    /** Good times. */
    Trouble NONE = (now, since, luck) -> Course.GOOD;

    /**
     * What becomes of a request.
     *
     * @param now the time of day
     * @param since the time from the beginning of the run
     * @param luck of this request
     */
    Course meets(Instant now, Duration since, Random luck);

    /**
     * What becomes of a request.
     *
     * @param slower how many times the usual time it takes
     * @param before time that is lost before all else
     * @param failure how it fails after that time; null where it is answered
     * @param limits what the vendor says of its limits
     */
    record Course(double slower, Duration before, @Nullable Failure failure, List<RateLimit> limits) {
        static final Course GOOD = new Course(1, Duration.ZERO, null, List.of());

        static Course fails(Duration before, Failure failure) {
            return new Course(1, before, failure, failure.rateLimits());
        }
    }

    /** No answer but an error, soon. */
    static Failure error(FailureClass kind, int status, String code) {
        return new Failure(kind, "the vendor says no", status, code, null, null);
    }

    /** The vendor has no capacity. */
    static Failure overloaded() {
        return error(FailureClass.OVERLOADED, 503, "overloaded_error");
    }

    /** Nobody is there: the clock of the connection runs out. */
    static Failure unreachable() {
        return new Failure(FailureClass.TRANSIENT, "no connection", null, "timeout_connect", null, null);
    }

    /** Fails in some seconds of the run. */
    static Trouble fails(Predicate<Duration> when, Duration after, Failure failure) {
        Course fails = Course.fails(after, failure);
        return (now, since, luck) -> when.test(since) ? fails : Course.GOOD;
    }

    /** Slow in some seconds of the run, with some failures. */
    static Trouble brownOut(Predicate<Duration> when, double slower, double failing) {
        Course fails = Course.fails(Duration.ofSeconds(3), overloaded());
        Course slow = new Course(slower, Duration.ZERO, null, List.of());
        return (now, since, luck) -> !when.test(since) ? Course.GOOD : luck.nextDouble() < failing ? fails : slow;
    }

    /** So many requests a minute, that come back evenly; told with each answer, as OpenAI does. */
    static Trouble limit(int perMinute) {
        return new Trouble() {
            private double level = perMinute;
            private Duration last = Duration.ZERO;

            @Override
            public Course meets(Instant now, Duration since, Random luck) {
                double each = 60e9 / perMinute;
                level = Math.min(perMinute, level + since.minus(last).toNanos() / each);
                last = since;
                boolean room = level >= 1;
                level -= room ? 1 : 0;
                Instant reset = now.plusNanos((long) Math.ceil((perMinute - level) * each));
                List<RateLimit> told = List.of(new RateLimit(RateLimit.Kind.REQUESTS, perMinute, (long) level, reset));
                return room
                        ? new Course(1, Duration.ZERO, null, told)
                        : tooMany(Duration.ofNanos((long) Math.ceil((1 - level) * each)), told);
            }
        };
    }

    /** So many requests in each minute of the clock, without a word before they are used up. */
    static Trouble silentLimit(int perMinute) {
        return new Trouble() {
            private long minute;
            private int used;

            @Override
            public Course meets(Instant now, Duration since, Random luck) {
                used = since.toMinutes() == minute ? used + 1 : 1;
                minute = since.toMinutes();
                return used <= perMinute
                        ? Course.GOOD
                        : tooMany(Duration.ofMinutes(minute + 1).minus(since), List.of());
            }
        };
    }

    private static Course tooMany(Duration wait, List<RateLimit> told) {
        return Course.fails(
                Duration.ofMillis(50),
                new Failure(FailureClass.RATE_LIMITED, "too many", 429, "rate_limit_exceeded", null, wait, told));
    }

    /** A model that is loaded by its first request, for which all others wait, and dropped when nobody asks for a while. */
    static Trouble cold(Duration loading, Duration kept) {
        return new Trouble() {
            private Duration ready = Duration.ZERO;
            private Duration dropped = Duration.ZERO;

            @Override
            public Course meets(Instant now, Duration since, Random luck) {
                if (since.compareTo(dropped) >= 0) {
                    ready = since.plus(loading);
                }
                Duration begins = since.compareTo(ready) > 0 ? since : ready;
                dropped = begins.plus(kept);
                return new Course(1, begins.minus(since), null, List.of());
            }
        };
    }
}
