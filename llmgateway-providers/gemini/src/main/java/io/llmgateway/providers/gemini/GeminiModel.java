package io.llmgateway.providers.gemini;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What follows from a model's name.
 *
 * @param thinking how it is told how much to think
 * @param third whether it is of the third generation or later: it insists on thought signatures and takes media inside
 *     the results of functions
 */
record GeminiModel(Thinking thinking, boolean third) {
    private static final Pattern VERSION = Pattern.compile("gemini-(\\d+)(?:\\.(\\d+))?(?:-.*)?");

    enum Thinking {
        NONE,
        /** In tokens. */
        BUDGET,
        /** In words. */
        LEVEL
    }

    static GeminiModel of(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        Matcher version = VERSION.matcher(last);
        if (!version.matches()) {
            // gemini-flash-latest and its like follow the newest; of tuned models the name says nothing
            return new GeminiModel(Thinking.LEVEL, last.startsWith("gemini-") && last.endsWith("-latest"));
        }
        // a year of snapshots is no version
        int major = version.group(1).length() > 2 ? 3 : Integer.parseInt(version.group(1));
        if (major >= 3) {
            return new GeminiModel(Thinking.LEVEL, true);
        }
        boolean thinks = major == 2 && "5".equals(version.group(2));
        return new GeminiModel(thinks ? Thinking.BUDGET : Thinking.NONE, false);
    }
}
