package io.llmgateway.examples.chaos;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How all calls ended.
 *
 * @param calls each of them
 * @param faults what the vendors did
 * @param requests how many each vendor saw
 * @param booked entries of the ledger
 * @param took from the first to the last
 */
record Result(List<Ended> calls, Faults faults, Map<String, Integer> requests, long booked, Duration took) {
    /** Those that failed before their beginning although somebody would have answered. */
    List<Ended> needlessly() {
        return calls.stream()
                .filter(call -> !call.answered() && !call.broken() && !call.callersFault())
                .filter(call -> faults.answerable(call.number()))
                .toList();
    }

    long attempts() {
        return calls.stream().mapToLong(call -> call.attempts().size()).sum();
    }

    private Duration added(double part) {
        List<Duration> sorted = calls.stream()
                .filter(Ended::answered)
                .map(Ended::added)
                .sorted()
                .toList();
        return sorted.isEmpty() ? Duration.ZERO : sorted.get((int) Math.ceil(sorted.size() * part) - 1);
    }

    void print(PrintStream out) {
        out.printf(
                "%d calls in %.1f s, %d attempts, %d booked%n",
                calls.size(), took.toMillis() / 1e3, attempts(), booked);
        Map<String, Long> outcomes =
                calls.stream().collect(Collectors.groupingBy(Ended::outcome, TreeMap::new, Collectors.counting()));
        outcomes.forEach((outcome, count) -> out.printf("  %6d %s%n", count, outcome));
        out.println(
                "  failed though somebody would have answered: " + needlessly().size());
        Map<String, Long> failures = calls.stream()
                .flatMap(call -> call.attempts().stream())
                .map(attempt -> attempt.failure() == null
                        ? "none"
                        : attempt.failure().kind().name())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        out.println("Failures of attempts: " + failures);
        out.println("Requests seen: " + requests);
        out.printf(
                "Added to the attempt that answered: p50 %.2f ms, p99 %.2f ms%n",
                added(0.5).toNanos() / 1e6, added(0.99).toNanos() / 1e6);
    }
}
