package io.llmgateway.testkit.replay;

import io.llmgateway.testkit.replay.Result.Side;
import io.llmgateway.testkit.replay.Result.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of all recordings. Its {@link #toString} is for a person: a line for each failure, then a table.
 *
 * @param results one for each side of each recording that was looked at, in order
 */
public record Report(List<Result> results) {
    public Report {
        results = List.copyOf(results);
    }

    /**
     * The failures of one side.
     *
     * @param side the side
     * @return in order
     */
    public List<Result> failures(Side side) {
        return results.stream()
                .filter(result -> result.side() == side && result.verdict() == Verdict.FAILED)
                .toList();
    }

    /**
     * How many recordings went in one way.
     *
     * @param side the side
     * @param verdict the way
     * @return 0 or more
     */
    public long count(Side side, Verdict verdict) {
        return results.stream()
                .filter(result -> result.side() == side && result.verdict() == verdict)
                .count();
    }

    private static final class Row {
        private final Map<Verdict, Integer> counts = new TreeMap<>();
        private final Map<String, Integer> reasons = new TreeMap<>();

        void add(Result result) {
            counts.merge(result.verdict(), 1, Integer::sum);
            if (result.verdict() != Verdict.FAILED) {
                result.details().forEach(detail -> reasons.merge(detail, 1, Integer::sum));
            }
        }

        int count(Verdict verdict) {
            return counts.getOrDefault(verdict, 0);
        }

        String reasons() {
            return reasons.entrySet().stream()
                    .map(reason -> reason.getValue() + "x " + reason.getKey())
                    .collect(Collectors.joining(", "));
        }
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (Side side : Side.values()) {
            if (results.stream().anyMatch(result -> result.side() == side)) {
                write(side, out);
            }
        }
        return out.toString();
    }

    private void write(Side side, StringBuilder out) {
        String word = side == Side.RESPONSE ? "response" : "request";
        Map<String, Row> rows = new TreeMap<>();
        Row all = new Row();
        for (Result result : results) {
            if (result.side() == side) {
                if (result.verdict() == Verdict.FAILED) {
                    out.append(side == Side.RESPONSE ? "FAILED " : "DIFFERENT ")
                            .append(word)
                            .append(' ')
                            .append(result.name());
                    result.details().forEach(detail -> out.append("\n       ").append(detail));
                    out.append('\n');
                }
                rows.computeIfAbsent(result.provider() + " " + result.kind(), name -> new Row())
                        .add(result);
                all.add(result);
            }
        }
        out.append(String.format(
                "%n%-36s %6s %9s %6s %6s%n",
                word + "s", "ok", "explained", "passed", side == Side.RESPONSE ? "failed" : "differ"));
        rows.forEach((name, row) -> line(name, row, row.reasons(), out));
        line("all", all, "", out);
    }

    private static void line(String name, Row row, String reasons, StringBuilder out) {
        out.append(String.format(
                        "%-36s %6d %9d %6d %6d  %s",
                        name,
                        row.count(Verdict.OK),
                        row.count(Verdict.EXPLAINED),
                        row.count(Verdict.PASSED_OVER),
                        row.count(Verdict.FAILED),
                        reasons)
                .stripTrailing());
        out.append('\n');
    }
}
