package io.llmgateway.testkit;

import io.llmgateway.chain.Cancellation;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** The way one answer takes to the client: head, body in chunks of some size, and the end, good or bad. */
final class FakeLine {
    private static final System.Logger LOG = System.getLogger(FakeLine.class.getName());

    private final FakeRequest request;
    private final Socket socket;
    private final Cancellation gone;
    private final AtomicBoolean complete = new AtomicBoolean();
    private byte[] held = new byte[0];
    private boolean framed;
    private Manner.Chunks chunks = Manner.Chunks.EVENTS;
    private Random random = new Random(0);

    FakeLine(FakeRequest request, Socket socket, Cancellation gone) {
        this.request = request;
        this.socket = socket;
        this.gone = gone;
    }

    /** Cancelled when the client goes away. */
    Cancellation cancellation() {
        return gone;
    }

    boolean gone() {
        return gone.cancelled();
    }

    void clientLeft() {
        if (!complete.get() && !gone.cancelled()) {
            request.left();
        }
        gone.cancel();
    }

    void chunks(Manner manner) {
        chunks = manner.chunks();
        random = new Random(manner.seed());
    }

    /** Sends the head; a length below 0 asks for chunks. */
    void head(int status, Map<String, String> headers, long length) throws IOException {
        framed = length < 0;
        StringBuilder head = new StringBuilder();
        head.append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(HttpText.reason(status))
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append(framed ? "transfer-encoding: chunked" : "content-length: " + length)
                .append("\r\n\r\n");
        out().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out().flush();
    }

    /** Sends a piece of the body, cut as the manner wants; the end of it may be held back until the next one. */
    void body(byte[] bytes) throws IOException {
        if (chunks == Manner.Chunks.EVENTS) {
            chunk(bytes, 0, bytes.length);
            return;
        }
        byte[] all = new byte[held.length + bytes.length];
        System.arraycopy(held, 0, all, 0, held.length);
        System.arraycopy(bytes, 0, all, held.length, bytes.length);
        int from = 0;
        for (int size = nextSize(); size <= all.length - from; size = nextSize()) {
            chunk(all, from, size);
            from += size;
        }
        held = java.util.Arrays.copyOfRange(all, from, all.length);
    }

    private int nextSize() {
        if (chunks == Manner.Chunks.BYTES) {
            return 1;
        }
        // mostly small pieces, that is where the trouble is
        return 1 + random.nextInt(random.nextBoolean() ? 8 : 120);
    }

    /** Sends what is held back. */
    void flush() throws IOException {
        chunk(held, 0, held.length);
        held = new byte[0];
    }

    private void chunk(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return;
        }
        if (framed) {
            out().write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        out().write(bytes, from, length);
        if (framed) {
            out().write(new byte[] {'\r', '\n'});
        }
        out().flush();
    }

    /** Ends the answer as it should end. */
    void end() throws IOException {
        // said before the last bytes go out: who has them may close the connection
        complete.set(true);
        flush();
        if (framed) {
            out().write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out().flush();
        }
    }

    /** Marks the answer as complete with the bytes that follow. */
    void lastBytes() {
        complete.set(true);
    }

    /** Closes the connection. What was sent before still arrives. */
    void cut() {
        complete.set(true);
        close(socket);
    }

    private OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a connection of a fake vendor", e);
        }
    }
}
