package io.llmgateway.providers.kit;

import java.util.Arrays;

/** The content of a frame that is put together from several lines; its array is reused from frame to frame. */
final class Content {
    private byte[] bytes = new byte[512];
    private int length;
    private int lines;
    private boolean filled;

    void clear() {
        length = 0;
        lines = 0;
        filled = false;
    }

    /** Adds a line, with a line feed between it and the one before. */
    void addLine(byte[] source, int from, int to) {
        int count = to - from;
        if (length + count + 1 > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count + 1));
        }
        if (lines > 0) {
            bytes[length++] = '\n';
        }
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        lines++;
        filled |= count > 0;
    }

    /** Whether a line was added, be it an empty one. */
    boolean begun() {
        return lines > 0;
    }

    /** Whether there is more than line feeds. */
    boolean filled() {
        return filled;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
