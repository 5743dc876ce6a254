package io.llmgateway.core.guard;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.config.CheckConfig;
import io.llmgateway.core.config.GuardConfig;
import io.llmgateway.core.config.InjectionConfig;
import io.llmgateway.core.config.PiiConfig;
import io.llmgateway.core.config.PiiConfig.Operator;
import io.llmgateway.core.detect.Detection;
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
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

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
    private final InjectionConfig injection;
    private final @Nullable Marks marks;
    private final World world;

    private Guarding(
            PiiConfig pii,
            List<Detector> detectors,
            List<Check> checks,
            InjectionConfig injection,
            @Nullable Marks marks,
            World world) {
        this.pii = pii;
        this.checks = checks;
        this.injection = injection;
        this.marks = marks;
        this.world = world;
        Map<EntityType, Double> thresholds = new HashMap<>();
        Objects.requireNonNull(pii.thresholds())
                .forEach((name, least) -> thresholds.put(type("thresholds", name), least));
        Map<EntityType, Operator> operators = new HashMap<>(LEFT_ALONE);
        Objects.requireNonNull(pii.operators())
                .forEach((name, operator) -> operators.put(type("operators", name), operator));
        detection = Detection.of(detectors, Objects.requireNonNull(pii.regions()), thresholds);
        masks = new Masks(
                detection,
                operators,
                Objects.requireNonNull(pii.operator()),
                Set.copyOf(Objects.requireNonNull(pii.allow())),
                pii.hashKey());
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
        InjectionConfig injection = Objects.requireNonNull(config.injection());
        boolean marked = Boolean.TRUE.equals(injection.spotlight())
                || Boolean.TRUE.equals(injection.canary())
                || injection.judgeModel() != null;
        Marks marks = marked ? new Marks(world) : null; // others draw no chance
        List<Guard> all = new ArrayList<>();
        if (Boolean.TRUE.equals(injection.enabled())) {
            all.add(new InjectionGuard(injection, marks));
        }
        all.addAll(guards);
        for (Guard guard : all) {
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
        return new Guarding(
                Objects.requireNonNull(config.pii()), detectors, List.copyOf(checks), injection, marks, world);
    }

    /**
     * Masks requests, and restores answers.
     *
     * @return the layer; empty where it is switched off
     */
    public Optional<Interceptor> masks() {
        return Boolean.TRUE.equals(pii.enabled())
                ? Optional.of(new Masking(masks, Boolean.TRUE.equals(pii.restore()), world))
                : Optional.empty();
    }

    @Override
    public List<Finding> find(String text) {
        return detection.find(text);
    }

    @Override
    public Masked mask(String text) {
        Placeholders placeholders = new Placeholders();
        placeholders.reserve(text);
        Masks.Counts counts = new Masks.Counts(new TreeMap<>(), new TreeMap<>());
        String masked = masks.mask(text, placeholders, counts);
        counts.refuse("text");
        List<Placeholders.Mark> marks = List.copyOf(placeholders.marks());
        return new Masked(masked, other -> Restoring.all(other, marks));
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

    /**
     * Marks what tools and documents say as data.
     *
     * @return the layer; empty where it is switched off
     */
    public Optional<Interceptor> spotlight() {
        return Boolean.TRUE.equals(injection.spotlight())
                ? Optional.of(new Spotlight(Objects.requireNonNull(marks)))
                : Optional.empty();
    }

    /**
     * Marks system prompts, and refuses answers that tell them.
     *
     * @return the layer; empty where it is switched off
     */
    public Optional<Interceptor> canary() {
        return Boolean.TRUE.equals(injection.canary())
                ? Optional.of(new Canary(Objects.requireNonNull(marks), world))
                : Optional.empty();
    }
}
