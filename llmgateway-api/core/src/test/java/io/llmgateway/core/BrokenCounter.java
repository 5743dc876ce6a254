package io.llmgateway.core;

import io.llmgateway.spi.TokenCounter;

/** A counter whose library has another version than it needs. It knows one model only. */
public final class BrokenCounter implements TokenCounter {
    /** For the service loader. */
    public BrokenCounter() {}

    @Override
    public boolean knows(String vendor, String model) {
        return model.equals("broken-counter");
    }

    @Override
    public long count(String model, String text) {
        throw new NoSuchMethodError("a jar of another version");
    }
}
