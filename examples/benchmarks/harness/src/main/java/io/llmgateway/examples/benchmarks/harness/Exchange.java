package io.llmgateway.examples.benchmarks.harness;

import io.llmgateway.examples.benchmarks.kit.Models;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One connection of the vendor's: a request, its answer, the next request. Used by one thread. */
final class Exchange {
    private static final byte[] MODEL = "\"model\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEADERS_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int NEAR = 2_048; // from either end of a body: clients write the model first or last
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SelectionKey key;
    private ByteBuffer in = ByteBuffer.allocate(4_096);
    private int bodyStart;
    private int bodyLength;
    private ByteBuffer out = NOTHING;
    private int eventsLeft;
    private long everyNanos;
    private long due;

    Exchange(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    long due() {
        return due;
    }

    /** Reads and writes what is possible; tells whether {@link #tick} is to be called from now on, when it is due. */
    boolean ready() throws IOException {
        try {
            if (key.isWritable()) {
                flush();
                return false;
            }
            return receive() && answer();
        } catch (IOException e) {
            channel.close(); // the client has gone
            return false;
        }
    }

    /** Writes the next event; tells whether there is another one to come. */
    boolean tick() throws IOException {
        try {
            if (!out.hasRemaining()) {
                out = eventsLeft > 0 ? Answers.stamped() : Answers.end();
                eventsLeft--;
            }
            flush();
        } catch (IOException e) {
            channel.close();
            return false;
        }
        due += everyNanos;
        return eventsLeft >= 0 && channel.isOpen();
    }

    private boolean receive() throws IOException {
        if (!in.hasRemaining()) {
            in = ByteBuffer.allocate(in.capacity() * 4).put(in.flip());
        }
        if (channel.read(in) < 0) {
            channel.close();
            return false;
        }
        if (bodyStart == 0) {
            int end = find(HEADERS_END, 0, in.position());
            if (end < 0) {
                return false;
            }
            bodyStart = end + HEADERS_END.length;
            bodyLength = length(text(0, end).toLowerCase(Locale.ROOT));
        }
        return in.position() >= bodyStart + bodyLength;
    }

    private boolean answer() throws IOException {
        String model = model();
        in = in.capacity() > 1 << 21 ? ByteBuffer.allocate(4_096) : in.clear();
        bodyStart = 0;
        switch (model) {
            case Models.WHOLE -> out = Answers.whole();
            case Models.STREAM -> out = Answers.stream();
            case Models.SLOW -> begin(250, 20);
            case Models.SLOWEST -> begin(40, 250);
            default -> out = Answers.unknown();
        }
        flush();
        return eventsLeft > 0;
    }

    private void begin(int events, int everyMillis) {
        out = Answers.beginning();
        eventsLeft = events;
        everyNanos = TimeUnit.MILLISECONDS.toNanos(everyMillis);
        due = System.nanoTime() + everyNanos;
    }

    private void flush() throws IOException {
        channel.write(out);
        key.interestOps(out.hasRemaining() && eventsLeft == 0 ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private String model() {
        int end = bodyStart + bodyLength;
        int at = find(MODEL, bodyStart, Math.min(end, bodyStart + NEAR));
        if (at < 0) {
            at = find(MODEL, Math.max(bodyStart, end - NEAR), end);
        }
        if (at < 0) {
            return "";
        }
        String rest = text(at + MODEL.length, Math.min(end, at + 100));
        int open = rest.indexOf('"');
        return rest.substring(open + 1, rest.indexOf('"', open + 1));
    }

    private static int length(String headers) {
        int at = headers.indexOf("content-length:");
        if (at < 0) {
            return 0;
        }
        int end = headers.indexOf('\r', at);
        return Integer.parseInt(
                headers.substring(at + 15, end < 0 ? headers.length() : end).trim());
    }

    private int find(byte[] what, int from, int to) {
        byte[] all = in.array();
        for (int i = from; i <= to - what.length; i++) {
            if (all[i] == what[0] && Arrays.equals(all, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }

    private String text(int from, int to) {
        return new String(in.array(), from, to - from, StandardCharsets.ISO_8859_1);
    }
}
