package io.llmgateway.core.config;

import io.llmgateway.chat.Bucket;
import io.llmgateway.money.Chargeback;
import io.llmgateway.spi.Nearest;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.ledger.chargeback}: what reports charge by internal prices.
 *
 * @param by the dimension whose values are charged; {@code team} if absent
 * @param margin percent that come upon a cost; 0 if absent
 * @param discount percent that go off; 0 if absent
 * @param tiers US dollars in a row of a report to percent that go off what lies above; none if absent
 * @param rules values of the dimension to what differs for them; none if absent
 * @param prices models, as applications name them or {@code provider/model}, to US dollars for a million tokens by
 *     bucket; charged instead of the cost
 */
public record ChargebackConfig(
        @Nullable String by,
        @Nullable BigDecimal margin,
        @Nullable BigDecimal discount,
        @Nullable Map<String, BigDecimal> tiers,
        @Nullable Map<String, Rule> rules,
        @Nullable Map<String, Map<String, BigDecimal>> prices) {
    /**
     * {@code llmgateway.ledger.chargeback.rules.<value>}: absent ones are as for all others.
     *
     * @param margin percent that come upon a cost
     * @param discount percent that go off
     * @param tiers US dollars to percent that go off what lies above
     */
    public record Rule(
            @Nullable BigDecimal margin, @Nullable BigDecimal discount, @Nullable Map<String, BigDecimal> tiers) {}

    public ChargebackConfig {
        by = by == null ? "team" : by;
        margin = margin == null ? BigDecimal.ZERO : margin;
        discount = discount == null ? BigDecimal.ZERO : discount;
        tiers = kept(tiers);
        rules = kept(rules);
        prices = kept(prices);
        chargeback(by, new Rule(margin, discount, tiers), rules, prices);
    }

    private static <V> Map<String, V> kept(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /**
     * The internal prices.
     *
     * @return all of them
     */
    public Chargeback chargeback() {
        return chargeback(
                Objects.requireNonNull(by),
                new Rule(margin, discount, tiers),
                Objects.requireNonNull(rules),
                Objects.requireNonNull(prices));
    }

    private static Chargeback chargeback(
            String by, Rule usual, Map<String, Rule> rules, Map<String, Map<String, BigDecimal>> prices) {
        Chargeback.Builder builder = Chargeback.builder().by(by).usual(rule("", usual, usual));
        rules.forEach((value, rule) -> {
            if (rule == null) {
                throw new IllegalArgumentException("rules." + value + " is empty: say what differs, or leave it out");
            }
            builder.rule(value, rule("rules." + value + ": ", rule, usual));
        });
        prices.forEach((model, buckets) -> builder.price(model, buckets(model, buckets)));
        return builder.build();
    }

    private static Chargeback.Rule rule(String where, Rule rule, Rule usual) {
        try {
            return new Chargeback.Rule(
                    Objects.requireNonNull(rule.margin() == null ? usual.margin() : rule.margin()),
                    Objects.requireNonNull(rule.discount() == null ? usual.discount() : rule.discount()),
                    tiers(Objects.requireNonNull(rule.tiers() == null ? usual.tiers() : rule.tiers())));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + e.getMessage(), e);
        }
    }

    private static List<Chargeback.Tier> tiers(Map<String, BigDecimal> tiers) {
        return tiers.entrySet().stream()
                .map(tier -> tier(tier.getKey(), tier.getValue()))
                .sorted(Comparator.comparing(Chargeback.Tier::above))
                .toList();
    }

    private static Chargeback.Tier tier(String above, @Nullable BigDecimal discount) {
        if (discount == null) {
            throw new IllegalArgumentException("tiers." + above + " is empty: say how many percent go off");
        }
        BigDecimal dollars;
        try {
            dollars = new BigDecimal(above);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("tiers." + above + ": write US dollars, such as 1000", e);
        }
        return new Chargeback.Tier(dollars, discount);
    }

    private static Map<Bucket, BigDecimal> buckets(String model, @Nullable Map<String, BigDecimal> prices) {
        Map<Bucket, BigDecimal> buckets = new EnumMap<>(Bucket.class);
        kept(prices).forEach((word, price) -> {
            if (price == null) {
                throw new IllegalArgumentException("prices." + model + "." + word + " is empty: say what it costs");
            }
            buckets.put(bucket(model, word), price);
        });
        return buckets;
    }

    private static Bucket bucket(String model, String word) {
        return Bucket.of(word)
                .orElseThrow(() -> new IllegalArgumentException("prices." + model + "." + word
                        + ": there is no such bucket; " + Nearest.hint(word, Bucket.words())));
    }
}
