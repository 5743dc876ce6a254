package io.llmgateway.examples.simulation;

import java.util.List;

/**
 * A way to choose: a row of each table.
 *
 * @param name the strategy
 * @param settings what it needs beside its name
 */
record Way(String name, String settings) {
    static final List<Way> ALL = List.of(
            new Way("ordered", ""),
            new Way("weighted", ", weights: [6, 3, 1]"),
            new Way("round-robin", ""),
            new Way("least-busy", ""),
            new Way("latency", ""),
            new Way("usage-headroom", ""),
            new Way("cost", ""),
            new Way("affinity", ", by: user"),
            new Way("canary", ", percent: 20"),
            new Way("conditional", ", when: \"tag.team == 'batch' -> cheap/m; tokens > 1000 -> middle/m\""),
            new Way("quality", ""),
            new Way("cost-per-quality", ""),
            new Way("bandit", ", bandit: { reward: latency }"));

    @Override
    public String toString() {
        return name + settings;
    }
}
