package io.llmgateway.core.guard;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.chat.OutputUse;
import io.llmgateway.core.config.CheckConfig;
import io.llmgateway.core.config.GuardConfig;
import io.llmgateway.core.config.InjectionConfig;
import io.llmgateway.core.config.ModerationConfig;
import io.llmgateway.core.config.PiiConfig;
import io.llmgateway.core.detect.Detection;
import io.llmgateway.core.injection.InjectionScorer;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import io.llmgateway.guard.Guards;
import io.llmgateway.guard.Masked;
import io.llmgateway.guard.Origin;
import io.llmgateway.spi.Detector;
import io.llmgateway.spi.Guard;
import io.llmgateway.spi.World;
import java.util.ArrayList;
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
    private final PiiConfig pii;
    private final Detection detection;
    private final PiiReader reader;
    private final Masks masks;
    private final InjectionConfig injection;
    private final @Nullable Marks marks;
    private final ModerationConfig moderation;
    private final OutputGuard output;
    private final List<Check> checks;
    private final World world;

    private Guarding(GuardConfig config, List<Guard> guards, List<Detector> detectors, Executor threads, World world) {
        this.pii = Objects.requireNonNull(config.pii());
        this.world = world;
        reader = new PiiReader(pii, detectors);
        detection = reader.detection();
        masks = reader.masks(detection);
        if (Boolean.TRUE.equals(pii.enabled())) {
            detection.prepare(threads);
        }
        injection = Objects.requireNonNull(config.injection());
        if (Boolean.TRUE.equals(injection.enabled())) {
            InjectionScorer.shipped().prepare(threads);
        }
        boolean marked = Boolean.TRUE.equals(injection.spotlight())
                || Boolean.TRUE.equals(injection.canary())
                || injection.judgeModel() != null;
        marks = marked ? new Marks(world) : null;
        moderation = Objects.requireNonNull(config.moderation());
        output = new OutputGuard(Objects.requireNonNull(config.output()), detection);
        checks = Roster.of(all(config, guards), Objects.requireNonNull(config.checks()), world);
    }

    // the house's own, in their order, then the application's
    private List<Guard> all(GuardConfig config, List<Guard> guards) {
        List<Guard> all = new ArrayList<>(guards.size() + 3);
        if (Boolean.TRUE.equals(injection.enabled())) {
            all.add(new InjectionGuard(injection, marks));
        }
        if (Boolean.TRUE.equals(moderation.enabled())) {
            all.add(moderation(config));
        }
        if (Boolean.TRUE.equals(Objects.requireNonNull(config.output()).enabled())) {
            all.add(output);
        }
        all.addAll(guards);
        return all;
    }

    private Guard moderation(GuardConfig config) {
        ModerationGuard guard = new ModerationGuard(moderation, world);
        CheckConfig check = Roster.usage(guard, Objects.requireNonNull(config.checks()));
        if (guard.asksAboutAnswers() && Objects.equals(check.holdBack(), 0)) {
            throw new MisconfiguredException(
                    "llmgateway.guard.checks.moderation.hold-back is 0: models would be asked about"
                            + " every piece of a stream; let some characters wait, or set llmgateway.guard.moderation.answers to"
                            + " false");
        }
        return guard;
    }

    /**
     * The models that are asked on behalf of calls.
     *
     * @return the properties that name them, to their names
     */
    public Map<String, String> models() {
        Map<String, @Nullable String> named = new TreeMap<>();
        named.put("llmgateway.guard.injection.judge-model", injection.judgeModel());
        named.put("llmgateway.guard.injection.reroute-to", injection.rerouteTo());
        named.put("llmgateway.guard.moderation.model", moderation.model());
        named.put("llmgateway.guard.moderation.judge-model", moderation.judgeModel());
        Map<String, String> models = new TreeMap<>();
        named.forEach((property, model) -> {
            if (model != null) {
                models.put(property, model);
            }
        });
        return models;
    }

    /**
     * The model for texts to be moderated, where the application names none.
     *
     * @return an alias or {@code provider/model}, if there is one
     */
    public Optional<String> moderationModel() {
        return Optional.ofNullable(moderation.model());
    }

    /**
     * What the room works with.
     *
     * @param config the room's settings; checked here
     * @param guards the application's own guards, in their order
     * @param detectors detectors beside the house's own
     * @param threads where is made ready what the first call needs
     * @param world time
     * @return the room
     * @throws MisconfiguredException if a setting makes no sense
     */
    public static Guarding of(
            GuardConfig config, List<Guard> guards, List<Detector> detectors, Executor threads, World world) {
        return new Guarding(config, guards, detectors, threads, world);
    }

    /**
     * Refuses settings that wait for what is never looked for.
     *
     * @param property who waits
     * @param types for what
     * @throws MisconfiguredException if requests are not searched, or not for one of the types
     */
    public void refuseUnfound(String property, Set<EntityType> types) {
        reader.refuseUnfound(property, types);
    }

    /**
     * Masks requests, and puts values back in answers.
     *
     * @return the layer; empty where it is switched off
     */
    public Optional<Interceptor> masks() {
        return Boolean.TRUE.equals(pii.enabled())
                ? Optional.of(new Masking(masks, Boolean.TRUE.equals(pii.restore()), world))
                : Optional.empty();
    }

    /**
     * Searches answers for personal data.
     *
     * @return the layer, to stand within {@link #masks}; empty where it is switched off
     */
    public Optional<Interceptor> answers() {
        PiiConfig.Answers mode = Objects.requireNonNull(pii.answers());
        return Boolean.TRUE.equals(pii.enabled()) && mode != PiiConfig.Answers.KEEP
                ? Optional.of(new AnswerMasking(masks, mode, world))
                : Optional.empty();
    }

    /**
     * Whether answers may be changed or refused.
     *
     * @return false where callers get answers as they come, but for values that are put back
     */
    public boolean judgesAnswers() {
        PiiConfig.Answers mode = Objects.requireNonNull(pii.answers());
        boolean hides = mode == PiiConfig.Answers.MASK || mode == PiiConfig.Answers.BLOCK;
        return !checks.isEmpty()
                || (Boolean.TRUE.equals(pii.enabled()) && hides)
                || Boolean.TRUE.equals(injection.canary());
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
        masks.refuse("text", counts);
        MarkNames names = new MarkNames(placeholders.marks());
        return new Masked(masked, other -> Restoring.all(other, names));
    }

    @Override
    public double injection(String text, Origin origin) {
        return InjectionScorer.shipped()
                .score(text, InjectionGuard.indirect(origin))
                .score();
    }

    @Override
    public String clean(String text, OutputUse use) {
        return output.clean(text, Objects.requireNonNull(use, "use"));
    }

    /**
     * Asks the guards.
     *
     * @return the layer; empty where there are no guards
     */
    public Optional<Interceptor> checks() {
        Masks searching = Boolean.TRUE.equals(pii.enabled()) ? masks : null;
        return checks.isEmpty() ? Optional.empty() : Optional.of(new Checking(checks, searching));
    }

    /**
     * Marks what tools and documents say as data.
     *
     * @return the layer; empty where it is switched off
     */
    public Optional<Interceptor> spotlight() {
        return Boolean.TRUE.equals(injection.spotlight())
                ? Optional.of(new Spotlight(Objects.requireNonNull(marks), world))
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
