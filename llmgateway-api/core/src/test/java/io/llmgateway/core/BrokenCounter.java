package io.llmgateway.core;

import io.llmgateway.spi.TokenCounter;

/** A counter with a bug: it knows the models called {@code broken-…}, and fails as the rest of the name says. */
public final class BrokenCounter implements TokenCounter {
    /** For the service loader. */
    public BrokenCounter() {}

    @Override
    public boolean knows(String vendor, String model) {
        return model.startsWith("broken-");
    }

    @Override
    public long count(String model, String text) {
        if (model.equals("broken-link")) {
            throw new NoSuchMethodError("a jar of another version");
        }
        throw new AssertionError("a bug");
    }
}
