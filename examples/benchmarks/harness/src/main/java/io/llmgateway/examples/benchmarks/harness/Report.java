package io.llmgateway.examples.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Writes what was measured: tables for people, JSON for programs. */
final class Report {
    private static final List<Row> ROWS = List.of(
            new Row("chat, 1 thread: µs, p50", "whole-1.p50", 1, 0),
            new Row("… p99", "whole-1.p99", 1, 0),
            new Row("… CPU µs a call", "whole-1.cpu", 1, 1),
            new Row("… KB allocated a call", "whole-1.bytes", 1e-3, 1),
            new Row("chat, 16 threads: calls/s", "whole-16.rate", 1, 0),
            new Row("… µs, p50", "whole-16.p50", 1, 0),
            new Row("… p99", "whole-16.p99", 1, 0),
            new Row("… CPU µs a call", "whole-16.cpu", 1, 1),
            new Row("… KB allocated a call", "whole-16.bytes", 1e-3, 1),
            new Row("stream of 2,000 events: events/s", "stream.rate", 1, 0),
            new Row("… CPU µs an event", "stream.cpu", 1, 2),
            new Row("… bytes an event", "stream.bytes", 1, 0),
            new Row("… first text, µs, p50", "stream.first", 1, 0),
            new Row("1 MB prompt: mean µs", "large.mean", 1, 0),
            new Row("cold: first answer, ms", "cold.first", 1, 0),
            new Row("… classes", "cold.classes", 1, 0),
            new Row("… RSS MB", "cold.rss", 1, 0),
            new Row("calls 3 to 202: mean µs", "early.mean", 1, 0),
            new Row("… CPU µs a call", "early.cpu", 1, 0),
            new Row("class path, MB", "size.classpath", 1, 1),
            Row.alone("1,000 slow streams at once: held", "slow.held"),
            Row.alone("… complete", "slow.complete"),
            Row.alone("… most threads", "slow.threads"),
            new Row("… delay added, ms, p50", "slow.delay50", 1e-3, 1),
            new Row("… p99", "slow.delay99", 1e-3, 1),
            new Row("… CPU ms in all", "slow.cpu", 1, 0),
            Row.alone("… MB more", "slow.memory"),
            Row.alone("… threads left", "slow.left"),
            Row.alone("5,000 slow streams at once: held", "slowest.held"),
            Row.alone("… complete", "slowest.complete"),
            Row.alone("… most threads", "slowest.threads"),
            new Row("… delay added, ms, p50", "slowest.delay50", 1e-3, 1),
            new Row("… p99", "slowest.delay99", 1e-3, 1),
            new Row("… CPU ms in all", "slowest.cpu", 1, 0),
            Row.alone("… MB more", "slowest.memory"),
            Row.alone("… threads left", "slowest.left"));

    private final Options options;
    private final Path home;
    private final Results results;
    private final Map<String, String> failures;

    private record Row(String label, String metric, double factor, int digits, boolean compared) {
        Row(String label, String metric, double factor, int digits) {
            this(label, metric, factor, digits, true);
        }

        // a count, of which times the floor's says nothing
        static Row alone(String label, String metric) {
            return new Row(label, metric, 1, 0, false);
        }

        String figure(double value) {
            return String.format(Locale.ROOT, "%,." + digits + "f", value * factor);
        }
    }

    Report(Options options, Path home, Results results, Map<String, String> failures) {
        this.options = options;
        this.home = home;
        this.results = results;
        this.failures = failures;
    }

    void write() throws IOException {
        String tables = head() + comparison() + features() + problems();
        System.out.println(tables);
        Files.writeString(home.resolve("target/report.md"), tables);
        Files.writeString(home.resolve("target/report.json"), json());
    }

    private String head() throws IOException {
        return String.format(
                Locale.ROOT,
                "%s, %s, %d cores; medians of %d rounds, [least–most], times the floor%n%n",
                LocalDate.now(ZoneOffset.UTC),
                runtime(),
                Runtime.getRuntime().availableProcessors(),
                options.rounds());
    }

    // of the processes, which need not be ours
    private String runtime() throws IOException {
        Path release = options.java().resolveSibling("../release");
        return Files.readAllLines(release).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> "JDK " + line.substring("JAVA_VERSION=".length()).replace("\"", ""))
                .findFirst()
                .orElse("JDK unknown");
    }

    private String comparison() {
        StringBuilder table = new StringBuilder("| |");
        for (Entrant entrant : options.entrants()) {
            table.append(' ')
                    .append(entrant.id())
                    .append(' ')
                    .append(entrant.version(home))
                    .append(" |");
        }
        table.append("\n|---|").append("---|".repeat(options.entrants().size())).append('\n');
        for (Row row : ROWS) {
            List<String> cells = options.entrants().stream()
                    .map(entrant -> cell(row, entrant.id()))
                    .toList();
            if (cells.stream().anyMatch(cell -> !cell.isEmpty())) {
                table.append("| ")
                        .append(row.label())
                        .append(" | ")
                        .append(String.join(" | ", cells))
                        .append(" |\n");
            }
        }
        return table.append('\n').toString();
    }

    private String cell(Row row, String entrant) {
        List<Double> values = results.of(entrant, row.metric());
        if (values.isEmpty()) {
            return "";
        }
        String cell = row.figure(results.median(entrant, row.metric()));
        if (values.size() > 1) {
            cell += " [" + row.figure(values.stream().mapToDouble(v -> v).min().orElseThrow()) + "–"
                    + row.figure(values.stream().mapToDouble(v -> v).max().orElseThrow()) + "]";
        }
        double ratio = results.ratio(entrant, row.metric());
        boolean tells = row.compared() && Double.isFinite(ratio) && !entrant.equals(Entrant.FLOOR.id());
        return tells ? cell + String.format(Locale.ROOT, " **%.2f**", ratio) : cell;
    }

    // what each adds to the bare client
    private String features() {
        if (!options.measures().contains(Measure.FEATURES)) {
            return "";
        }
        StringBuilder table = new StringBuilder(
                """
                | beside the bare client | CPU µs a call | bytes a call | CPU µs an event | bytes an event |
                |---|---|---|---|---|
                """);
        for (Entrant entrant : Entrant.FEATURES) {
            String id = "features:" + entrant.id();
            String bare = "features:" + Entrant.BARE.id();
            ToDoubleFunction<String> figure =
                    metric -> results.median(id, metric) - (id.equals(bare) ? 0 : results.median(bare, metric));
            table.append(String.format(
                    Locale.ROOT,
                    id.equals(bare)
                            ? "| %s | %.1f | %,.0f | %.2f | %,.0f |%n"
                            : "| %s | %+.1f | %+,.0f | %+.2f | %+,.0f |%n",
                    entrant.variant(),
                    figure.applyAsDouble("whole-16.cpu"),
                    figure.applyAsDouble("whole-16.bytes"),
                    figure.applyAsDouble("stream.cpu"),
                    figure.applyAsDouble("stream.bytes")));
        }
        return table.append('\n').toString();
    }

    private String problems() {
        return failures.values().stream().map(each -> "Failed: " + each + "\n").collect(Collectors.joining());
    }

    private String json() throws IOException {
        List<String> entrants = new ArrayList<>();
        results.all().forEach((entrant, metrics) -> {
            String lines = metrics.entrySet().stream()
                    .map(each -> "    \"" + each.getKey() + "\": " + numbers(each.getValue()))
                    .collect(Collectors.joining(",\n"));
            entrants.add("  \"" + entrant + "\": {\n" + lines + "\n  }");
        });
        return "{\n  \"date\": \"" + LocalDate.now(ZoneOffset.UTC) + "\",\n  \"java\": \"" + runtime() + "\",\n"
                + String.join(",\n", entrants) + "\n}\n";
    }

    private static String numbers(List<Double> values) {
        return values.stream()
                .map(value -> Double.isFinite(value) ? value.toString() : "null")
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
