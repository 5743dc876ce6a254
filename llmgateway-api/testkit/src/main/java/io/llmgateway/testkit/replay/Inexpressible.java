package io.llmgateway.testkit.replay;

/** A recorded request that cannot be said in the library's words; told in the report. */
final class Inexpressible extends Exception {
    private static final long serialVersionUID = 1;

    Inexpressible(String why) {
        super(why);
    }
}
