package io.llmgateway.providers.kit;

import java.io.IOException;

/**
 * An answer is refused because one of its frames, with everything that came before it and after the last frame, is
 * larger than allowed. Once thrown by a reader, every further {@link Frames#next()} of it throws again.
 */
public final class FrameTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long size;
    private final long limit;

    FrameTooLargeException(long size, long limit) {
        super("A frame of the answer is too large: " + size + " bytes read without reaching its end, " + limit
                + " allowed");
        this.size = size;
        this.limit = limit;
    }

    /** Bytes read for the frame when it was given up; its true size is this or more. */
    public long size() {
        return size;
    }

    /** Bytes allowed for one frame. */
    public long limit() {
        return limit;
    }
}
