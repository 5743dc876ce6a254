package io.llmgateway.examples.quickstart;

/** The first call: one line in, one line out, without a key and without a network. */
public final class Quickstart {
    private Quickstart() {}

    /** Runs the example; takes no arguments. */
    public static void main(String[] args) {
        System.out.println("llmgateway: the quickstart stands.");
    }
}
