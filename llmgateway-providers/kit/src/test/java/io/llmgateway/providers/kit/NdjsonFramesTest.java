package io.llmgateway.providers.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NdjsonFramesTest {
    static Stream<Arguments> examples() {
        return Stream.of(
                example("nothing", true, ""),
                example("lines", true, "{\"a\":1}\n{\"b\":2}\n", Frame.whole("{\"a\":1}"), Frame.whole("{\"b\":2}")),
                example("other line ends", true, "{}\r\n[]\r\"s\"\n", frames("{}", "[]", "\"s\"")),
                example("scalars", true, "1\n-2\ntrue\nfalse\nnull\n", frames("1", "-2", "true", "false", "null")),
                example("empty lines", true, "\n\n{}\n \t\n\r\n[]\n\n", frames("{}", "[]")),
                example("byte order mark", true, "\uFEFF{}\n", Frame.whole("{}")),
                example("blanks are kept", true, " {} \n", Frame.whole(" {} ")),
                example("multi-byte", true, "{\"é\":\"€😀\"}\n", Frame.whole("{\"é\":\"€😀\"}")),
                example("no last line end", false, "{}\n{\"a\"", Frame.whole("{}"), Frame.cut("{\"a\"")),
                example("page", false, "<html>\n502\n</html>", Frame.cutStray("<html>\n502\n</html>")),
                example("plain text", false, "no healthy upstream", Frame.cutStray("no healthy upstream")),
                example("then a line", true, "Oops\nsorry\n{}\n", Frame.stray("Oops\nsorry"), Frame.whole("{}")),
                example("then an empty line", true, "Oops\n\nsorry\n\n", Frame.stray("Oops"), Frame.stray("sorry")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void readsExample(String name, boolean whole, String text, List<Frame> expected) throws IOException {
        Frames frames = new NdjsonFrames(Frame.source(text));

        assertThat(Frame.all(frames)).isEqualTo(expected);
        assertThat(frames.complete()).isEqualTo(whole);
        assertThat(frames.next()).isFalse();
        assertThat(frames.complete()).isEqualTo(whole);
    }

    @Test
    void deliversALineAsSoonAsItEnds() throws IOException {
        Frames frames = new NdjsonFrames(ChunkSource.thenSilence("{}\r".getBytes(UTF_8), "\n[]\n".getBytes(UTF_8)));

        assertThat(frames.next()).isTrue();
        assertThat(frames.text()).isEqualTo("{}");
        assertThat(frames.next()).isTrue();
        assertThat(frames.text()).isEqualTo("[]");
    }

    private static Frame[] frames(String... contents) {
        return Stream.of(contents).map(Frame::whole).toArray(Frame[]::new);
    }

    private static Arguments example(String name, boolean whole, String text, Frame... frames) {
        return Arguments.of(name, whole, text, List.of(frames));
    }
}
