package io.llmgateway.core.guard;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.config.CheckConfig;
import io.llmgateway.core.config.GuardConfig;
import io.llmgateway.core.config.PiiConfig;
import io.llmgateway.core.config.PiiConfig.Operator;
import io.llmgateway.core.detect.CustomPattern;
import io.llmgateway.core.detect.Detection;
import io.llmgateway.core.detect.WordList;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import io.llmgateway.guard.Guards;
import io.llmgateway.guard.Masked;
import io.llmgateway.spi.Detector;
import io.llmgateway.spi.Guard;
import io.llmgateway.spi.Nearest;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** The door of the room {@code guard}. Immutable. */
public final class Guarding implements Guards {
    private static final CheckConfig USUAL = new CheckConfig(null, null, null, null);

    // of these an application is full, and seldom are they somebody's
    private static final Map<EntityType, Operator> LEFT_ALONE =
            Map.of(EntityType.URL, Operator.KEEP, EntityType.DATE, Operator.KEEP);

    private final PiiConfig pii;
    private final Detection detection;
    private final Masks masks;
    private final List<Check> checks;
    private final World world;

    private Guarding(PiiConfig pii, List<Detector> detectors, List<Check> checks, World world) {
        this.pii = pii;
        this.checks = checks;
        this.world = world;
        Map<EntityType, Double> thresholds = new HashMap<>();
        Objects.requireNonNull(pii.thresholds())
                .forEach((name, least) -> thresholds.put(type("thresholds", name), least));
        Map<EntityType, Operator> operators = new HashMap<>(LEFT_ALONE);
        Objects.requireNonNull(pii.operators())
                .forEach((name, operator) -> operators.put(type("operators", name), operator));
        detection =
                Detection.of(detectors, Objects.requireNonNull(pii.regions()), thresholds, patterns(pii), words(pii));
        masks = new Masks(detection, operators, Objects.requireNonNull(pii.operator()), allowed(pii), pii.hashKey());
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
        return value -> values.contains(value) || patterns.stream().anyMatch(pattern -> pattern.matches(value));
    }

    private static List<CustomPattern> patterns(PiiConfig pii) {
        List<CustomPattern> patterns = new ArrayList<>(0);
        Objects.requireNonNull(pii.patterns()).forEach((name, config) -> {
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
        });
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
        Objects.requireNonNull(pii.deny()).forEach((name, list) -> {
            words.computeIfAbsent(type("deny", name), type -> new ArrayList<>()).addAll(list);
            for (String word : list) {
                if (!WordList.fits(word)) {
                    throw new MisconfiguredException("llmgateway.guard.pii.deny." + name + " has \"" + word
                            + "\": a word needs two letters or digits");
                }
            }
        });
        return words;
    }

    private static EntityType type(String setting, String name) {
        try {
            return EntityType.of(name);
        } catch (IllegalArgumentException e) {
            throw new MisconfiguredException("llmgateway.guard.pii." + setting + "." + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * What the room works with.
     *
     * @param config the room's settings; checked here
     * @param guards the application's own guards, in their order
     * @param detectors detectors beside the house's own
     * @param world time
     * @return the room
     * @throws MisconfiguredException if a setting makes no sense
     */
    public static Guarding of(GuardConfig config, List<Guard> guards, List<Detector> detectors, World world) {
        Map<String, CheckConfig> settings = Objects.requireNonNull(config.checks());
        Set<String> names = new LinkedHashSet<>();
        List<Check> checks = new ArrayList<>();
        for (Guard guard : guards) {
            if (!names.add(guard.name())) {
                throw new MisconfiguredException("two guards are called \"" + guard.name() + "\": rename one of them");
            }
            CheckConfig check = settings.getOrDefault(guard.name(), USUAL);
            if (check.mode() != CheckConfig.Mode.OFF) {
                checks.add(new Check(guard, check, world));
            }
        }
        for (String name : settings.keySet()) {
            if (!names.contains(name)) {
                throw new MisconfiguredException(
                        "llmgateway.guard.checks." + name + ": there is no such guard; " + Nearest.hint(name, names));
            }
        }
        return new Guarding(Objects.requireNonNull(config.pii()), detectors, List.copyOf(checks), world);
    }

    /**
     * Masks requests, and restores answers.
     *
     * @return the layer; empty where it is switched off
     */
    public Optional<Interceptor> masks() {
        return Boolean.TRUE.equals(pii.enabled())
                ? Optional.of(new Masking(
                        masks, Boolean.TRUE.equals(pii.restore()), Objects.requireNonNull(pii.answers()), world))
                : Optional.empty();
    }

    @Override
    public List<Finding> find(String text) {
        return detection.find(text);
    }

    @Override
    public Masked mask(String text) {
        Placeholders placeholders = masks.placeholders();
        placeholders.reserve(text);
        Masks.Counts counts = new Masks.Counts();
        String masked = masks.mask(text, placeholders, counts);
        counts.refuse("text");
        MarkNames names = new MarkNames(placeholders.marks());
        return new Masked(masked, other -> Restoring.all(other, names));
    }

    /**
     * Asks the guards.
     *
     * @param threads for guards that judge beside the model
     * @return the layer; empty where there are no guards
     */
    public Optional<Interceptor> checks(Executor threads) {
        return checks.isEmpty() ? Optional.empty() : Optional.of(new Checking(checks, threads));
    }
}
