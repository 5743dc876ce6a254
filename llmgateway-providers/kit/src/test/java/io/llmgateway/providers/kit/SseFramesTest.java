package io.llmgateway.providers.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SseFramesTest {
    static Stream<Arguments> examples() {
        return Stream.of(
                example("nothing", ""),
                example("line feeds", "data: a\n\ndata: b\n\n", Frame.whole("a"), Frame.whole("b")),
                example("carriage returns", "data: a\r\rdata: b\r\r", Frame.whole("a"), Frame.whole("b")),
                example("both", "data: a\r\n\r\ndata: b\r\n\r\n", Frame.whole("a"), Frame.whole("b")),
                example("mixed line ends", "data: a\r\n\rdata: b\n\r\n", Frame.whole("a"), Frame.whole("b")),
                example("byte order mark", "\uFEFFdata: a\n\n", Frame.whole("a")),
                example("no blank", "data:a\n\n", Frame.whole("a")),
                example("only one blank goes", "data:  a \n\n", Frame.whole(" a ")),
                example("several lines", "data: a\ndata:\ndata: b\n\n", Frame.whole("a\n\nb")),
                example("several lines, CRLF", "event: e\r\ndata: a\r\ndata: b\r\n\r\n", Frame.whole("e", "a\nb")),
                example("field without colon", "data\ndata: a\n\n", Frame.whole("\na")),
                example("colons in the data", "data: a:b\n\n", Frame.whole("a:b")),
                example("name", "event: e\ndata: a\n\ndata: b\n\n", Frame.whole("e", "a"), Frame.whole("b")),
                example("name behind data", "data: a\nevent:e\n\n", Frame.whole("e", "a")),
                example("last name counts", "event: e\nevent: f\ndata: a\n\n", Frame.whole("f", "a")),
                example("id and retry", "id: 1\nretry: 5\nid\ndata: a\n\n", Frame.whole("a")),
                example("comments", ": x\n:\ndata: a\n: y\ndata: b\n\n:z\n\n", Frame.whole("a\nb")),
                example("many empty lines", "\n\n\r\r\n\ndata: a\n\n\n\n", Frame.whole("a")),
                example("no data", "event: e\n\nid: 1\n\ndata: a\n\n", Frame.whole("a")),
                example("empty data", "event: e\ndata:\n\ndata\n\ndata: \ndata:\n\ndata: a\n\n", Frame.whole("a")),
                example("multi-byte", "event: é\ndata: ü€😀\n\n", Frame.whole("é", "ü€😀")),
                example("blank line", "data: a\n  \n\ndata: b\n\n", Frame.whole("a"), Frame.whole("b")));
    }

    static Stream<Arguments> cutExamples() {
        return Stream.of(
                example("no empty line", "data: a\n", Frame.cut("a")),
                example("no line end", "data: a\n\ndata: b", Frame.whole("a"), Frame.cut("b")),
                example(
                        "half an event",
                        "event: e\ndata: a\ndata: b",
                        Frame.cut("a\nb").named("e")),
                example("only a name", "event: e\n"),
                example("no data yet", "data:"),
                example("inside a field name", "data: a\nda", Frame.cut("a")),
                example("inside the first field name", "data: a\n\neve", Frame.whole("a")),
                example("inside a comment", "data: a\n\n: x", Frame.whole("a")));
    }

    static Stream<Arguments> strayExamples() {
        String error = "{\n  \"error\": {\n    \"code\": 503\n  }\n}";
        return Stream.of(
                example("bare error", "data: a\r\n\r\n" + error + "\n", Frame.whole("a"), Frame.cutStray(error)),
                example("nothing else", error, Frame.cutStray(error)),
                example("up to an empty line", error + "\n\ndata: a\n\n", Frame.stray(error), Frame.whole("a")),
                example("up to a field", "<p>\nx\ndata: a\n\n", Frame.stray("<p>\nx"), Frame.whole("a")),
                example("blanks kept", "x\n \ny\n\n", Frame.stray("x\n \ny")),
                example("ends the event", "data: a\nx\ny\n\n", Frame.cut("a"), Frame.stray("x\ny")),
                example(
                        "takes the name",
                        "event: error\n{}\n\n",
                        Frame.stray("{}").named("error")),
                example("other fields", "database: a\n\ndat: b\n\n", Frame.stray("database: a"), Frame.stray("dat: b")),
                example("case counts", "Data: a\n\n", Frame.stray("Data: a")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"examples", "cutExamples", "strayExamples"})
    void readsExample(String name, String text, List<Frame> expected) throws IOException {
        assertThat(Frame.all(new SseFrames(Frame.source(text)))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void seesThatAWholeStreamIsWhole(String name, String text, List<Frame> expected) throws IOException {
        Frames frames = new SseFrames(Frame.source(text));
        Frame.all(frames);

        assertThat(frames.complete()).isTrue();
        assertThat(frames.next()).isFalse();
        assertThat(frames.complete()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cutExamples")
    void seesThatACutStreamIsCut(String name, String text, List<Frame> expected) throws IOException {
        Frames frames = new SseFrames(Frame.source(text));
        Frame.all(frames);

        assertThat(frames.complete()).isFalse();
        assertThat(frames.next()).isFalse();
        assertThat(frames.complete()).isFalse();
    }

    @Test
    void deliversAsSoonAsTheEmptyLineIsKnown() throws IOException {
        for (String text : List.of("data: a\r\r", "data: a\r\n\r", "data: a\n\n", "data: a\n\r")) {
            Frames frames = new SseFrames(ChunkSource.thenSilence(text.getBytes(UTF_8)));

            assertThat(frames.next()).isTrue();
            assertThat(frames.text()).isEqualTo("a");
        }
    }

    @Test
    void swallowsALineFeedThatComesLater() throws IOException {
        Frames frames = new SseFrames(ChunkSource.thenSilence(
                "data: a\r".getBytes(UTF_8), "\n\r".getBytes(UTF_8), "\ndata: b\r\n\r".getBytes(UTF_8)));

        assertThat(frames.next()).isTrue();
        assertThat(frames.text()).isEqualTo("a");
        assertThat(frames.next()).isTrue();
        assertThat(frames.text()).isEqualTo("b");
    }

    @Test
    void passesOnBytesThatAreNotUtf8() throws IOException {
        byte[] data = {'d', 'a', 't', 'a', ':', (byte) 0xC3, (byte) 0xFF, 0, (byte) 0x80, '\n', '\n'};
        Frames frames = new SseFrames(Frame.source(data));

        assertThat(frames.next()).isTrue();
        assertThat(Frame.current(frames).content()).isEqualTo("\u00C3\u00FF\u0000\u0080");
        assertThat(frames.text()).hasSize(4).contains("\uFFFD");
    }

    @Test
    void givesTheSameStringForTheSameName() throws IOException {
        Frames frames = new SseFrames(Frame.source("event: delta\ndata: a\n\n".repeat(2)));
        frames.next();
        String first = frames.name();
        frames.next();

        assertThat(frames.name()).isSameAs(first);
    }

    @Test
    void readsAFrameLargerThanEveryBuffer() throws IOException {
        String large = "x".repeat(1_000_000);
        Buffer source = new Buffer().writeUtf8("data: " + large + "\n\ndata: " + large + "\ndata: b\n\ndata: c\n\n");

        assertThat(Frame.all(new SseFrames(source)))
                .containsExactly(Frame.whole(large), Frame.whole(large + "\nb"), Frame.whole("c"));
    }

    @Test
    void closesTheSourceAndReadsNoMore() throws IOException {
        Frames frames = new SseFrames(ChunkSource.of(List.of("data: a\n\ndata: b\n\n".getBytes(UTF_8))));
        frames.next();
        frames.close();
        frames.close();

        assertThatThrownBy(frames::next).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    private static Arguments example(String name, String text, Frame... frames) {
        return Arguments.of(name, text, List.of(frames));
    }
}
