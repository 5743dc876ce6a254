package io.llmgateway.money;

import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.LedgerEntry;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Internal prices: what a team, or whoever, is charged for what it spent. An entry's price is its internal price, where
 * its model has one, else its cost with the margin; the discount goes off either. What the entries of one value come to
 * is then cut into slices, and each slice has the further discount of its {@link Tier}.
 *
 * <p>Exact: nothing is rounded, and the order of entries changes nothing. Immutable.
 */
public final class Chargeback {
    private final String dimension;
    private final Rule usual;
    private final Map<String, Rule> rules;
    private final Map<String, Map<Bucket, BigDecimal>> prices;

    private Chargeback(Builder b) {
        dimension = b.dimension;
        usual = b.usual;
        rules = Map.copyOf(b.rules);
        prices = Map.copyOf(b.prices);
    }

    /**
     * Starts with teams, who are charged what it cost.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whose values are charged.
     *
     * @return a name of {@link LedgerEntry#dimension}
     */
    public String dimension() {
        return dimension;
    }

    /**
     * The price of one entry, before tiers.
     *
     * @param entry the entry
     * @return US dollars; empty where it has neither a known cost nor an internal price, never zero instead
     */
    public Optional<BigDecimal> price(LedgerEntry entry) {
        Rule rule = rule(entry.dimension(dimension).orElse(""));
        Map<Bucket, BigDecimal> own = prices.isEmpty() ? null : own(entry);
        Optional<BigDecimal> price = own == null
                ? entry.cost().amount().map(cost -> cost.add(percent(cost, rule.margin())))
                : Optional.ofNullable(internal(entry, own));
        return price.map(amount -> amount.subtract(percent(amount, rule.discount())));
    }

    /**
     * What is charged for all entries of one value together.
     *
     * @param value the value of the dimension; empty for entries without
     * @param volume the sum of their {@linkplain #price prices}
     * @return US dollars, with the discounts of the tiers taken off
     */
    public BigDecimal charge(String value, BigDecimal volume) {
        BigDecimal charged = volume;
        List<Tier> tiers = rule(value).tiers();
        for (int i = 0; i < tiers.size() && volume.compareTo(tiers.get(i).above()) > 0; i++) {
            BigDecimal top =
                    i + 1 == tiers.size() ? volume : volume.min(tiers.get(i + 1).above());
            BigDecimal slice = top.subtract(tiers.get(i).above());
            charged = charged.subtract(percent(slice, tiers.get(i).discount()));
        }
        return charged;
    }

    private Rule rule(String value) {
        return rules.getOrDefault(value, usual);
    }

    // what was asked for is what was bought; a judge or a summary was not
    private @Nullable Map<Bucket, BigDecimal> own(LedgerEntry entry) {
        Map<Bucket, BigDecimal> asked = entry.purpose().answers() ? prices.get(entry.modelAsked()) : null;
        return asked != null
                ? asked
                : prices.get(entry.attempt().provider() + "/" + entry.attempt().model());
    }

    private static @Nullable BigDecimal internal(LedgerEntry entry, Map<Bucket, BigDecimal> price) {
        Usage usage = entry.usage();
        BigDecimal millions = BigDecimal.ZERO;
        for (Bucket bucket : Bucket.values()) {
            long tokens = usage.tokens(bucket);
            if (tokens > 0) {
                BigDecimal one = price.containsKey(bucket) ? price.get(bucket) : price.get(side(bucket));
                if (one == null) {
                    return null;
                }
                millions = millions.add(one.multiply(BigDecimal.valueOf(tokens)));
            }
        }
        boolean answered = entry.outcome() == Outcome.COMPLETE && !entry.cached();
        BigDecimal request = answered ? price.getOrDefault(Bucket.REQUEST, BigDecimal.ZERO) : BigDecimal.ZERO;
        return millions.movePointLeft(6).add(request);
    }

    private static Bucket side(Bucket bucket) {
        return switch (bucket) {
            case OUTPUT, REASONING, AUDIO_OUTPUT, IMAGE_OUTPUT -> Bucket.OUTPUT;
            default -> Bucket.INPUT;
        };
    }

    private static BigDecimal percent(BigDecimal amount, BigDecimal percent) {
        return percent.signum() == 0
                ? BigDecimal.ZERO
                : amount.multiply(percent).movePointLeft(2);
    }

    /**
     * How costs become prices.
     *
     * @param margin percent that come upon a cost, 0 or more; internal prices have none
     * @param discount percent that go off, from 0 to 100
     * @param tiers further discounts for volume, in ascending order; maybe none
     */
    public record Rule(BigDecimal margin, BigDecimal discount, List<Tier> tiers) {
        /** What it cost. */
        public static final Rule COST = new Rule(BigDecimal.ZERO, BigDecimal.ZERO, List.of());

        public Rule {
            if (margin.signum() < 0) {
                throw new IllegalArgumentException("margin is " + margin + ": it must be 0 percent or more");
            }
            checkDiscount("discount", discount);
            tiers = List.copyOf(tiers);
            for (int i = 1; i < tiers.size(); i++) {
                if (tiers.get(i).above().compareTo(tiers.get(i - 1).above()) <= 0) {
                    throw new IllegalArgumentException(
                            "the tier above " + tiers.get(i).above() + " follows that above "
                                    + tiers.get(i - 1).above() + ": tiers must ascend");
                }
            }
        }
    }

    /**
     * A further discount for volume: on what lies above, up to the next tier, and not on what lies below.
     *
     * @param above US dollars, 0 or more
     * @param discount percent that go off, from 0 to 100
     */
    public record Tier(BigDecimal above, BigDecimal discount) {
        public Tier {
            if (above.signum() < 0) {
                throw new IllegalArgumentException("a tier above " + above + ": it must be 0 US dollars or more");
            }
            checkDiscount("the discount of the tier above " + above, discount);
        }
    }

    private static void checkDiscount(String name, BigDecimal percent) {
        if (percent.signum() < 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new IllegalArgumentException(name + " is " + percent + ": it must be from 0 to 100 percent");
        }
    }

    /** Collects rules and prices. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Rule> rules = new HashMap<>();
        private final Map<String, Map<Bucket, BigDecimal>> prices = new HashMap<>();
        private String dimension = "team";
        private Rule usual = Rule.COST;

        private Builder() {}

        /**
         * Sets whose values are charged; {@code team} unless set.
         *
         * @param name a name of {@link LedgerEntry#dimension}
         * @return this
         * @throws IllegalArgumentException if it is blank
         */
        public Builder by(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("by is blank: name a dimension, such as team");
            }
            dimension = name;
            return this;
        }

        /**
         * Sets the rule for all who have none of their own; {@link Rule#COST} unless set.
         *
         * @param rule the rule
         * @return this
         */
        public Builder usual(Rule rule) {
            usual = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /**
         * Sets the rule for one value, instead of the usual one.
         *
         * @param value the value of the dimension
         * @param rule the rule
         * @return this
         */
        public Builder rule(String value, Rule rule) {
            rules.put(Objects.requireNonNull(value, "value"), Objects.requireNonNull(rule, "rule"));
            return this;
        }

        /**
         * Sets the internal price of a model, to be charged instead of its cost.
         *
         * @param model the model as applications name it, which goes first and is for the {@linkplain
         *     io.llmgateway.chat.Purpose#answers answers} they asked for, or {@code provider/model}
         * @param perMillion US dollars for a million tokens, by bucket; a bucket that is not named costs what
         *     {@link Bucket#INPUT} or {@link Bucket#OUTPUT} does. {@link Bucket#REQUEST}: for one complete answer of a
         *     vendor, nothing if not named
         * @return this
         * @throws IllegalArgumentException if no bucket is named, or a price is negative
         */
        public Builder price(String model, Map<Bucket, BigDecimal> perMillion) {
            if (perMillion.isEmpty()) {
                throw new IllegalArgumentException("prices." + model + " is empty: name the price of a bucket");
            }
            perMillion.forEach((bucket, price) -> {
                if (price.signum() < 0) {
                    throw new IllegalArgumentException(
                            "prices." + model + ": the price of " + bucket + " is " + price + ": it must be 0 or more");
                }
            });
            prices.put(Objects.requireNonNull(model, "model"), new EnumMap<>(perMillion));
            return this;
        }

        /**
         * The internal prices.
         *
         * @return an immutable value
         */
        public Chargeback build() {
            return new Chargeback(this);
        }
    }
}
