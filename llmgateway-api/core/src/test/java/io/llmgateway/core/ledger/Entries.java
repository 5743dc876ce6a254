package io.llmgateway.core.ledger;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.LedgerEntry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Ledger entries by hand and by chance. */
public final class Entries {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final List<String> LETTERS = List.of(
            "a", "Z", "7", "\"", "\\", "\n", "\r", "\t", "\0", "\u001f", "é", "漢", "😀", "\u2028", "{", "}", " ");

    private Entries() {}

    /**
     * A paid entry.
     *
     * @param operation the call
     * @param number of the attempt
     * @param team whose
     * @param dollars what it cost
     * @param at when
     * @return the entry
     */
    public static LedgerEntry paid(String operation, int number, String team, String dollars, Instant at) {
        return new LedgerEntry(
                operation,
                at,
                new Attempt(
                        number,
                        "toy",
                        "one",
                        Outcome.COMPLETE,
                        null,
                        Duration.ofMillis(20),
                        null,
                        Usage.builder().input(10).output(5).build(),
                        Cost.told(new BigDecimal(dollars), "toy")),
                Purpose.ANSWER,
                "smart",
                "one-2026",
                null,
                Map.of("team", team),
                false,
                null);
    }

    static LedgerEntry paid(String operation, int number) {
        return paid(operation, number, "x", "0.01", NOON);
    }

    /** Anything a ledger may hold, as far as a file keeps it: no message of a failure, times to the microsecond. */
    static LedgerEntry any(Random random) {
        Outcome outcome = pick(random, Outcome.values());
        Attempt attempt = new Attempt(
                1 + random.nextInt(5),
                text(random),
                text(random),
                outcome,
                outcome == Outcome.FAILED ? failure(random) : null,
                micros(random),
                random.nextBoolean() ? micros(random) : null,
                usage(random),
                cost(random));
        Map<String, String> tags = new LinkedHashMap<>();
        IntStream.range(0, random.nextInt(4)).forEach(i -> tags.put(text(random), text(random)));
        return new LedgerEntry(
                text(random),
                NOON.plusNanos(random.nextLong(1L << 60)),
                attempt,
                pick(random, Purpose.values()),
                text(random),
                text(random),
                random.nextBoolean() ? text(random) : null,
                tags,
                random.nextBoolean(),
                random.nextBoolean() ? amount(random).negate() : null);
    }

    private static Failure failure(Random random) {
        return new Failure(
                pick(random, FailureClass.values()),
                "",
                random.nextBoolean() ? 100 + random.nextInt(500) : null,
                maybe(random),
                maybe(random),
                null);
    }

    private static Usage usage(Random random) {
        Usage.Builder usage = Usage.builder().estimated(random.nextBoolean());
        if (random.nextBoolean()) {
            usage.input(tokens(random)).cacheRead(tokens(random)).cacheWrite(tokens(random));
            usage.cacheWriteLong(tokens(random)).audioInput(tokens(random)).imageInput(tokens(random));
        }
        return usage.output(tokens(random))
                .reasoning(tokens(random))
                .audioOutput(tokens(random))
                .imageOutput(tokens(random))
                .build();
    }

    private static long tokens(Random random) {
        return random.nextBoolean() ? 0 : random.nextLong(1L << 40);
    }

    private static Cost cost(Random random) {
        PriceStatus status = pick(random, PriceStatus.values());
        List<Cost.Line> lines = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> new Cost.Line(pick(random, Bucket.values()), random.nextInt(1_000_000), amount(random)))
                .toList();
        return switch (random.nextInt(4)) {
            case 0 -> Cost.ZERO;
            case 1 -> Cost.told(amount(random), text(random));
            case 2 -> Cost.of(amount(random), lines, PriceStatus.ESTIMATED, text(random));
            default -> Cost.of(lines, status, text(random));
        };
    }

    private static BigDecimal amount(Random random) {
        return BigDecimal.valueOf(random.nextLong(1L << random.nextInt(1, 60)), random.nextInt(20));
    }

    private static Duration micros(Random random) {
        return Duration.ofNanos(random.nextLong(1L << 40) * 1_000);
    }

    private static @Nullable String maybe(Random random) {
        return random.nextBoolean() ? text(random) : null;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, random.nextInt(6)).forEach(i -> text.append(LETTERS.get(random.nextInt(LETTERS.size()))));
        return text.toString();
    }

    private static <T> T pick(Random random, T[] all) {
        return all[random.nextInt(all.length)];
    }
}
