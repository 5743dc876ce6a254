package io.llmgateway.examples.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs each strategy through each scenario and tells in figures how it fared. */
public final class Simulation {
    private static final List<String> LEGEND = List.of(
            "ok        calls that were answered",
            "tries     attempts for each call",
            "added     milliseconds beyond the vendor's own time for the attempt that answered",
            "took      milliseconds from start to end",
            "$/1000    US dollars for a thousand calls, failed ones included",
            "answered  who answered the calls of each tenth of the time, in percent");

    private Simulation() {}

    /**
     * Prints the report.
     *
     * @param args the seed of all chance; 1 if absent
     */
    public static void main(String[] args) {
        long seed = args.length > 0 ? Long.parseLong(args[0]) : 1;
        System.out.print(report(seed, run(seed)));
    }

    /** All strategies of the first scenario, then those of the next. */
    static List<Result> run(long seed) {
        return Scenario.ALL.stream()
                .flatMap(scenario -> Way.ALL.stream().map(way -> Run.of(scenario, way, seed)))
                .toList();
    }

    static String report(long seed, List<Result> results) {
        List<String> lines = new ArrayList<>(head(seed));
        for (Scenario scenario : Scenario.ALL) {
            lines.add("");
            lines.add(scenario.name() + ": " + scenario.what());
            lines.add("");
            lines.add(Result.HEAD);
            results.stream()
                    .filter(result -> result.scenario().equals(scenario))
                    .forEach(result -> lines.addAll(result.lines()));
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<String> head(long seed) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d calls in %d seconds by %d callers, every other one streamed; seed %d",
                Question.ALL,
                Question.END.toSeconds(),
                Question.CALLERS,
                seed));
        lines.add("");
        for (Model model : Model.values()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-8s  first token %4d ms, each token %2d ms, quality %d, $ for a million tokens: %s",
                    model.id(),
                    model.firstToken().toMillis(),
                    model.token().toMillis(),
                    model.quality(),
                    model.prices()));
        }
        lines.add("");
        lines.addAll(LEGEND);
        lines.add("");
        Way.ALL.stream().filter(way -> !way.settings().isEmpty()).forEach(way -> lines.add(way.toString()));
        return lines;
    }
}
