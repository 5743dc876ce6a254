package io.llmgateway.providers.kit;

import java.io.IOException;
import okio.BufferedSource;

/**
 * The lines of an answer, ended by CR, LF or both. A line is known as soon as its CR has come: an LF behind it is
 * swallowed later. The range of a line holds until the next call of {@link #next()}.
 */
final class Lines {
    private final Window window;
    private int from;
    private int to;
    private boolean terminated = true;
    private boolean afterCarriageReturn;
    private boolean held;

    Lines(BufferedSource source, int limit) {
        window = new Window(source, limit);
    }

    /** Starts the count of a frame, with the line held back if there is one. */
    void beginFrame() throws IOException {
        window.beginFrame(held ? from : window.scan);
    }

    /** Goes to the next line, or to the one held back; false if the stream has no byte more. */
    boolean next() throws IOException {
        if (held) {
            held = false;
            return true;
        }
        if (!begin()) {
            return false;
        }
        while (!findEnd()) {
            window.check();
            if (!window.more()) {
                return unterminated();
            }
        }
        window.check();
        return true;
    }

    /** Makes the following {@link #next()} give the current line again. */
    void holdBack() {
        held = true;
    }

    byte[] buffer() {
        return window.bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    boolean isEmpty() {
        return from == to;
    }

    /** Whether there is nothing but blanks and tabs. */
    boolean isBlank() {
        int i = from;
        while (i < to && (window.bytes[i] == ' ' || window.bytes[i] == '\t')) {
            i++;
        }
        return i == to;
    }

    /** False if the stream ended inside the last line. */
    boolean terminated() {
        return terminated;
    }

    void close() throws IOException {
        window.close();
    }

    private boolean begin() throws IOException {
        window.start = window.scan;
        if (afterCarriageReturn) {
            if (window.scan == window.end && !window.more()) {
                return false;
            }
            afterCarriageReturn = false;
            if (window.bytes[window.scan] == '\n') {
                window.scan++;
                window.start = window.scan;
            }
        }
        return true;
    }

    private boolean findEnd() {
        byte[] bytes = window.bytes;
        int end = window.end;
        for (int i = window.scan; i < end; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                from = window.start;
                to = i;
                afterCarriageReturn = b == '\r';
                window.scan = i + 1;
                return true;
            }
        }
        window.scan = end;
        return false;
    }

    private boolean unterminated() {
        from = window.start;
        to = window.end;
        if (isEmpty()) {
            return false;
        }
        terminated = false;
        return true;
    }
}
