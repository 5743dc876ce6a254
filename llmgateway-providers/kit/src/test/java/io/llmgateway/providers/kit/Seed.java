package io.llmgateway.providers.kit;

import java.util.Random;

/** Chance that can be repeated: run with {@code -Dseed=…} what a failure printed. */
final class Seed {
    private Seed() {}

    /** A test with some chance in it. */
    interface Trial {
        void run(Random random) throws Exception;
    }

    /** Runs the trial that often, each time with a seed of its own. */
    static void trials(int count, Trial trial) {
        Long given = Long.getLong("seed");
        long first = given == null ? System.nanoTime() : given;
        for (long seed = first; seed < first + (given == null ? count : 1); seed++) {
            try {
                trial.run(new Random(seed));
            } catch (Exception | AssertionError failure) {
                throw new AssertionError("Failed with -Dseed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
    }
}
