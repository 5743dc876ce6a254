package io.llmgateway.testkit;

import java.nio.charset.StandardCharsets;

/** One event of a streamed answer, or a whole body. */
final class WireEvent {
    private final byte[] bytes;
    private final boolean content;
    private final long tokens;

    WireEvent(byte[] bytes, boolean content, long tokens) {
        this.bytes = bytes;
        this.content = content;
        this.tokens = tokens;
    }

    static WireEvent meta(String text) {
        return new WireEvent(text.getBytes(StandardCharsets.UTF_8), false, 0);
    }

    static WireEvent content(String text, String carried) {
        return new WireEvent(text.getBytes(StandardCharsets.UTF_8), true, ToyModel.tokens(carried));
    }

    /** What goes over the wire, not a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** Whether it carries content. */
    boolean content() {
        return content;
    }

    /** How many tokens of the answer it carries. */
    long tokens() {
        return tokens;
    }
}
