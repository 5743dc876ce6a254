package io.llmgateway.core.guard;

import io.llmgateway.core.config.PiiConfig.Operator;
import io.llmgateway.core.detect.Detection;
import io.llmgateway.error.RefusedException;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What becomes of what is found in a text. Immutable. */
final class Masks {
    private static final int HASH_BYTES = 6;
    private static final int LONGEST_NAME = 64;
    private static final String GROUPING = " -./:@()";

    private final Detection detection;
    private final Map<EntityType, Operator> operators;
    private final Operator usual;
    private final Predicate<String> allowed;
    private final byte @Nullable [] hashKey;

    Masks(
            Detection detection,
            Map<EntityType, Operator> operators,
            Operator usual,
            Predicate<String> allowed,
            @Nullable String hashKey) {
        this.detection = detection;
        this.operators = Map.copyOf(operators);
        this.usual = usual;
        this.allowed = allowed;
        this.hashKey = hashKey == null ? null : hashKey.getBytes(StandardCharsets.UTF_8);
    }

    /** How often what was found. Most texts hold nothing, so there are maps only for what there is. On one thread. */
    static final class Counts {
        private Map<EntityType, Integer> masked = Map.of();
        private Map<EntityType, Integer> kept = Map.of();
        private Map<EntityType, Integer> blocked = Map.of();
        private Set<EntityType> found = Set.of();
        private Set<String> values = Set.of();

        /** Masked ones of each type. */
        Map<EntityType, Integer> masked() {
            return masked;
        }

        /** Those left as they are. */
        Map<EntityType, Integer> kept() {
            return kept;
        }

        /** Those that must not go out. */
        Map<EntityType, Integer> blocked() {
            return blocked;
        }

        /** Types of all of these but of values that are nobody's secret. */
        Set<EntityType> found() {
            return found;
        }

        /** All that was found, and what stands for it where that looks like it. */
        Set<String> values() {
            return values;
        }

        boolean empty() {
            return masked.isEmpty() && kept.isEmpty() && blocked.isEmpty();
        }

        private void value(String value) {
            if (values.isEmpty()) {
                values = Set.of(value);
            } else if (!values.contains(value)) {
                values = values.size() == 1 ? new HashSet<>(values) : values;
                values.add(value);
            }
        }

        // of one type in most requests: what needs no copy to be kept
        private void found(EntityType type) {
            if (found.isEmpty()) {
                found = Set.of(type);
            } else if (!found.contains(type)) {
                found = found.size() == 1 ? new TreeSet<>(found) : found;
                found.add(type);
            }
        }

        private void count(EntityType type, Operator operator) {
            switch (operator) {
                case KEEP -> kept = more(kept, type);
                case BLOCK -> blocked = more(blocked, type);
                default -> masked = more(masked, type);
            }
        }

        private static Map<EntityType, Integer> more(Map<EntityType, Integer> known, EntityType type) {
            return Placeholders.with(known, type, Objects.requireNonNull(known.getOrDefault(type, 0)) + 1);
        }
    }

    /** Where placeholders of a request are kept. */
    Placeholders placeholders() {
        return new Placeholders(usual == Operator.SURROGATE || operators.containsValue(Operator.SURROGATE));
    }

    /** Refuses what holds something that must not go out, by the setting that says so. */
    void refuse(String what, Counts counts) {
        Set<EntityType> blocked = counts.blocked().keySet();
        if (!blocked.isEmpty()) {
            String rule =
                    "llmgateway.guard.pii." + (operators.keySet().containsAll(blocked) ? "operators" : "operator");
            throw new RefusedException(
                    rule,
                    "the " + what + " holds " + blocked + ", which must not go out (" + rule + " says block)",
                    null);
        }
    }

    String mask(String text, Placeholders placeholders, Counts counts) {
        return mask(text, detection.find(text), placeholders, counts);
    }

    /** Masks a value that has a name, which may say what it is. */
    String mask(String name, String value, Placeholders placeholders, Counts counts) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return mask(value, placeholders, counts);
        }
        String cue = words(name) + ", " + name + ": ";
        List<Finding> found = new ArrayList<>();
        for (Finding finding : detection.find(cue + value)) {
            if (finding.end() > cue.length()) {
                int start = Math.max(0, finding.start() - cue.length());
                found.add(new Finding(
                        finding.type(), start, finding.end() - cue.length(), finding.score(), finding.rule()));
            }
        }
        return mask(value, found, placeholders, counts);
    }

    // passportNumber is a passport number
    private static String words(String name) {
        StringBuilder words = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (i > 0 && Character.isUpperCase(c) && Character.isLowerCase(name.charAt(i - 1))) {
                words.append(' ');
            }
            words.append(Character.isLetterOrDigit(c) ? Character.toLowerCase(c) : ' ');
        }
        return words.toString();
    }

    private String mask(String text, List<Finding> found, Placeholders placeholders, Counts counts) {
        if (found.isEmpty()) {
            return text;
        }
        Replacing out = new Replacing(text);
        for (int i = 0; i < found.size(); i++) {
            Finding finding = found.get(i);
            String value = finding.of(text);
            boolean nobodys = allowed.test(value);
            Operator operator = nobodys ? Operator.KEEP : operator(finding.type());
            if (!nobodys) {
                counts.found(finding.type());
            }
            counts.value(value);
            if (operator == Operator.KEEP) {
                counts.count(finding.type(), operator);
                continue;
            }
            boolean last = i + 1 == found.size();
            int next = last ? text.length() : found.get(i + 1).start();
            if (operator == Operator.SURROGATE && (glued(text, finding, out) || (next == finding.end() && !last))) {
                operator = Operator.PLACEHOLDER; // a surrogate would be a part of a word, and not be known again
            }
            String masked = masked(operator, finding.type(), value, placeholders);
            if (operator == Operator.SURROGATE) {
                counts.value(masked);
            }
            out.replace(finding.start(), finding.end(), masked);
            counts.count(finding.type(), operator);
        }
        return out.upTo(text.length());
    }

    private static boolean glued(String text, Finding finding, Replacing before) {
        return word(before.last(finding.start()))
                || (finding.end() < text.length() && word(text.charAt(finding.end())));
    }

    private static boolean word(char c) {
        return Placeholders.word(c) || c == '_';
    }

    /** Only looks: what is found is kept, or must not go out. */
    void look(String text, Counts counts) {
        for (Finding finding : detection.find(text)) {
            String value = finding.of(text);
            counts.value(value);
            boolean nobodys = allowed.test(value);
            if (!nobodys) {
                counts.found(finding.type());
            }
            boolean blocks = !nobodys && operator(finding.type()) == Operator.BLOCK;
            counts.count(finding.type(), blocks ? Operator.BLOCK : Operator.KEEP);
        }
    }

    /** What is found in an answer; without the types and values that are let through everywhere. */
    List<Finding> answered(String text) {
        List<Finding> found = detection.find(text);
        if (found.isEmpty()) {
            return found;
        }
        List<Finding> judged = new ArrayList<>(found.size());
        for (Finding finding : found) {
            if (operator(finding.type()) != Operator.KEEP && !allowed.test(finding.of(text))) {
                judged.add(finding);
            }
        }
        return judged;
    }

    /** A value however it is grouped: its letters, small, and its digits; the value where it has neither. */
    static String plain(String value) {
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 0, c; i < value.length(); i += Character.charCount(c)) {
            c = value.codePointAt(i);
            if (Character.isLetterOrDigit(c)) {
                plain.appendCodePoint(Character.toLowerCase(c));
            }
        }
        return plain.isEmpty() ? value : plain.toString();
    }

    private Operator operator(EntityType type) {
        return Objects.requireNonNull(operators.getOrDefault(type, usual));
    }

    private String masked(Operator operator, EntityType type, String value, Placeholders placeholders) {
        return switch (operator) {
            case PLACEHOLDER -> placeholders.of(type, value);
            case SURROGATE -> placeholders.surrogate(type, value);
            case REDACT, BLOCK -> redacted(type);
            case HASH -> "[" + type + " " + hash(value) + "]";
            case PARTIAL -> partial(value);
            case KEEP -> value;
        };
    }

    /** What takes the place of a value for good. */
    static String redacted(EntityType type) {
        return "[" + type + "]";
    }

    // of a short value nothing is shown but how it is grouped, of a longer one a quarter, four characters at most
    private static String partial(String value) {
        int hidden = value.codePointCount(0, value.length());
        hidden -= Math.min(4, hidden / 4);
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0, c; i < value.length(); i += Character.charCount(c)) {
            c = value.codePointAt(i);
            out.appendCodePoint(hidden-- <= 0 || GROUPING.indexOf(c) >= 0 ? c : '*');
        }
        return out.toString();
    }

    private String hash(String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Objects.requireNonNull(hashKey), "HmacSHA256"));
            byte[] hash = mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (GeneralSecurityException e) { // every Java has it
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "personal data: " + usual + (operators.isEmpty() ? "" : ", " + Masking.text(operators));
    }
}
