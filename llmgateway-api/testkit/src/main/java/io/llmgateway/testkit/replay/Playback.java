package io.llmgateway.testkit.replay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A local server that answers with recorded responses, each under a base URL of its own, so that a late request of one
 * recording never gets the answer of another. Thread-safe.
 */
final class Playback implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, Track> tracks = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    private Playback(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    static Playback start() throws IOException {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "playback");
            thread.setDaemon(true);
            return thread;
        });
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Playback playback = new Playback(server, threads);
        server.setExecutor(threads);
        server.createContext("/", playback::answer);
        server.start();
        return playback;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Track track = tracks.get(exchange.getRequestURI().getPath().split("/", 3)[1]);
            if (track == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            track.got = body;
            track.headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(track.status, track.body.length == 0 ? -1 : track.body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(track.body);
            }
        }
    }

    /** Puts a recording on, until the track is closed. */
    Track put(Recording recording) throws IOException {
        return put(recording.status(), recording.responseHeaders(), recording.response());
    }

    /** Puts an answer on, until the track is closed. */
    Track put(int status, Map<String, String> headers, byte[] body) {
        String id = "r" + next.incrementAndGet();
        Track track = new Track(this, id, status, headers, body);
        tracks.put(id, track);
        return track;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** One recording on the server. */
    static final class Track implements AutoCloseable {
        private final Playback playback;
        private final String id;
        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;
        private volatile byte @Nullable [] got;

        private Track(Playback playback, String id, int status, Map<String, String> headers, byte[] body) {
            this.playback = playback;
            this.id = id;
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        String baseUrl() {
            InetSocketAddress address = playback.server.getAddress();
            return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/" + id;
        }

        /** The body the server got, if it was asked. */
        Optional<byte[]> requestBody() {
            return Optional.ofNullable(got);
        }

        @Override
        public void close() {
            playback.tracks.remove(id);
        }
    }
}
