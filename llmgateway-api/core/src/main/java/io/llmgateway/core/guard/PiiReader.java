package io.llmgateway.core.guard;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.llmgateway.core.config.PatternConfig;
import io.llmgateway.core.config.PiiConfig;
import io.llmgateway.core.config.PiiConfig.Operator;
import io.llmgateway.core.detect.CustomPattern;
import io.llmgateway.core.detect.Detection;
import io.llmgateway.core.detect.WordList;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.guard.EntityType;
import io.llmgateway.spi.Detector;
import io.llmgateway.spi.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Reads {@code llmgateway.guard.pii}. */
final class PiiReader {
    // of these an application is full, and seldom are they somebody's
    private static final Map<EntityType, Operator> LEFT_ALONE =
            Map.of(EntityType.URL, Operator.KEEP, EntityType.DATE, Operator.KEEP);

    // what no detector of the house finds needs one that does
    private static final List<EntityType> OWN = List.of(
            EntityType.EMAIL,
            EntityType.PHONE,
            EntityType.CREDIT_CARD,
            EntityType.IBAN,
            EntityType.SWIFT,
            EntityType.BANK_NUMBER,
            EntityType.IP_ADDRESS,
            EntityType.MAC_ADDRESS,
            EntityType.URL,
            EntityType.CRYPTO,
            EntityType.DATE_OF_BIRTH,
            EntityType.DATE,
            EntityType.PASSPORT,
            EntityType.NATIONAL_ID,
            EntityType.US_SSN,
            EntityType.US_ITIN,
            EntityType.DRIVER_LICENSE,
            EntityType.MEDICAL_ID,
            EntityType.VEHICLE_ID,
            EntityType.COORDINATES,
            EntityType.PERSON,
            EntityType.SECRET);

    private final PiiConfig pii;
    private final List<Detector> detectors;
    private final Map<EntityType, List<String>> words;
    private final List<CustomPattern> patterns;

    PiiReader(PiiConfig pii, List<Detector> detectors) {
        this.pii = pii;
        this.detectors = detectors;
        this.words = words(pii);
        this.patterns = patterns(pii);
    }

    /** What looks through texts. */
    Detection detection() {
        Map<EntityType, Double> thresholds = new HashMap<>();
        for (Map.Entry<String, Double> one :
                Objects.requireNonNull(pii.thresholds()).entrySet()) {
            thresholds.put(found("thresholds", one.getKey()), one.getValue());
        }
        return Detection.of(detectors, Objects.requireNonNull(pii.regions()), thresholds, patterns, words);
    }

    /** What becomes of what is found. */
    Masks masks(Detection detection) {
        Map<EntityType, Operator> operators = new HashMap<>(LEFT_ALONE);
        for (Map.Entry<String, Operator> one :
                Objects.requireNonNull(pii.operators()).entrySet()) {
            operators.put(found("operators", one.getKey()), one.getValue());
        }
        return new Masks(detection, operators, Objects.requireNonNull(pii.operator()), allowed(pii), pii.hashKey());
    }

    /** Refuses settings that wait for what is never looked for. */
    void refuseUnfound(String property, Set<EntityType> types) {
        if (!Boolean.TRUE.equals(pii.enabled())) {
            throw new MisconfiguredException(property + " waits for personal data that is found, and requests are not"
                    + " searched: set llmgateway.guard.pii.enabled to true, with llmgateway.guard.pii.operator: keep if"
                    + " they are to go out as they are");
        }
        types.forEach(type -> refuseUnfound(property, type));
    }

    private void refuseUnfound(String property, EntityType type) {
        Set<EntityType> known = new TreeSet<>(OWN);
        detectors.forEach(detector -> known.addAll(detector.types()));
        patterns.forEach(pattern -> known.add(pattern.type()));
        known.addAll(words.keySet());
        if (!known.contains(type)) {
            throw new MisconfiguredException(property + ": no detector finds " + setting(type) + "; "
                    + Nearest.hint(
                            setting(type),
                            known.stream().map(PiiReader::setting).toList())
                    + " Or add a Detector that finds it");
        }
    }

    // as configurations write it
    private static String setting(EntityType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private EntityType found(String setting, String name) {
        EntityType type = type(setting, name);
        refuseUnfound("llmgateway.guard.pii." + setting + "." + name, type);
        return type;
    }

    private static Predicate<String> allowed(PiiConfig pii) {
        Set<String> values = Set.copyOf(Objects.requireNonNull(pii.allow()));
        List<Pattern> patterns = new ArrayList<>(0);
        for (String pattern : Objects.requireNonNull(pii.allowPatterns())) {
            try {
                patterns.add(Pattern.compile(pattern));
            } catch (PatternSyntaxException e) {
                throw bad("allow-patterns", e);
            }
        }
        if (patterns.isEmpty()) {
            return values::contains;
        }
        return value -> values.contains(value) || patterns.stream().anyMatch(pattern -> pattern.matches(value));
    }

    private static List<CustomPattern> patterns(PiiConfig pii) {
        List<CustomPattern> patterns = new ArrayList<>(0);
        for (Map.Entry<String, PatternConfig> one :
                Objects.requireNonNull(pii.patterns()).entrySet()) {
            String name = one.getKey();
            PatternConfig config = one.getValue();
            String type = config.type();
            EntityType found = type == null ? type("patterns", name) : type("patterns." + name + ".type", type);
            try {
                patterns.add(new CustomPattern(
                        name,
                        found,
                        Objects.requireNonNull(config.pattern()),
                        Boolean.TRUE.equals(config.ignoreCase()),
                        Objects.requireNonNull(config.score()),
                        Objects.requireNonNull(config.near())));
            } catch (PatternSyntaxException e) {
                throw bad("patterns." + name + ".pattern", e);
            } catch (IllegalArgumentException e) {
                throw new MisconfiguredException("llmgateway.guard.pii.patterns." + name + ": " + e.getMessage(), e);
            }
        }
        return patterns;
    }

    private static MisconfiguredException bad(String setting, PatternSyntaxException e) {
        return new MisconfiguredException(
                "llmgateway.guard.pii." + setting + ": \"" + e.getPattern() + "\" is no pattern: " + e.getDescription()
                        + "; write RE2's syntax, which has neither lookaround nor backreferences",
                e);
    }

    private static Map<EntityType, List<String>> words(PiiConfig pii) {
        Map<EntityType, List<String>> words = new HashMap<>();
        for (Map.Entry<String, List<String>> one :
                Objects.requireNonNull(pii.deny()).entrySet()) {
            String name = one.getKey();
            List<String> list = one.getValue();
            words.computeIfAbsent(type("deny", name), type -> new ArrayList<>()).addAll(list);
            for (String word : list) {
                if (!WordList.fits(word)) {
                    throw new MisconfiguredException("llmgateway.guard.pii.deny." + name + " has \"" + word
                            + "\": a word needs two letters or digits");
                }
            }
        }
        return words;
    }

    private static EntityType type(String setting, String name) {
        try {
            return EntityType.of(name);
        } catch (IllegalArgumentException e) {
            throw new MisconfiguredException("llmgateway.guard.pii." + setting + "." + name + ": " + e.getMessage(), e);
        }
    }
}
