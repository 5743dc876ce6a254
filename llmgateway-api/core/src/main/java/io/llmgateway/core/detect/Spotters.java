package io.llmgateway.core.detect;

import java.util.List;

/** All of the house's own spotters. */
final class Spotters {
    private Spotters() {}

    static List<Spotter> all() {
        return List.of(new CardSpotter());
    }
}
