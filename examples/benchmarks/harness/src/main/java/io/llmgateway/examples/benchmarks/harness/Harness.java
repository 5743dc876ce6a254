package io.llmgateway.examples.benchmarks.harness;

import io.llmgateway.examples.benchmarks.kit.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts the vendor and the entrants, asks them in turn, and tells what came of it. */
public final class Harness {
    private final Options options;
    private final Path home;
    private final String vendor;
    private final Results results = new Results();
    private final Map<String, String> failures = new LinkedHashMap<>();

    private Harness(Options options, Path home, String vendor) {
        this.options = options;
        this.home = home;
        this.vendor = vendor;
    }

    /**
     * Runs it, in the folder of the benchmarks.
     *
     * @param args see {@code run --help}
     * @throws IOException if the vendor does not start, or the report cannot be written
     */
    public static void main(String[] args) throws IOException {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Path home = Path.of("").toAbsolutePath();
        boolean kept;
        try (Jvm vendor = Jvm.vendor(home, options.java())) {
            Harness harness = new Harness(options, home, vendor.line());
            harness.run();
            Report report = new Report(options, home, harness.results, harness.failures);
            report.write();
            kept = !options.check() || Limits.read(home).kept(harness.results);
        }
        System.exit(kept ? 0 : 1);
    }

    private void run() {
        options.entrants()
                .forEach(entrant ->
                        results.add(entrant.id(), "size", new Figures().put("classpath", entrant.megabytes(home))));
        if (options.measures().contains(Measure.COLD)) {
            cold();
        }
        List<Measure> repeated =
                options.measures().stream().filter(Measure::repeated).toList();
        List<Measure> crowds = options.measures().stream()
                .filter(measure -> measure == Measure.SLOW || measure == Measure.SLOWEST)
                .toList();
        if (!repeated.isEmpty() || !crowds.isEmpty()) {
            warm(options.entrants(), repeated, crowds, options.rounds(), options.warmMillis(), "");
        }
        if (options.measures().contains(Measure.FEATURES)) {
            warm(
                    Entrant.FEATURES,
                    List.of(Measure.WHOLE_16, Measure.STREAM),
                    List.of(),
                    Math.max(1, options.rounds() - 2),
                    options.warmMillis() / 2,
                    "features:");
        }
    }

    // fresh processes, each for the first answer and the two hundred calls after it
    private void cold() {
        for (int i = 0; i < options.starts(); i++) {
            for (Entrant entrant : options.entrants()) {
                say("start " + (i + 1) + " of " + entrant.id());
                long start = System.nanoTime();
                try (Jvm jvm = Jvm.of(entrant, home, options, vendor)) {
                    double millis = (System.nanoTime() - start) / 1e6;
                    results.add(entrant.id(), "cold", jvm.ask("footprint").put("first", millis));
                    results.add(entrant.id(), "early", jvm.ask("early"));
                } catch (IOException e) {
                    failed(entrant, e);
                }
            }
        }
    }

    private void warm(
            List<Entrant> entrants,
            List<Measure> repeated,
            List<Measure> crowds,
            int rounds,
            long millis,
            String prefix) {
        Map<Entrant, Jvm> running = new LinkedHashMap<>();
        try {
            for (Entrant entrant : entrants) {
                say("warming " + entrant.id());
                try {
                    Jvm jvm = Jvm.of(entrant, home, options, vendor);
                    running.put(entrant, jvm);
                    jvm.ask("warm " + options.warmCalls() + " " + millis);
                } catch (IOException e) {
                    failed(entrant, e);
                }
            }
            for (int round = 0; round < rounds; round++) {
                for (Measure measure : repeated) {
                    inTurn(running, measure, round, prefix);
                }
            }
            for (int round = 0; round < (rounds + 1) / 2; round++) { // they take long
                for (Measure measure : crowds) {
                    inTurn(running, measure, round, prefix);
                }
            }
        } finally {
            running.values().forEach(Jvm::close);
        }
    }

    // who comes first changes from round to round
    private void inTurn(Map<Entrant, Jvm> running, Measure measure, int round, String prefix) {
        say(measure.id() + ", round " + (round + 1));
        List<Map.Entry<Entrant, Jvm>> order = new ArrayList<>(running.entrySet());
        Collections.rotate(order, -round);
        for (Map.Entry<Entrant, Jvm> each : order) {
            Entrant entrant = each.getKey();
            try {
                Figures figures = each.getValue().ask(measure.question(options.millis()));
                results.add(prefix + entrant.id(), measure.id(), figures);
            } catch (IOException e) {
                failed(entrant, e);
            }
        }
    }

    private void failed(Entrant entrant, IOException e) {
        System.err.println(e.getMessage());
        failures.put(entrant.id(), String.valueOf(e.getMessage()));
    }

    private static void say(String what) {
        System.err.println(what);
    }
}
