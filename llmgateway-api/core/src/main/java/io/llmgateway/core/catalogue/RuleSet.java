package io.llmgateway.core.catalogue;

import io.llmgateway.chat.Bucket;
import io.llmgateway.money.PriceRule;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the prices of a model as lists state them, one by one, and puts them in the order in which rules win: the
 * usual prices, those of a class of service, those of a long prompt, those of both.
 */
final class RuleSet {
    /** When prices hold. */
    private record When(@Nullable String tier, long above) implements Comparable<When> {
        private static final Comparator<When> ORDER = Comparator.comparing((When w) -> w.above > 0)
                .thenComparing(w -> w.tier != null)
                .thenComparingLong(When::above)
                .thenComparing(w -> Objects.requireNonNullElse(w.tier, ""));

        @Override
        public int compareTo(When other) {
            return ORDER.compare(this, other);
        }
    }

    private final Map<When, Map<Bucket, BigDecimal>> prices = new TreeMap<>();

    /** Adds one price; the first one of its kind stays. */
    void add(@Nullable String tier, long above, Bucket bucket, BigDecimal perMillion) {
        prices.computeIfAbsent(new When(tier, above), when -> new EnumMap<>(Bucket.class))
                .putIfAbsent(bucket, perMillion);
    }

    /** Adds a class of service whose prices are a multiple of the usual ones. */
    void multiple(String tier, BigDecimal factor) {
        Map<When, Map<Bucket, BigDecimal>> usual = new TreeMap<>(prices);
        usual.forEach((when, named) -> {
            if (when.tier == null) {
                named.forEach((bucket, price) -> add(tier, when.above, bucket, price.multiply(factor)));
            }
        });
    }

    /**
     * The rules. A price of reasoning that is the price of output says nothing, and would stay behind where only the
     * price of output changes, so it is left out.
     */
    List<PriceRule> rules() {
        return prices.entrySet().stream()
                .map(entry -> {
                    Map<Bucket, BigDecimal> named = entry.getValue();
                    BigDecimal reasoning = named.get(Bucket.REASONING);
                    BigDecimal output = named.get(Bucket.OUTPUT);
                    if (reasoning != null && output != null && reasoning.compareTo(output) == 0) {
                        named.remove(Bucket.REASONING);
                    }
                    When when = entry.getKey();
                    return new PriceRule(when.tier, when.above, null, null, null, null, named);
                })
                .filter(rule -> !rule.prices().isEmpty())
                .toList();
    }
}
