package io.llmgateway.chat;

import java.util.Arrays;

/** One vector. Immutable. */
public final class Embedding {
    private final float[] values;

    /**
     * A vector.
     *
     * @param values its numbers; taken over without a copy, so the caller must not change them any more
     */
    public Embedding(float[] values) {
        this.values = values;
    }

    /**
     * Its length.
     *
     * @return the number of dimensions
     */
    public int dimensions() {
        return values.length;
    }

    /**
     * One of its numbers.
     *
     * @param dimension from 0
     * @return the number
     */
    public float at(int dimension) {
        return values[dimension];
    }

    /**
     * All numbers.
     *
     * @return a copy
     */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Embedding[" + values.length + " dimensions]";
    }
}
