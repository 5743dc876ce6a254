package io.llmgateway.examples.simulation;

import io.llmgateway.chat.FailureClass;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What befalls the vendors.
 *
 * @param name in one word
 * @param what in a sentence
 * @param quick further settings of the provider {@code quick}
 * @param troubles what befalls a provider, by its id; a fresh one for each run
 */
record Scenario(String name, String what, String quick, Function<String, Trouble> troubles) {
    private static final Duration SOON = Duration.ofMillis(100);

    static final List<Scenario> ALL = List.of(
            new Scenario("steady", "nothing happens", id -> Trouble.NONE),
            quick(
                    "outage",
                    "quick answers 503 from second 200 to 400",
                    () -> Trouble.fails(Scenario::third, SOON, Trouble.overloaded())),
            quick(
                    "brown-out",
                    "quick is 10 times as slow from second 200 to 400, and a fifth of its requests fails",
                    () -> Trouble.brownOut(Scenario::third, 10, 0.2)),
            new Scenario(
                    "rate limits",
                    "quick allows 15 requests a minute, middle 30, cheap 45, and they tell so; 60 are asked for",
                    id -> Trouble.limit(
                            Map.of("quick", 15, "middle", 30, "cheap", 45).getOrDefault(id, 0))),
            quick(
                    "silent limits",
                    "quick allows 30 requests in each minute of the clock, and tells it by 429 only",
                    () -> Trouble.silentLimit(30)),
            new Scenario(
                    "cold start",
                    "cheap takes 20 seconds to load, and is dropped after a minute without a request",
                    id -> id.equals("cheap")
                            ? Trouble.cold(Duration.ofSeconds(20), Duration.ofMinutes(1))
                            : Trouble.NONE),
            new Scenario(
                    "dead key",
                    "quick has two keys, the first is refused",
                    ", api-keys: [dead, good]",
                    id -> id.equals("quick#1")
                            ? Trouble.fails(
                                    since -> true, SOON, Trouble.error(FailureClass.CREDENTIAL, 401, "invalid_api_key"))
                            : Trouble.NONE),
            quick(
                    "flapping",
                    "quick is up for 10 seconds and answers 503 for 10 seconds, in turn",
                    () -> Trouble.fails(since -> since.toSeconds() / 10 % 2 == 1, SOON, Trouble.overloaded())),
            new Scenario(
                    "regional loss",
                    "quick and middle cannot be reached from second 200 to 400",
                    id -> id.equals("cheap")
                            ? Trouble.NONE
                            : Trouble.fails(Scenario::third, Duration.ofSeconds(2), Trouble.unreachable())),
            quick(
                    "quota",
                    "quick's account is empty from second 200 on",
                    () -> Trouble.fails(
                            since -> since.toSeconds() >= 200,
                            SOON,
                            Trouble.error(FailureClass.QUOTA_EXHAUSTED, 429, "insufficient_quota"))),
            new Scenario(
                    "own limits",
                    "we allow quick 15 requests a minute",
                    ", limits: { requests: 15 }",
                    id -> Trouble.NONE));

    private Scenario(String name, String what, Function<String, Trouble> troubles) {
        this(name, what, "", troubles);
    }

    private static Scenario quick(String name, String what, Supplier<Trouble> trouble) {
        return new Scenario(name, what, id -> id.equals("quick") ? trouble.get() : Trouble.NONE);
    }

    private static boolean third(Duration since) {
        return since.toSeconds() >= 200 && since.toSeconds() < 400;
    }

    @Override
    public String toString() {
        return name;
    }
}
