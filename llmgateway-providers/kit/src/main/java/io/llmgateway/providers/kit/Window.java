package io.llmgateway.providers.kit;

import java.io.IOException;
import java.util.Objects;
import okio.BufferedSource;

/**
 * The stretch of an answer that a reader of frames is looking at: one array, reused, that grows only when a single
 * frame does not fit. Keeps count of the bytes spent on the current frame and refuses to go beyond the limit.
 *
 * <p>The indexes are fields because the loops over them are the hot path. They move when {@link #more()} is called.
 */
final class Window {
    private static final int FIRST_SIZE = 2048;
    private static final int LARGEST_LIMIT = 1 << 28;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    byte[] bytes = new byte[FIRST_SIZE];

    /** The first byte still needed; {@link #more()} may drop everything before it. */
    int start;

    /** The next byte to look at. */
    int scan;

    /** Behind the last byte received. */
    int end;

    private final BufferedSource source;
    private final int limit;
    private long base; // position in the stream of bytes[0]
    private long frameBegan; // position in the stream
    private boolean opened;
    private boolean ended;
    private boolean closed;

    Window(BufferedSource source, int limit) {
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw new IllegalArgumentException("limit must be between 1 and " + LARGEST_LIMIT + " bytes: " + limit);
        }
        this.source = Objects.requireNonNull(source, "source");
        this.limit = limit;
    }

    /** Starts the count of the next frame at the byte with this index. */
    void beginFrame(int index) throws IOException {
        if (closed) {
            throw new IOException("The frames are closed");
        }
        check(); // so that a frame refused once stays refused
        frameBegan = base + index;
        if (!opened) {
            opened = true;
            skipByteOrderMark();
        }
    }

    /** Refuses the frame if what was looked at since its beginning exceeds the limit. */
    void check() throws FrameTooLargeException {
        long size = base + scan - frameBegan;
        if (size > limit) {
            throw new FrameTooLargeException(size, limit);
        }
    }

    /** Waits for at least one byte more; false if the stream has ended. */
    boolean more() throws IOException {
        if (ended) {
            return false;
        }
        makeRoom();
        int count = source.read(bytes, end, bytes.length - end);
        if (count < 0) {
            ended = true;
            return false;
        }
        end += count;
        return true;
    }

    void close() throws IOException {
        closed = true;
        source.close();
    }

    private void makeRoom() {
        int kept = end - start;
        if (kept > 0 && end < bytes.length) {
            return;
        }
        byte[] target = kept > bytes.length / 2 ? new byte[bytes.length * 2] : bytes;
        System.arraycopy(bytes, start, target, 0, kept);
        bytes = target;
        base += start;
        scan -= start;
        end = kept;
        start = 0;
    }

    private void skipByteOrderMark() throws IOException {
        for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if ((i == end && !more()) || bytes[i] != BYTE_ORDER_MARK[i]) {
                return;
            }
        }
        start = BYTE_ORDER_MARK.length;
        scan = start;
    }
}
