package io.llmgateway.testkit.replay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A local server that answers with recorded responses, each under a base URL of its own, so that a late request of one
 * recording never gets the answer of another. It answers one request a connection, in one piece: the JDK's own server
 * waits forty milliseconds for an acknowledgement in every answer. Thread-safe.
 */
final class Playback implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Playback.class.getName());

    private final ServerSocket door;
    private final ExecutorService threads;
    private final Map<String, Track> tracks = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    private Playback(ServerSocket door, ExecutorService threads) {
        this.door = door;
        this.threads = threads;
    }

    static Playback start() throws IOException {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "playback");
            thread.setDaemon(true);
            return thread;
        });
        Playback playback = new Playback(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), threads);
        threads.execute(playback::welcome);
        return playback;
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                threads.execute(() -> converse(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String[] words = line(in).split(" ", 3);
            int length = 0;
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring(header.indexOf(':') + 1).strip());
                }
            }
            byte[] body = in.readNBytes(length);
            Track track = words.length < 2 ? null : tracks.get(words[1].split("/", 3)[1]);
            if (track != null) {
                track.got = body;
                socket.getOutputStream().write(track.answer);
                socket.shutdownOutput();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "a client of the playback is gone", e);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Puts a recording on, until the track is closed. */
    Track put(Recording recording) throws IOException {
        return put(recording.status(), recording.responseHeaders(), recording.response());
    }

    /** Puts an answer on, until the track is closed. */
    Track put(int status, Map<String, String> headers, byte[] body) {
        String id = "r" + next.incrementAndGet();
        Track track = new Track(this, id, message(status, headers, body));
        tracks.put(id, track);
        return track;
    }

    private static byte[] message(int status, Map<String, String> headers, byte[] body) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " as recorded\r\n");
        headers.forEach((name, value) -> head.append(name)
                .append(": ")
                .append(value.replaceAll("[\r\n]", " "))
                .append("\r\n"));
        head.append("content-length: ").append(body.length).append("\r\nconnection: close\r\n\r\n");
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        message.writeBytes(body);
        return message.toByteArray();
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }

    /** One recording on the server. */
    static final class Track implements AutoCloseable {
        private final Playback playback;
        private final String id;
        private final byte[] answer;
        private volatile byte @Nullable [] got;

        private Track(Playback playback, String id, byte[] answer) {
            this.playback = playback;
            this.id = id;
            this.answer = answer;
        }

        String baseUrl() {
            return "http://" + playback.door.getInetAddress().getHostAddress() + ":" + playback.door.getLocalPort()
                    + "/" + id;
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
