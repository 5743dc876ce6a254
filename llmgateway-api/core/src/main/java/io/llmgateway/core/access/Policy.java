package io.llmgateway.core.access;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.core.config.AccessConfig;
import io.llmgateway.core.config.AccessRuleConfig;
import io.llmgateway.core.config.AdmitConfig;
import io.llmgateway.core.config.DataClassConfig;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Found;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who may ask what, and where data of a class may go. Immutable. */
public final class Policy {
    /** The property of the rules of access. */
    public static final String ACCESS = "llmgateway.admit.access";

    /** The property of classes of data. */
    public static final String DATA = "llmgateway.admit.data";

    /** For what may cost anything. */
    static final Function<Target, Optional<BigDecimal>> FREE = target -> Optional.of(BigDecimal.ZERO);

    private static final String DEFAULT = ACCESS + ".default";
    private static final Verdict NOBODY_SAYS = Verdict.yes("");
    private static final Verdict USUAL = Verdict.yes(DEFAULT);

    private final @Nullable AccessConfig access;
    private final List<Rule> denying = new ArrayList<>();
    private final List<Rule> allowing = new ArrayList<>();
    private final Map<String, DataClass> classes = new LinkedHashMap<>();
    private final Map<String, String> regions;

    private Policy(AdmitConfig config, Collection<String> aliases, Set<String> providers, Map<String, String> regions) {
        this.regions = Map.copyOf(regions);
        this.access = config.access();
        Map<String, DataClassConfig> data = Objects.requireNonNull(config.data());
        Names names = new Names(new TreeSet<>(aliases), new TreeSet<>(providers), new TreeSet<>(data.keySet()));
        for (Map.Entry<String, DataClassConfig> one : data.entrySet()) {
            classes.put(one.getKey(), DataClass.of(one.getKey(), one.getValue(), names));
        }
        if (access != null) {
            Map<String, AccessRuleConfig> rules = Objects.requireNonNull(access.rules());
            for (Map.Entry<String, AccessRuleConfig> one : rules.entrySet()) {
                Rule rule = Rule.of(ACCESS + ".rules." + one.getKey(), one.getValue(), names);
                (rule.denies() ? denying : allowing).add(rule);
            }
        }
    }

    /**
     * The policy of a configuration.
     *
     * @param config the rules; checked here
     * @param aliases the names of models
     * @param providers ids of providers
     * @param regions ids of providers to where they serve from, as far as that is said
     * @return the policy
     * @throws io.llmgateway.error.MisconfiguredException if a rule names what there is not
     */
    public static Policy of(
            AdmitConfig config, Collection<String> aliases, Set<String> providers, Map<String, String> regions) {
        return new Policy(config, aliases, providers, regions);
    }

    /**
     * Whether everybody may ask everything.
     *
     * @return true where nothing is configured
     */
    public boolean isEmpty() {
        return access == null && classes.isEmpty();
    }

    /**
     * The classes of data there are.
     *
     * @return their names
     */
    public Set<String> classes() {
        return classes.keySet();
    }

    /**
     * What must be looked for in requests.
     *
     * @return the property that asks for it, to the kinds of data
     */
    public Map<String, Set<EntityType>> searched() {
        Map<String, Set<EntityType>> searched = new LinkedHashMap<>();
        for (DataClass one : classes.values()) {
            if (!one.found().isEmpty()) {
                searched.put(one.property() + ".found", one.found());
            }
        }
        return searched;
    }

    /**
     * Judges a call at the door.
     *
     * @param call the call, with its principal and the classes its caller declared
     * @param targets what its model stands for; empty where it names none
     * @param costs the most an attempt of the call, with its longest answer, can come to in US dollars
     * @return what goes along with the call
     */
    public Permit permit(Call call, List<Target> targets, Costs costs) {
        Asked asked = Asked.of(call);
        Permit.Cap cap = asked.chat() && asked.maxTokens() == null ? cap(asked, targets) : null;
        Asked capped = cap == null ? asked : asked.withMaxTokens(cap.tokens());
        return new Permit(this, capped, watches() ? null : cap, costs);
    }

    /** Tells what attempts can come to. */
    @FunctionalInterface
    public interface Costs {
        /**
         * The most an attempt can come to.
         *
         * @param target where it goes
         * @param maxTokens the longest answer; null for what the model can
         * @return US dollars, if known
         */
        Optional<BigDecimal> most(Target target, @Nullable Long maxTokens);
    }

    // the most that some rule allows at each target, and of these the least: it fits all of them
    private Permit.@Nullable Cap cap(Asked asked, List<Target> targets) {
        Asked least = asked.withMaxTokens(0);
        Permit.Cap cap = null;
        for (Target target : targets) {
            Permit.Cap own = judge(least, target, asked.declared(), FREE).allowed() ? most(least, target) : null;
            cap = own != null && (cap == null || own.tokens() < cap.tokens()) ? own : cap;
        }
        return cap;
    }

    private Permit.@Nullable Cap most(Asked asked, Target target) {
        Permit.Cap most = null;
        for (Rule rule : allowing) {
            if (rule.who().matches(asked.principal()) && rule.obstacle(asked, target, asked.declared(), FREE) == null) {
                Long tokens = rule.config().maxTokens();
                if (tokens == null) {
                    return null;
                }
                most = most == null || tokens > most.tokens() ? new Permit.Cap(tokens, rule.property()) : most;
            }
        }
        return most;
    }

    /** The classes of a call: those declared, and those of what was found; null where it should have been searched and was not. */
    @Nullable
    Set<String> classes(Asked asked, @Nullable Found found) {
        if (classes.isEmpty()) {
            return asked.declared();
        }
        Set<String> all = new TreeSet<>(asked.declared());
        for (DataClass one : classes.values()) {
            if (!one.found().isEmpty()) {
                if (found == null) {
                    return null;
                }
                if (found.types().stream().anyMatch(one.found()::contains)) {
                    all.add(one.name());
                }
            }
        }
        return all;
    }

    Verdict judge(Asked asked, Target target, Set<String> held, Function<Target, Optional<BigDecimal>> cost) {
        for (String name : held) {
            DataClass one = classes.get(name);
            String obstacle = one == null
                    ? "there is no such class"
                    : one.obstacle(asked.principal(), asked.extra(), target, regions);
            if (obstacle != null) {
                return Verdict.no(DataClass.PROPERTY + name, obstacle, Integer.MAX_VALUE);
            }
        }
        return access == null ? NOBODY_SAYS : access(asked, target, held, cost).unless(watches());
    }

    private Verdict access(Asked asked, Target target, Set<String> held, Function<Target, Optional<BigDecimal>> cost) {
        for (Rule rule : denying) {
            if (rule.denies(asked, target, held)) {
                return Verdict.no(rule.property(), "it denies such calls", Integer.MAX_VALUE);
            }
        }
        Verdict nearest = null;
        for (Rule rule : allowing) {
            if (rule.who().matches(asked.principal())) {
                Rule.Obstacle obstacle = rule.obstacle(asked, target, held, cost);
                if (obstacle == null) {
                    return rule.yes();
                }
                if (nearest == null || obstacle.nearness() > nearest.nearness()) {
                    nearest = Verdict.no(rule.property(), obstacle.why(), obstacle.nearness());
                }
            }
        }
        if (nearest != null) {
            return nearest;
        }
        return Objects.requireNonNull(access).otherwise() == AccessConfig.Effect.ALLOW
                ? USUAL
                : Verdict.no(
                        DEFAULT,
                        asked.principal() == null
                                ? "nobody knows who asks, and no rule is about everybody: give the call a principal, or add"
                                        + " a rule"
                                : "no rule is about this principal: add one to " + ACCESS + ".rules",
                        0);
    }

    private boolean watches() {
        return access != null && access.mode() == AccessConfig.Mode.SHADOW;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("access");
        if (access != null) {
            text.append(": ").append(Objects.requireNonNull(access.rules()).keySet());
            text.append(watches() ? ", only watched" : "");
        }
        return text.append(classes.isEmpty() ? "" : ", data " + classes.keySet())
                .toString();
    }
}
