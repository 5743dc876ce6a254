package io.llmgateway.providers.anthropic;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes, read from its name, because Anthropic refuses with status 400 what a model does not know. A model
 * that is not Claude is taken at its caller's word; a Claude newer than this table is treated like the newest here.
 *
 * <p>From Anthropic's pages on models, migration, thinking and effort as of November 2026.
 *
 * @param name the name as the caller wrote it
 * @param family such as {@code sonnet}, empty if unknown
 * @param version a hundred times the major version plus the minor one, such as 405; 0 for a model that is not Claude
 */
record ClaudeModel(String name, String family, int version) {
    private static final Pattern FAMILY_FIRST =
            Pattern.compile("claude-([a-z]+)-(\\d{1,2})(?![\\da-z])(?:[.-](\\d{1,2})(?![\\da-z]))?");
    private static final Pattern VERSION_FIRST =
            Pattern.compile("claude-v?(\\d{1,2})(?![\\da-z])(?:[.-](\\d{1,2})(?![\\da-z]))?(?:-([a-z]+))?");

    static ClaudeModel of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Matcher matcher = FAMILY_FIRST.matcher(lower);
        if (matcher.find()) {
            return new ClaudeModel(name, matcher.group(1), number(matcher.group(2), matcher.group(3)));
        }
        matcher = VERSION_FIRST.matcher(lower);
        if (matcher.find()) {
            String family = matcher.group(3) == null ? "" : matcher.group(3);
            return new ClaudeModel(name, family, number(matcher.group(1), matcher.group(2)));
        }
        return lower.contains("claude-mythos") ? new ClaudeModel(name, "mythos", 500) : new ClaudeModel(name, "", 0);
    }

    private static int number(String major, @Nullable String minor) {
        return Integer.parseInt(major) * 100 + (minor == null ? 0 : Integer.parseInt(minor));
    }

    boolean known() {
        return version > 0;
    }

    /** Whether it can think at all. */
    boolean thinks() {
        return !known() || version >= 307;
    }

    /** Whether it thinks without being asked. */
    boolean thinksByDefault() {
        return version >= 500;
    }

    /** Whether it takes a number of tokens to think. */
    boolean takesBudget() {
        return !known() || (thinks() && version <= 406);
    }

    /** Whether it decides itself how long to think. */
    boolean adaptive() {
        return version >= 406;
    }

    /** Whether it takes an effort. */
    boolean takesEffort() {
        return !known() || version >= 406;
    }

    /** The effort it takes that is nearest to the one asked for, and not dearer. */
    String effort(String asked) {
        if (asked.equals("minimal")) {
            return "low";
        }
        return asked.equals("xhigh") && version == 406 ? "high" : asked;
    }

    /** The kind of thinking that switches it off: empty if leaving it unsaid does, null if nothing does. */
    @Nullable
    String thinkingOff() {
        if (version == 407 || version == 408 || !thinks()) {
            return "";
        }
        if (family.equals("fable") || family.equals("mythos") || (family.equals("opus") && version >= 505)) {
            return null;
        }
        return family.equals("sonnet") && version >= 505 ? "between_tools" : "disabled";
    }

    /** Whether it hides its thoughts unless they are asked for. */
    boolean hidesThoughts() {
        return version >= 407;
    }

    /** Whether it may be told to hide them. */
    boolean canHideThoughts() {
        return version >= 400;
    }

    /** Whether it takes temperature and top-p other than 1. */
    boolean sampling() {
        return version <= 406;
    }

    /** Whether it takes temperature and top-p together. */
    boolean samplingTogether() {
        return version <= 400;
    }

    /** Whether it can be made to ask for a tool. */
    boolean forcedTools() {
        return switch (family) {
            case "opus", "sonnet" -> version < 505;
            case "fable", "mythos" -> version < 501;
            default -> true;
        };
    }

    /** Whether it keeps to a JSON Schema. */
    boolean schemas() {
        return !known() || version >= 405 || (version == 401 && family.equals("opus"));
    }

    /** Whether it takes system messages in the middle of a conversation. */
    boolean laterSystem() {
        return version >= 408;
    }

    /** The most tokens it can give. */
    long mostOutput() {
        if (!known()) {
            return 8_192;
        }
        if (version < 307) {
            return version < 305 ? 4_096 : 8_192;
        }
        if (version >= 407 || (version == 406 && family.equals("opus"))) {
            return 128_000;
        }
        return family.equals("opus") && version < 405 ? 32_000 : 64_000;
    }
}
