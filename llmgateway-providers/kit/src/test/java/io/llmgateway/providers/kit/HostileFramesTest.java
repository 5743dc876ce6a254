package io.llmgateway.providers.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.stream.Stream;
import okio.Buffer;
import okio.Okio;
import okio.Source;
import okio.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No server makes a reader spin or fill the memory. */
class HostileFramesTest {
    private static final int LIMIT = 100_000;
    private static final int TEN_MEGABYTES = 10_000_000;

    static Stream<Arguments> floods() {
        Frame.Reader sse = SseFrames::new;
        Frame.Reader lines = NdjsonFrames::new;
        Frame.Reader elements = JsonArrayFrames::new;
        return Stream.of(
                Arguments.of("empty lines as events", sse, "\n"),
                Arguments.of("carriage returns as events", sse, "\r"),
                Arguments.of("comments", sse, ": keep-alive\n\n"),
                Arguments.of("empty events", sse, "event: ping\ndata:\n\n"),
                Arguments.of("one endless line", sse, "data: x"),
                Arguments.of("one endless event", sse, "data: x\n"),
                Arguments.of("endless stray content", sse, "<p>\n"),
                Arguments.of("empty lines", lines, "\n"),
                Arguments.of("blank lines", lines, "   \n"),
                Arguments.of("an endless line", lines, "{"),
                Arguments.of("endless stray lines", lines, "<p>\n"),
                Arguments.of("endless blanks", elements, " "),
                Arguments.of("endless empty arrays", elements, "[],\n"),
                Arguments.of("endless nesting", elements, "["),
                Arguments.of("an endless object", elements, "[{\"x"),
                Arguments.of("an endless number", elements, "[1"),
                Arguments.of("an endless page", elements, "<p>\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void givesUpAtTheLimitAndStaysSo(String name, Frame.Reader reader, String piece) {
        Flood flood = new Flood(piece);
        Frames frames = reader.open(Okio.buffer(flood), LIMIT);

        assertThatExceptionOfType(FrameTooLargeException.class)
                .isThrownBy(frames::next)
                .satisfies(refusal -> {
                    assertThat(refusal.limit()).isEqualTo(LIMIT);
                    assertThat(refusal.size()).isGreaterThan(LIMIT).isLessThan(LIMIT + 20_000);
                })
                .withMessageContaining("100000 allowed");
        assertThat(flood.sent).isLessThan(LIMIT + 20_000);
        assertThatExceptionOfType(FrameTooLargeException.class).isThrownBy(frames::next);
        assertThat(frames.buffer().length).isLessThan(4 * LIMIT);
    }

    @Test
    void allowsAFrameOfExactlyTheLimit() throws IOException {
        assertThat(new SseFrames(Frame.source(":\ndata: a\n\n"), 11).next()).isTrue();
        assertThatExceptionOfType(FrameTooLargeException.class)
                .isThrownBy(() -> new SseFrames(Frame.source(":\ndata: a\n\n"), 10).next());
        assertThat(new NdjsonFrames(Frame.source("{}\n"), 3).next()).isTrue();
        assertThat(new JsonArrayFrames(Frame.source("[{}]"), 3).next()).isTrue();
        assertThatExceptionOfType(FrameTooLargeException.class)
                .isThrownBy(() -> new JsonArrayFrames(Frame.source("[{}]"), 2).next());
    }

    @Test
    void countsEachFrameAnew() throws IOException {
        Buffer source = new Buffer().writeUtf8("data: 0123456789\n\n".repeat(10_000));

        assertThat(Frame.all(new SseFrames(source, 18))).hasSize(10_000);
    }

    @Test
    void readsATrickleOfSingleBytes() throws IOException {
        String large = "x".repeat(200_000);
        byte[] bytes = ("data: " + large + "\r\n\r\ndata: b\r\n\r\n").getBytes(UTF_8);
        Frames frames = new SseFrames(Okio.buffer(new Trickle(bytes)));

        assertThat(Frame.all(frames)).containsExactly(Frame.whole(large), Frame.whole("b"));
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SseFrames(new Buffer(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new SseFrames(new Buffer(), Integer.MAX_VALUE));
    }

    /** Ten megabytes of the same. */
    private static final class Flood implements Source {
        private final byte[] pieces;
        private int sent;

        private Flood(String piece) {
            pieces = piece.repeat(1 + 4000 / piece.length()).getBytes(UTF_8);
        }

        @Override
        public long read(Buffer sink, long byteCount) {
            if (sent >= TEN_MEGABYTES) {
                return -1;
            }
            int count = (int) Math.min(byteCount, pieces.length);
            sink.write(pieces, 0, count);
            sent += count;
            return count;
        }

        @Override
        public Timeout timeout() {
            return Timeout.NONE;
        }

        @Override
        public void close() {}
    }

    private static final class Trickle implements Source {
        private final byte[] bytes;
        private int at;

        private Trickle(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long read(Buffer sink, long byteCount) {
            if (at == bytes.length) {
                return -1;
            }
            sink.writeByte(bytes[at++]);
            return 1;
        }

        @Override
        public Timeout timeout() {
            return Timeout.NONE;
        }

        @Override
        public void close() {}
    }
}
