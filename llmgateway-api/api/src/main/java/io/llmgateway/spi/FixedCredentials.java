package io.llmgateway.spi;

/** A key that never changes. Two are equal if their keys are. */
record FixedCredentials(Secret current) implements Credentials {
    @Override
    public String toString() {
        return current.toString();
    }
}
