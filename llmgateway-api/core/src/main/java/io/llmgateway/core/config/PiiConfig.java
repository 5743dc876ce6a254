package io.llmgateway.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.guard.pii}: personal data and secrets.
 *
 * @param enabled whether requests are masked; false if absent
 * @param operator what becomes of what is found; {@code placeholder} if absent
 * @param operators types of data, such as {@code credit-card}, to what becomes of them instead
 * @param thresholds types of data to the least score that counts, from 0 to 1; 0.5 for all others
 * @param allow values that are nobody's secret, exactly as they stand in texts
 * @param allowPatterns regular expressions, in RE2's syntax, of such values; each must fit all of a value
 * @param deny types of data, also of your own, to words and names that are found wherever they stand, in any case
 * @param patterns names of patterns of your own to what they are
 * @param regions where users are: ISO 3166-1 codes, the likeliest first
 * @param restore whether answers get the values back; true if absent
 * @param answers what is done about such data in answers that was not in the request; {@code flag} if absent
 * @param hashKey the key of {@code hash}
 */
public record PiiConfig(
        @Nullable Boolean enabled,
        @Nullable Operator operator,
        @Nullable Map<String, Operator> operators,
        @Nullable Map<String, Double> thresholds,
        @Nullable List<String> allow,
        @Nullable List<String> allowPatterns,
        @Nullable Map<String, List<String>> deny,
        @Nullable Map<String, PatternConfig> patterns,
        @Nullable List<String> regions,
        @Nullable Boolean restore,
        @Nullable Answers answers,
        @Nullable String hashKey) {
    /** What becomes of what is found. */
    public enum Operator {
        /** {@code <EMAIL_1>} stands for it, and answers get it back. */
        PLACEHOLDER,
        /** A made-up value of the same shape stands for it, and answers get it back. */
        SURROGATE,
        /** {@code [EMAIL]} takes its place for good. */
        REDACT,
        /** {@code [EMAIL 3f09ab12cd45]} takes its place: the same for the same value and key (HMAC-SHA256). */
        HASH,
        /** All but its end is stars. */
        PARTIAL,
        /** It goes out, and listeners are told. */
        KEEP,
        /** The call is refused. */
        BLOCK
    }

    /** What is done about personal or secret data that an answer holds and the request did not. */
    public enum Answers {
        /** Answers are not searched. */
        KEEP,
        /** It is passed on, and listeners are told. */
        FLAG,
        /** {@code [EMAIL]} takes its place. */
        MASK,
        /** The answer is refused. */
        BLOCK
    }

    public PiiConfig {
        enabled = enabled != null && enabled;
        operator = operator == null ? Operator.PLACEHOLDER : operator;
        operators = operators == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(operators));
        thresholds = thresholds == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(thresholds));
        allow = allow == null ? List.of() : List.copyOf(allow);
        allowPatterns = allowPatterns == null ? List.of() : List.copyOf(allowPatterns);
        deny = deny == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(deny));
        patterns = patterns == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
        regions = regions == null ? List.of() : List.copyOf(regions);
        restore = restore == null || restore;
        answers = answers == null ? Answers.FLAG : answers;
        boolean hashes = operator == Operator.HASH || operators.containsValue(Operator.HASH);
        if (hashes && (hashKey == null || hashKey.length() < 16)) {
            throw new IllegalArgumentException(
                    "pii.hash-key is missing or shorter than 16 chars: without a key, hashes of"
                            + " short numbers are soon undone");
        }
        if (!hashes && hashKey != null) {
            throw new IllegalArgumentException("pii.hash-key is set, but nothing is hashed: set pii.operator or one of"
                    + " pii.operators to hash, or leave it out");
        }
        given("deny.", deny);
        given("patterns.", patterns);
        for (Map.Entry<String, Double> threshold : thresholds.entrySet()) {
            Double least = threshold.getValue();
            if (least == null || !(least >= 0 && least <= 1)) {
                throw new IllegalArgumentException(
                        "pii.thresholds." + threshold.getKey() + " is " + least + ": it must be from 0 to 1");
            }
        }
        for (String region : regions) {
            if (!region.matches("[A-Z]{2}")) {
                throw new IllegalArgumentException(
                        "pii.regions has \"" + region + "\": write ISO 3166-1 codes such as DE or US");
            }
        }
    }

    private static void given(String setting, Map<String, ?> values) {
        for (Map.Entry<String, ?> one : values.entrySet()) {
            if (one.getValue() == null) {
                throw new IllegalArgumentException(
                        "pii." + setting + one.getKey() + " is empty: give it a value or leave it out");
            }
        }
    }

    @Override
    public String toString() {
        return "PiiConfig[" + (Boolean.TRUE.equals(enabled) ? operator + " " + operators : "off") + "]";
    }
}
