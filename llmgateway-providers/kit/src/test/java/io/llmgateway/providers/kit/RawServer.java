package io.llmgateway.providers.kit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP/1 server that does exactly what a script says, one thread a connection. */
final class RawServer implements AutoCloseable {
    /** What to do with a connection; it is closed afterwards. */
    interface Script {
        void serve(Peer peer) throws Exception;
    }

    private final ServerSocket listener = new ServerSocket(0, 600, InetAddress.getLoopbackAddress());
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    RawServer(Script script) throws IOException {
        this.script = script;
        daemon(this::accept);
    }

    /** A request as it came. */
    record Request(String head, String body) {
        boolean has(String headerLine) {
            return head.toLowerCase(Locale.ROOT).contains("\r\n" + headerLine.toLowerCase(Locale.ROOT) + "\r\n");
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.incrementAndGet();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.serve(new Peer(socket));
        } catch (Exception e) {
            // the client went away, which is for the test to judge
        } finally {
            open.decrementAndGet();
        }
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/chat";
    }

    int connections() {
        return connections.get();
    }

    int open() {
        return open.get();
    }

    int requests() {
        return requests.size();
    }

    Request takeRequest() throws InterruptedException {
        Request request = requests.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** One connection, from the server's side. */
    final class Peer {
        private final Socket socket;
        private final InputStream in;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** Reads a request; null if the client has closed. */
        @Nullable
        Request read() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    return null;
                }
                head.write(b);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            String length = text.replaceAll("(?is).*\r\ncontent-length: *(\\d+)\r\n.*", "$1");
            Request request =
                    new Request(text, new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8));
            requests.add(request);
            return request;
        }

        void send(String raw) throws IOException {
            send(raw.getBytes(StandardCharsets.UTF_8));
        }

        void send(byte[] raw) throws IOException {
            socket.getOutputStream().write(raw);
            socket.getOutputStream().flush();
        }

        void answer(String status, String headers, String body) throws IOException {
            send("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: "
                    + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
        }

        void json(String body) throws IOException {
            answer("200 OK", "Content-Type: application/json\r\n", body);
        }

        void startStream() throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        /** A piece of a chunked body, sent at once. */
        void chunk(String piece) throws IOException {
            int length = piece.getBytes(StandardCharsets.UTF_8).length;
            send(Integer.toHexString(length) + "\r\n" + piece + "\r\n");
        }

        void event(String data) throws IOException {
            chunk("data: " + data + "\n\n");
        }

        void endStream() throws IOException {
            send("0\r\n\r\n");
        }

        void close() throws IOException {
            socket.close();
        }

        /** Waits until the client closes. */
        void awaitClose() {
            try {
                while (in.read() >= 0) {
                    // what comes is of no interest
                }
            } catch (IOException e) {
                // closed with a reset
            }
        }
    }
}
