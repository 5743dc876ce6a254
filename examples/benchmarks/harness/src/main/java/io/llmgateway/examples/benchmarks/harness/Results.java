package io.llmgateway.examples.benchmarks.harness;

import io.llmgateway.examples.benchmarks.kit.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured: for each entrant and metric, one value a round. Not thread-safe. */
final class Results {
    private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();

    void add(String entrant, String measure, Figures figures) {
        figures.values().forEach((name, value) -> values.computeIfAbsent(entrant, e -> new LinkedHashMap<>())
                .computeIfAbsent(measure + "." + name, m -> new ArrayList<>())
                .add(value));
    }

    Map<String, Map<String, List<Double>>> all() {
        return values;
    }

    List<Double> of(String entrant, String metric) {
        return values.getOrDefault(entrant, Map.of()).getOrDefault(metric, List.of());
    }

    double median(String entrant, String metric) {
        return median(of(entrant, metric));
    }

    /** How many times the floor's, round by round where both have been through all of them. */
    double ratio(String entrant, String metric) {
        List<Double> own = of(entrant, metric);
        List<Double> floor = of(Entrant.FLOOR.id(), metric);
        if (own.size() != floor.size()) {
            return median(own) / median(floor);
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            ratios.add(own.get(i) / floor.get(i));
        }
        return median(ratios);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        return size == 0 ? Double.NaN : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }
}
