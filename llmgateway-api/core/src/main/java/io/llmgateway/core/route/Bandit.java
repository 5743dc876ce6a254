package io.llmgateway.core.route;

import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass.Elsewhere;
import io.llmgateway.chat.Outcome;
import io.llmgateway.core.config.ModelConfig.BanditConfig;
import io.llmgateway.core.config.ModelConfig.BanditConfig.Reward;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The one that has earned the best reward, as far as that can be known: for each target a reward is drawn from what is likely by
 * its past, and the best draw is asked (Thompson sampling with normal distributions, Agrawal and Goyal, "Further Optimal Regret
 * Bounds for Thompson Sampling", AISTATS 2013). Old observations fade (Raj and Kalyani, "Taming Non-stationary Bandits: A
 * Bayesian Approach", 2017).
 *
 * <p>Times and costs count by their logarithm, so what matters is how many times slower or dearer; a target that
 * fails every other time counts as twice as slow or dear. Thread-safe, without locks.
 */
final class Bandit implements Strategy {
    private static final long FASTEST_NANOS = 1_000_000;
    private static final double CHEAPEST_DOLLARS = 1e-9;

    private final Reward reward;
    private final double minShare;
    private final int minSamples;
    private final AtomicReferenceArray<Arm> arms;
    private final AtomicIntegerArray tries; // counted up to minSamples
    private final AtomicLong observations = new AtomicLong();

    private record Drawn(int child, double value) {}

    Bandit(BanditConfig config, int children) {
        reward = Objects.requireNonNull(config.reward());
        minShare = Objects.requireNonNull(config.minShare());
        minSamples = Objects.requireNonNull(config.minSamples());
        tries = new AtomicIntegerArray(children);
        arms = new AtomicReferenceArray<>(children);
        for (int i = 0; i < children; i++) {
            arms.set(i, Arm.NEW);
        }
    }

    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        List<Integer> order = new ArrayList<>(draw(moment.world()));
        Integer first = first(moment.world());
        if (first != null) {
            order.remove(first);
            order.add(0, first);
        }
        tried(order.get(0));
        return order.stream().map(candidates::get).toList();
    }

    // whoever was tried too little, or by chance anybody; null for the best
    private @Nullable Integer first(World world) {
        int least = 0;
        for (int i = 1; i < tries.length(); i++) {
            least = tries.get(i) < tries.get(least) ? i : least;
        }
        if (tries.get(least) < minSamples) {
            return least;
        }
        return world.random() < minShare * tries.length() ? (int) (world.random() * tries.length()) : null;
    }

    private void tried(int child) {
        if (tries.get(child) < minSamples) {
            tries.incrementAndGet(child);
        }
    }

    private List<Integer> draw(World world) {
        long now = observations.get();
        List<Arm> all = new ArrayList<>(arms.length());
        double worst = Double.POSITIVE_INFINITY;
        for (int i = 0; i < arms.length(); i++) {
            Arm arm = arm(i).at(now);
            all.add(arm);
            worst = arm.good().weight() > 0 ? Math.min(worst, arm.good().mean()) : worst;
        }
        List<Drawn> drawn = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            double normal = normal(world);
            drawn.add(new Drawn(
                    i, reward == Reward.FEEDBACK ? score(all.get(i), normal) : figure(all.get(i), worst, normal)));
        }
        drawn.sort(Comparator.comparingDouble(Drawn::value).reversed());
        return drawn.stream().map(Drawn::child).toList();
    }

    // as if it had one score of a half more; no scores from 0 to 1 are wider apart than by a variance of a quarter
    private static double score(Arm arm, double normal) {
        double weight = arm.good().weight() + 1;
        return (arm.good().mean() * (weight - 1) + 0.5) / weight + normal * Math.sqrt(0.25 / weight);
    }

    // who has nothing to show is taken for the worst known; as if there were one more figure, so far off as factor e
    private static double figure(Arm arm, double worst, double normal) {
        double weight = arm.good().weight() + 1;
        double mean = weight > 1 ? arm.good().mean() : Double.isInfinite(worst) ? 0 : worst;
        double succeeds = weight / (weight + arm.failed());
        return mean + Math.log(succeeds) + normal * Math.sqrt(arm.good().squares() + 1) / weight;
    }

    // Box and Muller, 1958
    private static double normal(World world) {
        double radius = Math.sqrt(-2 * Math.log(1 - world.random()));
        return radius * Math.cos(2 * Math.PI * world.random());
    }

    /** An attempt at a child ended. */
    void booked(int child, LedgerEntry entry) {
        if (reward == Reward.FEEDBACK) {
            return;
        }
        if (entry.outcome() == Outcome.FAILED) {
            Failure failure = entry.attempt().failure();
            if (failure == null || failure.kind().elsewhere() != Elsewhere.NEVER) {
                learn(child, Arm::failure);
            }
        } else if (reward == Reward.LATENCY) {
            double fast = -Math.log(
                    (double) Math.max(FASTEST_NANOS, entry.attempt().latency().toNanos()));
            learn(child, arm -> entry.outcome() == Outcome.COMPLETE ? arm.rewarded(fast) : arm.atMost(fast));
        } else if (entry.outcome() == Outcome.COMPLETE) {
            learn(child, priced(entry.cost()));
        }
    }

    // no amount is counted here, only how many times dearer one is than another; nobody can say that the unpriced is
    // cheap
    private static UnaryOperator<Arm> priced(Cost cost) {
        if (!cost.status().priced()) {
            return Arm::failure;
        }
        double cheap = -Math.log(Math.max(CHEAPEST_DOLLARS, cost.known().doubleValue()));
        return arm -> arm.rewarded(cheap);
    }

    /** A caller said what an answer of a child is worth, from 0 to 1. */
    void scored(int child, double score) {
        if (reward == Reward.FEEDBACK) {
            learn(child, arm -> arm.rewarded(score));
        }
    }

    private void learn(int child, UnaryOperator<Arm> how) {
        long now = observations.incrementAndGet();
        arms.updateAndGet(child, arm -> how.apply(arm.at(now)));
    }

    private Arm arm(int child) {
        return Objects.requireNonNull(arms.get(child));
    }

    @Override
    public String toString() {
        List<String> known = new ArrayList<>();
        for (int i = 0; i < arms.length(); i++) {
            Arm arm = arm(i).at(observations.get());
            double mean = arm.good().mean();
            String shown =
                    switch (reward) {
                        case FEEDBACK -> String.format(Locale.ROOT, "%.2f", mean);
                        case COST -> String.format(Locale.ROOT, "$%.6f", Math.exp(-mean));
                        case LATENCY -> String.format(Locale.ROOT, "%.3f s", Math.exp(-mean) / 1e9);
                    };
            known.add(
                    arm.good().weight() == 0
                            ? "unknown"
                            : shown
                                    + String.format(
                                            Locale.ROOT, " by %.0f", arm.good().weight()));
        }
        return "bandit by " + reward.name().toLowerCase(Locale.ROOT) + " " + known;
    }
}
