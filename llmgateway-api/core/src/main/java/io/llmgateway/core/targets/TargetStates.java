package io.llmgateway.core.targets;

import io.llmgateway.chain.Attribute;
import io.llmgateway.chain.Target;
import io.llmgateway.core.config.SteadyConfig.DriftConfig;
import io.llmgateway.core.config.SteadyConfig.HealthConfig;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The states of all targets of a client. Thread-safe. */
public final class TargetStates {
    /** Set on a call where another target is left, should this one fail. */
    public static final Attribute<Boolean> OTHERS_LEFT = Attribute.of("others left", Boolean.class);

    private static final int MOST_NAMED = 1_000;

    private final Map<Target, TargetState> states = new ConcurrentHashMap<>();
    private final Map<String, Instant> keysRest = new ConcurrentHashMap<>();
    private final Map<String, Reach> reaches = new ConcurrentHashMap<>();
    private final HealthConfig config;
    private final DriftConfig drift;
    private final Ticker ticker;
    private final World world;
    private volatile Set<Target> routed = Set.of();

    /**
     * Nothing is known yet.
     *
     * @param config when a target is left alone
     * @param drift when it gets fewer calls
     * @param world time
     */
    public TargetStates(HealthConfig config, DriftConfig drift, World world) {
        this.config = config;
        this.drift = drift;
        this.world = world;
        ticker = new Ticker(world);
    }

    /**
     * What was known before, but for targets behind whose provider's id another one stands now: how the old one fares must
     * not be held against it, nor the other way round.
     *
     * @param before what was known; it goes on for calls that began before
     * @param replaced whether there is another provider behind the id of a key
     */
    public TargetStates(TargetStates before, Predicate<String> replaced) {
        this(before.config, before.drift, before.world);
        before.keysRest.forEach((id, until) -> {
            if (!replaced.test(id)) {
                keysRest.put(id, until);
            }
        });
        before.states.forEach((target, state) -> {
            if (!replaced.test(target.provider())) {
                states.put(target, state);
            }
        });
        before.reaches.forEach((id, reach) -> {
            if (before.states.keySet().stream()
                    .noneMatch(
                            target -> configured(target.provider()).equals(id) && replaced.test(target.provider()))) {
                reaches.put(id, reach);
            }
        });
    }

    /**
     * Whether others would be made of the same settings.
     *
     * @param health when a target is left alone
     * @param other when it gets fewer calls
     * @return true if these are as they would be
     */
    public boolean follow(HealthConfig health, DriftConfig other) {
        return config.equals(health) && drift.equals(other);
    }

    /**
     * What is known of these is kept. Calls may name other models of a provider too, and make names up: of those not more
     * than 1,000 are known at a time.
     *
     * @param routes the targets of the configuration
     * @param usual those of the default model
     */
    public void keep(Collection<List<Target>> routes, List<Target> usual) {
        Set<Target> all = new HashSet<>(usual);
        for (List<Target> route : routes) {
            all.addAll(route);
        }
        routed = all;
    }

    /**
     * The state of a target.
     *
     * @param target the target
     * @return always the same one, but for a target of no route that was forgotten meanwhile
     */
    public TargetState of(Target target) {
        TargetState known = states.get(target);
        return known != null ? known : first(target);
    }

    /**
     * The states of all targets that were ever asked, or thought of, and not forgotten.
     *
     * @return a view; what changes meanwhile may be in it or not
     */
    public Collection<TargetState> all() {
        return Collections.unmodifiableCollection(states.values());
    }

    // it is there before its key is looked at: a key that fails meanwhile finds it
    private TargetState first(Target target) {
        Reach reach = reaches.computeIfAbsent(configured(target.provider()), fresh -> new Reach(config, world));
        TargetState made = new TargetState(target, config, ticker, reach, new Drift(drift, world), world);
        TargetState other = hasRoom(target) ? states.putIfAbsent(target, made) : null;
        TargetState state = other == null ? made : other;
        Instant now = world.now();
        Instant rests = keysRest.getOrDefault(target.provider(), now);
        if (rests.isAfter(now)) {
            state.cool(Duration.between(now, rests));
        }
        return state;
    }

    // where all are busy there is none: the call then has a state of its own
    private boolean hasRoom(Target target) {
        if (routed.contains(target) || states.size() < most()) {
            return true;
        }
        states.values().removeIf(state -> state.underWay() == 0 && !routed.contains(state.target()));
        return states.size() < most();
    }

    private int most() {
        return routed.size() + MOST_NAMED;
    }

    /**
     * The provider of the configuration, whichever of its keys is meant.
     *
     * @param provider such as {@code openai} or {@code openai#2}
     * @return such as {@code openai}
     */
    public static String configured(String provider) {
        int key = provider.indexOf('#');
        return key < 0 ? provider : provider.substring(0, key);
    }

    /**
     * Leaves all targets of a provider alone for a while, those never asked before too: its key is what failed.
     *
     * @param provider the provider's id
     * @param least at least so long
     */
    public void coolAll(String provider, Duration least) {
        Duration most = Objects.requireNonNull(config.maxCool());
        Instant until = world.now().plus(least.compareTo(most) > 0 ? most : least);
        keysRest.merge(provider, until, (known, fresh) -> known.isAfter(fresh) ? known : fresh);
        states.values().stream()
                .filter(state -> state.target().provider().equals(provider))
                .forEach(state -> state.cool(least));
    }
}
