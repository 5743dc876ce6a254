package io.llmgateway.examples.benchmarks.harness;

import java.util.Arrays;
import java.util.Locale;

/** What can be measured. */
enum Measure {
    COLD("", false),
    WHOLE_1("whole 1 %d", true),
    WHOLE_16("whole 16 %d", true),
    STREAM("stream %d", true),
    LARGE("large %d", true),
    SLOW("crowd slow 1000", false),
    SLOWEST("crowd slowest 5000", false),
    FEATURES("", false);

    private final String question;
    private final boolean repeated;

    Measure(String question, boolean repeated) {
        this.question = question;
        this.repeated = repeated;
    }

    /** What a process is asked; empty where it takes more than that. */
    String question(long millis) {
        return String.format(Locale.ROOT, question, millis);
    }

    /** Whether it is done once a round. */
    boolean repeated() {
        return repeated;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Measure of(String id) {
        return Arrays.stream(values())
                .filter(measure -> measure.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such measurement: " + id));
    }
}
