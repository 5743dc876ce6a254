package io.llmgateway.chat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What something cost, in US dollars, exact to the last digit: the sum of its lines. An unknown price is never zero:
 * such a cost has no amount. Immutable.
 */
public final class Cost {
    /** Nothing was used, so nothing is to be paid. */
    public static final Cost ZERO = new Cost(List.of(), BigDecimal.ZERO, PriceStatus.EXACT, "");

    private static final Cost UNPRICED = new Cost(List.of(), BigDecimal.ZERO, PriceStatus.UNPRICED, "");
    private static final Cost MISSING = new Cost(List.of(), BigDecimal.ZERO, PriceStatus.MISSING, "");

    private final List<Line> lines;
    private final BigDecimal known;
    private final PriceStatus status;
    private final String prices;

    private Cost(List<Line> lines, BigDecimal known, PriceStatus status, String prices) {
        this.lines = lines;
        this.known = known;
        this.status = status;
        this.prices = prices;
    }

    /**
     * One line of the breakdown.
     *
     * @param bucket what was used
     * @param quantity how much: tokens, or 1 for a request
     * @param unitPrice US dollars for one, with all surcharges and rebates
     * @param amount quantity times unit price
     */
    public record Line(Bucket bucket, long quantity, BigDecimal unitPrice, BigDecimal amount) {
        public Line {
            Objects.requireNonNull(bucket, "bucket");
            Objects.requireNonNull(unitPrice, "unitPrice");
            Objects.requireNonNull(amount, "amount");
        }

        /**
         * A line whose amount is worked out.
         *
         * @param bucket what was used
         * @param quantity how much
         * @param unitPrice US dollars for one
         */
        public Line(Bucket bucket, long quantity, BigDecimal unitPrice) {
            this(bucket, quantity, unitPrice, unitPrice.multiply(BigDecimal.valueOf(quantity)));
        }

        @Override
        public String toString() {
            return quantity + " " + bucket.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " = "
                    + amount.stripTrailingZeros().toPlainString();
        }
    }

    /**
     * A cost with its breakdown.
     *
     * @param lines the lines
     * @param status how far it can be trusted; where it is not {@link PriceStatus#priced}, the lines are what is known
     * @param prices which prices: the version of the list
     * @return the cost
     */
    public static Cost of(List<Line> lines, PriceStatus status, String prices) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Line line : lines) {
            sum = sum.signum() == 0 ? line.amount() : sum.add(line.amount());
        }
        return new Cost(List.copyOf(lines), sum, Objects.requireNonNull(status), Objects.requireNonNull(prices));
    }

    /**
     * A cost whose amount need not be the sum of its lines, such as one that was kept somewhere and is read back.
     *
     * @param amount US dollars; what it cost at least, where the status is not {@link PriceStatus#priced}
     * @param lines the lines, where there is a breakdown
     * @param status how far it can be trusted
     * @param prices which prices, or who told the amount
     * @return the cost
     */
    public static Cost of(BigDecimal amount, List<Line> lines, PriceStatus status, String prices) {
        return new Cost(
                List.copyOf(lines),
                Objects.requireNonNull(amount, "amount"),
                Objects.requireNonNull(status, "status"),
                Objects.requireNonNull(prices, "prices"));
    }

    /**
     * An amount the vendor itself told, without a breakdown.
     *
     * @param amount US dollars
     * @param vendor who told it
     * @return the cost, {@link PriceStatus#EXACT}
     */
    public static Cost told(BigDecimal amount, String vendor) {
        return new Cost(List.of(), Objects.requireNonNull(amount, "amount"), PriceStatus.EXACT, "told by " + vendor);
    }

    /**
     * A cost nobody knows.
     *
     * @param status {@link PriceStatus#UNPRICED} or {@link PriceStatus#MISSING}
     * @return the cost
     * @throws IllegalArgumentException if the status says that there is a price
     */
    public static Cost unknown(PriceStatus status) {
        return switch (status) {
            case UNPRICED -> UNPRICED;
            case MISSING -> MISSING;
            case EXACT, ESTIMATED -> throw new IllegalArgumentException("a cost that is " + status + " has an amount");
        };
    }

    /**
     * The amount.
     *
     * @return US dollars; empty where a price is unknown
     */
    public Optional<BigDecimal> amount() {
        return status.priced() ? Optional.of(known) : Optional.empty();
    }

    /**
     * The part of the amount that is known.
     *
     * @return US dollars; all of it where {@link #status} is {@link PriceStatus#priced}, else what it cost at least
     */
    public BigDecimal known() {
        return known;
    }

    /**
     * How far it can be trusted.
     *
     * @return the worst of its parts
     */
    public PriceStatus status() {
        return status;
    }

    /**
     * The breakdown.
     *
     * @return an immutable list; empty where the vendor told only the sum
     */
    public List<Line> lines() {
        return lines;
    }

    /**
     * Which prices were taken.
     *
     * @return the version of the price list, or who told the amount; empty where no price was needed or known
     */
    public String prices() {
        return prices;
    }

    /**
     * Both together.
     *
     * @param other what to add
     * @return the sum, no better known than the worse of the two
     */
    public Cost plus(Cost other) {
        if (isNothing()) {
            return other;
        }
        if (other.isNothing()) {
            return this;
        }
        List<Line> all = new ArrayList<>(lines.size() + other.lines.size());
        all.addAll(lines);
        all.addAll(other.lines);
        String both = prices.equals(other.prices) || other.prices.isEmpty()
                ? prices
                : prices.isEmpty() ? other.prices : prices + ", " + other.prices;
        return new Cost(List.copyOf(all), known.add(other.known), status.worse(other.status), both);
    }

    private boolean isNothing() {
        return lines.isEmpty() && prices.isEmpty() && status == PriceStatus.EXACT && known.signum() == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cost c
                && known.compareTo(c.known) == 0
                && status == c.status
                && lines.equals(c.lines)
                && prices.equals(c.prices);
    }

    @Override
    public int hashCode() {
        return Objects.hash(known.stripTrailingZeros(), status);
    }

    @Override
    public String toString() {
        String amount =
                "$" + (known.signum() == 0 ? "0" : known.stripTrailingZeros().toPlainString());
        return switch (status) {
            case EXACT -> amount;
            case ESTIMATED -> amount + " (estimated)";
            case UNPRICED -> "unpriced" + (known.signum() == 0 ? "" : ", at least " + amount);
            case MISSING -> "unknown model" + (known.signum() == 0 ? "" : ", at least " + amount);
        };
    }
}
