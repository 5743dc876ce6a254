package io.llmgateway.examples.benchmarks.harness;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;

/**
 * What must not be more than it was: entrants and metrics, such as {@code ours-bare.whole-16.bytes}, and the same with {@code
 * .ratio} for how many times the floor's.
 */
record Limits(Properties most) {
    private static final String RATIO = ".ratio";

    static Limits read(Path home) throws IOException {
        Properties most = new Properties();
        try (Reader file = Files.newBufferedReader(home.resolve("limits.properties"))) {
            most.load(file);
        }
        return new Limits(most);
    }

    /** Tells of each limit whether it was kept; one of something that was not measured was not. */
    boolean kept(Results results) {
        boolean all = true;
        for (String name : new TreeSet<>(most.stringPropertyNames())) {
            double limit = Double.parseDouble(most.getProperty(name));
            double value = value(results, name);
            boolean kept = value <= limit;
            all &= kept;
            System.out.printf(Locale.ROOT, "%-6s %s is %.2f, at most %.2f%n", kept ? "ok" : "OVER", name, value, limit);
        }
        return all;
    }

    private static double value(Results results, String name) {
        int dot = name.indexOf('.');
        String entrant = name.substring(0, dot);
        String metric = name.substring(dot + 1);
        return metric.endsWith(RATIO)
                ? results.ratio(entrant, metric.substring(0, metric.length() - RATIO.length()))
                : results.median(entrant, metric);
    }
}
