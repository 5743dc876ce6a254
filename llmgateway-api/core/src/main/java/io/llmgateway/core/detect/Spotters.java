package io.llmgateway.core.detect;

import java.util.List;

/** All of the house's own spotters. */
final class Spotters {
    private Spotters() {}

    /**
     * All of them.
     *
     * @param regions where users are, ISO 3166-1 codes
     */
    static List<Spotter> all(List<String> regions) {
        return List.of(new CardSpotter(), new IdSpotter(regions), new MrzSpotter());
    }
}
