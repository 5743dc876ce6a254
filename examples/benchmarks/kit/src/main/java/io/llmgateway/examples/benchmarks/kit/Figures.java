package io.llmgateway.examples.benchmarks.kit;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names to numbers, as one line. Not thread-safe. */
public final class Figures {
    private final Map<String, Double> values = new LinkedHashMap<>();

    /**
     * Adds one.
     *
     * @param name without spaces and {@code =}
     * @param value the number
     * @return this
     */
    public Figures put(String name, double value) {
        values.put(name, value);
        return this;
    }

    /**
     * All of them.
     *
     * @return names to numbers, in the order they were added
     */
    public Map<String, Double> values() {
        return values;
    }

    /**
     * Reads what {@link #toString} has written.
     *
     * @param line names and numbers
     * @return the figures
     */
    public static Figures parse(String line) {
        Figures figures = new Figures();
        for (String pair : line.trim().split(" +", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                figures.put(pair.substring(0, equals), Double.parseDouble(pair.substring(equals + 1)));
            }
        }
        return figures;
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        values.forEach(
                (name, value) -> line.append(name).append('=').append(value).append(' '));
        return line.toString();
    }
}
