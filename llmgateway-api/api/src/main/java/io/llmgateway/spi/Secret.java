package io.llmgateway.spi;

import java.util.Objects;

/** A key or token that does not show itself: its {@code toString} is masked. Immutable. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Wraps a key.
     *
     * @param value the key, not blank; surrounding white space is cut off
     * @return the secret
     */
    public static Secret of(String value) {
        String trimmed = Objects.requireNonNull(value, "value").strip();
        if (trimmed.isEmpty()) {
            throw new IllegalArgumentException("a secret must not be blank");
        }
        return new Secret(trimmed);
    }

    /**
     * The key itself. Only for putting it into a request.
     *
     * @return the key
     */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "******";
    }
}
