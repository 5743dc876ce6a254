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

class JsonArrayFramesTest {
    static Stream<Arguments> examples() {
        return Stream.of(
                example("nothing", true, ""),
                example("empty array", true, "[ ]"),
                example("array", true, "[{\"a\": 1}\n,\r\n{\"b\": 2}]\n", frames("{\"a\": 1}", "{\"b\": 2}")),
                example("pretty", true, "[\n  {\n    \"a\": [\n]\n  }\n]\n", frames("{\n    \"a\": [\n]\n  }")),
                example("bare object", true, "{\"a\": {}}", frames("{\"a\": {}}")),
                example("several", true, "[{}][[]] {} {}\n[]", frames("{}", "[]", "{}", "{}")),
                example("brackets in strings", true, "[{\"}]\":\"[{\"}]", frames("{\"}]\":\"[{\"}")),
                example("escapes", true, "[{\"a\":\"\\\"}\\\\\"},1]", frames("{\"a\":\"\\\"}\\\\\"}", "1")),
                example("scalars", true, "[1,-2.5e3,true,null,\"a\\\"]\" ]", scalars()),
                example("byte order mark", true, "\uFEFF[{}]", frames("{}")),
                example("multi-byte", true, "[{\"é\":\"€😀\"}]", frames("{\"é\":\"€😀\"}")),
                example("no end", false, "[{}\n,", frames("{}")),
                example("cut object", false, "[{}, {\"a\": \"}", Frame.whole("{}"), Frame.cut("{\"a\": \"}")),
                example("cut bare object", false, "{\"a\"", Frame.cut("{\"a\"")),
                example("cut number", false, "[12", Frame.cut("12")),
                example("page", false, "<html>[{}]</html>\n", Frame.cutStray("<html>[{}]</html>\n")),
                example("plain text", false, "no healthy upstream", Frame.cutStray("no healthy upstream")),
                example("behind an element", false, "[{} oops]", Frame.whole("{}"), Frame.cutStray("oops]")),
                example("closed too often", false, "[{}]]", Frame.whole("{}"), Frame.cutStray("]")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void readsExample(String name, boolean whole, String text, List<Frame> expected) throws IOException {
        Frames frames = new JsonArrayFrames(Frame.source(text));

        assertThat(Frame.all(frames)).isEqualTo(expected);
        assertThat(frames.complete()).isEqualTo(whole);
        assertThat(frames.next()).isFalse();
        assertThat(frames.complete()).isEqualTo(whole);
    }

    @Test
    void deliversAnElementWithItsLastByte() throws IOException {
        Frames frames = new JsonArrayFrames(
                ChunkSource.thenSilence("[{\"a\"".getBytes(UTF_8), ":1}".getBytes(UTF_8), ",\"b\"".getBytes(UTF_8)));

        assertThat(frames.next()).isTrue();
        assertThat(frames.text()).isEqualTo("{\"a\":1}");
        assertThat(frames.next()).isTrue();
        assertThat(frames.text()).isEqualTo("\"b\"");
    }

    private static Frame[] scalars() {
        return frames("1", "-2.5e3", "true", "null", "\"a\\\"]\"");
    }

    private static Frame[] frames(String... contents) {
        return Stream.of(contents).map(Frame::whole).toArray(Frame[]::new);
    }

    private static Arguments example(String name, boolean whole, String text, Frame... frames) {
        return Arguments.of(name, whole, text, List.of(frames));
    }
}
