package io.llmgateway.testkit.replay;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.ByteString;

/**
 * A local server that answers with recorded responses, each under a base URL of its own, so that a late request of one
 * recording never gets the answer of another. Thread-safe.
 */
final class Playback implements AutoCloseable {
    private final MockWebServer server = new MockWebServer();
    // a line for every request otherwise; held here because the logging framework forgets loggers nobody holds
    private final Logger serverLog = Logger.getLogger(MockWebServer.class.getName());
    private final Map<String, Track> tracks = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    private Playback() {}

    static Playback start() throws IOException {
        Playback playback = new Playback();
        playback.serverLog.setLevel(Level.WARNING);
        playback.server.setDispatcher(playback.dispatcher());
        playback.server.start();
        return playback;
    }

    private Dispatcher dispatcher() {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String first = request.getUrl().pathSegments().get(0);
                Track track = tracks.get(first);
                return track == null ? new MockResponse.Builder().code(404).build() : track.answer(request);
            }
        };
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
        server.close();
    }

    /** One recording on the server. */
    static final class Track implements AutoCloseable {
        private final Playback playback;
        private final String id;
        private final MockResponse response;
        private volatile @org.jspecify.annotations.Nullable RecordedRequest got;

        private Track(Playback playback, String id, int status, Map<String, String> headers, byte[] body) {
            this.playback = playback;
            this.id = id;
            MockResponse.Builder builder = new MockResponse.Builder().code(status);
            headers.forEach(builder::addHeaderLenient);
            response = builder.body(new Buffer().write(body)).build();
        }

        private MockResponse answer(RecordedRequest request) {
            got = request;
            return response;
        }

        String baseUrl() {
            return playback.server.url("/" + id).toString();
        }

        /** The body the server got, if it was asked. */
        Optional<byte[]> requestBody() {
            RecordedRequest request = got;
            ByteString body = request == null ? null : request.getBody();
            return body == null ? Optional.empty() : Optional.of(body.toByteArray());
        }

        @Override
        public void close() {
            playback.tracks.remove(id);
        }
    }
}
