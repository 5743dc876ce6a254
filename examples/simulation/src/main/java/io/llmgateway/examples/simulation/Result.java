package io.llmgateway.examples.simulation;

import io.llmgateway.chat.Attempt;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * How all calls of a run ended.
 *
 * @param scenario what befell the vendors
 * @param way the strategy
 * @param calls in the order asked
 */
record Result(Scenario scenario, Way way, List<Ended> calls) {
    static final String HEAD = "strategy           ok %  tries  added p50     p99  took p50     p99  $/1000"
            + "  answered, % of each tenth of the time";
    private static final int LEFT = HEAD.indexOf("answered");

    long answered() {
        return calls.stream().filter(Ended::answered).count();
    }

    long attempts() {
        return calls.stream().mapToLong(call -> call.attempts().size()).sum();
    }

    /** Attempts at one provider. */
    long attempts(String provider) {
        return calls.stream()
                .flatMap(call -> call.attempts().stream())
                .filter(attempt -> attempt.provider().equals(provider))
                .count();
    }

    /** The milliseconds within which a part of the answered calls had something. */
    long millis(double part, Function<Ended, Duration> what) {
        List<Duration> sorted =
                calls.stream().filter(Ended::answered).map(what).sorted().toList();
        return sorted.isEmpty()
                ? 0
                : sorted.get((int) Math.ceil(sorted.size() * part) - 1).toMillis();
    }

    /** US dollars for a thousand calls. */
    BigDecimal cost() {
        BigDecimal sum = calls.stream()
                .flatMap(call -> call.attempts().stream())
                .map(attempt -> attempt.cost().known())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return sum.multiply(BigDecimal.valueOf(1_000))
                .divide(BigDecimal.valueOf(calls.size()), 3, RoundingMode.HALF_UP);
    }

    /** How many percent of the answers of a tenth came from a provider; -1 where there were no answers. */
    long share(String provider, int tenth) {
        long all = 0;
        long own = 0;
        for (Ended call : calls) {
            if (call.answered() && call.tenth() == tenth) {
                all++;
                own += call.last().provider().equals(provider) ? 1 : 0;
            }
        }
        return all == 0 ? -1 : Math.round(100.0 * own / all);
    }

    /** All that were asked, in the order of the configuration. */
    List<String> providers() {
        return Arrays.stream(Model.values())
                .flatMap(model -> calls.stream()
                        .flatMap(call -> call.attempts().stream())
                        .map(Attempt::provider)
                        .filter(id -> Model.of(id) == model)
                        .distinct()
                        .sorted())
                .toList();
    }

    /** A line, and one more for each further provider. */
    List<String> lines() {
        String figures = String.format(
                Locale.ROOT,
                "%-16s %6.2f  %5.2f  %9d  %6d  %8d  %6d  %6s",
                way.name(),
                100.0 * answered() / calls.size(),
                (double) attempts() / calls.size(),
                millis(0.5, Ended::added),
                millis(0.99, Ended::added),
                millis(0.5, Ended::took),
                millis(0.99, Ended::took),
                cost());
        List<String> lines = new ArrayList<>();
        for (String provider : providers()) {
            StringBuilder line = new StringBuilder(
                    String.format(Locale.ROOT, "%-" + LEFT + "s%-8s", lines.isEmpty() ? figures : "", provider));
            for (int tenth = 0; tenth < 10; tenth++) {
                long share = share(provider, tenth);
                line.append(String.format(Locale.ROOT, " %3s", share < 0 ? "-" : share));
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
