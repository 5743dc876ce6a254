package io.llmgateway.examples.simulation;

import java.time.Duration;
import java.util.Locale;

/** The three that may answer, as they are in good times; in the order in which they are configured. */
enum Model {
    /** Dear. */
    QUICK(400, 8, "5", "20", 95),
    /** Its long answers cost more than its long prompts. */
    MIDDLE(700, 15, "0.5", "6", 97),
    /** Slow. */
    CHEAP(1_200, 30, "1", "1.5", 30);

    private final Duration firstToken;
    private final Duration token;
    private final String input;
    private final String output;
    private final int quality;

    Model(long firstToken, long token, String input, String output, int quality) {
        this.firstToken = Duration.ofMillis(firstToken);
        this.token = Duration.ofMillis(token);
        this.input = input;
        this.output = output;
        this.quality = quality;
    }

    static Model of(String provider) {
        String id = provider.contains("#") ? provider.substring(0, provider.indexOf('#')) : provider;
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    String target() {
        return id() + "/m";
    }

    /** The usual time to the first content. */
    Duration firstToken() {
        return firstToken;
    }

    /** The time for each token. */
    Duration token() {
        return token;
    }

    /** How good its answers are, in points. */
    int quality() {
        return quality;
    }

    /** US dollars for a million tokens. */
    String prices() {
        return "input: " + input + ", output: " + output;
    }
}
