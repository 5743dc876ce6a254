package io.llmgateway.core.guard;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.config.CheckConfig;
import io.llmgateway.core.config.GuardConfig;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/** The door of the room {@code guard}. Immutable. */
public final class Guarding implements Guards {
    private static final CheckConfig USUAL = new CheckConfig(null, null, null, null);

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
    private final Detection detection;
    private final Set<EntityType> known;
    private final Masks masks;
    private final List<Check> checks;
    private final World world;

    private Guarding(PiiConfig pii, List<Detector> detectors, List<Check> checks, World world) {
        this.pii = pii;
        this.checks = checks;
        this.world = world;
        Set<EntityType> types = new TreeSet<>(OWN);
        detectors.forEach(detector -> types.addAll(detector.types()));
        known = Collections.unmodifiableSet(types);
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
     * Refuses settings that wait for what is never looked for.
     *
     * @param property who waits
     * @param types for what
     * @throws MisconfiguredException if requests are not searched, or not for one of the types
     */
    public void refuseUnfound(String property, Set<EntityType> types) {
        if (!Boolean.TRUE.equals(pii.enabled())) {
            throw new MisconfiguredException(property + " waits for personal data that is found, and requests are not"
                    + " searched: set llmgateway.guard.pii.enabled to true, with llmgateway.guard.pii.operator: keep if"
                    + " they are to go out as they are");
        }
        for (EntityType type : types) {
            if (!known.contains(type)) {
                throw new MisconfiguredException(property + ": no detector finds " + type + "; "
                        + Nearest.hint(
                                type.name(),
                                known.stream().map(EntityType::name).toList())
                        + " Or add a Detector that finds it");
            }
        }
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
}
