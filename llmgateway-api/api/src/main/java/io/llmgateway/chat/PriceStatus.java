package io.llmgateway.chat;

/** How far a cost can be trusted, best first. */
public enum PriceStatus {
    /** The vendor's own figures at a known price, or an amount the vendor itself told. */
    EXACT,
    /** A known price, but the tokens are our estimate, or a bucket was priced by its nearest relative. */
    ESTIMATED,
    /** The catalogue knows the model but not its price. */
    UNPRICED,
    /** The catalogue does not know the model. */
    MISSING;

    /**
     * The one that may be trusted less.
     *
     * @param other another one
     * @return the worse
     */
    public PriceStatus worse(PriceStatus other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /**
     * Whether there is an amount at all.
     *
     * @return true for {@link #EXACT} and {@link #ESTIMATED}
     */
    public boolean priced() {
        return this == EXACT || this == ESTIMATED;
    }
}
