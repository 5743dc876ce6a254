package io.llmgateway.providers.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;

/** A source that gives exactly these chunks, one for each read, and then ends or, if told so, fails the test. */
final class ChunkSource implements Source {
    private final List<byte[]> chunks;
    private final boolean endless;
    private int next;
    private boolean closed;

    private ChunkSource(List<byte[]> chunks, boolean endless) {
        this.chunks = chunks;
        this.endless = endless;
    }

    static BufferedSource of(List<byte[]> chunks) {
        return Okio.buffer(new ChunkSource(chunks, false));
    }

    /** Asking for more than these chunks would wait forever on a real connection; here it is an error. */
    static BufferedSource thenSilence(byte[]... chunks) {
        return Okio.buffer(new ChunkSource(List.of(chunks), true));
    }

    /** Chunks of random sizes, in one document of three of a single byte each. */
    static List<byte[]> cut(byte[] document, Random random) {
        int largest = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(200);
        List<byte[]> chunks = new ArrayList<>();
        for (int at = 0; at < document.length; ) {
            int size = Math.min(document.length - at, 1 + random.nextInt(largest));
            byte[] chunk = new byte[size];
            System.arraycopy(document, at, chunk, 0, size);
            chunks.add(chunk);
            at += size;
        }
        return chunks;
    }

    @Override
    public long read(Buffer sink, long byteCount) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (next == chunks.size()) {
            if (endless) {
                throw new AssertionError("asked for more than what was there");
            }
            return -1;
        }
        byte[] chunk = chunks.get(next++);
        if (chunk.length > byteCount) {
            throw new AssertionError("chunk larger than what may be read at once: " + byteCount);
        }
        sink.write(chunk);
        return chunk.length;
    }

    @Override
    public Timeout timeout() {
        return Timeout.NONE;
    }

    @Override
    public void close() {
        closed = true;
    }
}
