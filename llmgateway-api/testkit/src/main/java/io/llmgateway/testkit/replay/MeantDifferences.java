package io.llmgateway.testkit.replay;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the library means to send another request than the recorded one, with the reason. As few as possible. */
final class MeantDifferences {
    /**
     * One of them.
     *
     * @param line the line about the difference, as {@link BodyDifference} writes it
     * @param why why the library does so
     */
    record Entry(Pattern line, String why) {}

    private static final List<Entry> ENTRIES = List.of(
            entry("thinking: only ours .*", "an effort asks for thoughts; the recorded request left that to a default"),
            entry(
                    "messages\\[\\d+]\\.reasoning(_content)?: only recorded .*",
                    "thoughts go back only to vendors that want them, and only in the field they read"),
            entry(
                    "model: only ours .*",
                    "the recorded request names its model elsewhere, in the path or in a stored prompt; naming it twice"
                            + " is allowed"),
            entry(
                    "input\\[\\d+]\\.content\\[\\d+]\\.annotations: only recorded .*",
                    "what an earlier answer cites is not sent back, the vendor does not need it"),
            entry("store: only ours false", "nothing is kept at the vendor's unless asked for"));

    private MeantDifferences() {}

    private static Entry entry(String line, String why) {
        return new Entry(Pattern.compile(line, Pattern.DOTALL), why);
    }

    /** Why a difference is meant; empty if it is not. */
    static Optional<String> reason(String line) {
        return ENTRIES.stream()
                .filter(entry -> entry.line().matcher(line).matches())
                .map(Entry::why)
                .findFirst();
    }
}
