package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** Reads each frame as if it were alone, whatever stood in those before. */
class FrameJsonTest {
    /** The field {@code a} of each frame that is an object. */
    private static List<String> read(String... frames) throws IOException {
        Buffer stream = new Buffer();
        for (String frame : frames) {
            stream.writeUtf8("data: " + frame + "\n\n");
        }
        List<String> found = new ArrayList<>();
        FrameJson json = new FrameJson();
        try (SseFrames source = new SseFrames(stream)) {
            while (source.next()) {
                read(json.parser(source), found);
            }
        }
        return found;
    }

    private static void read(JsonParser json, List<String> found) {
        if (WireJson.enterObject(json)) {
            for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
                if (field.equals("a")) {
                    found.add(String.valueOf(WireJson.text(json)));
                } else {
                    json.skipChildren();
                }
            }
        }
    }

    @Test
    void framesFollowOneAnother() throws IOException {
        assertThat(read("{\"a\":\"1\"}", " {\"b\":[{\"a\":\"no\"}],\"a\":\"2\"} ", "{}", "{\"a\":\"3\"}"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void manyFramesFollowOneAnother() throws IOException {
        String[] frames = IntStream.range(0, 40)
                .mapToObj(i -> "{\"n" + i + "\":0,\"a\":\"" + i + "\"}" + " ]".repeat(i % 3))
                .toArray(String[]::new);
        assertThat(read(frames))
                .isEqualTo(IntStream.range(0, 40).mapToObj(String::valueOf).toList());
    }

    @Test
    void whatStandsBehindAnObjectIsNotTheNextFrames() throws IOException {
        assertThat(read(
                        "{\"a\":\"1\"}{\"a\":\"no\"}",
                        "{\"a\":\"2\"} ]]",
                        "{\"a\":\"3\"}" + " {".repeat(3_000),
                        "{\"a\":\"4\"}"))
                .containsExactly("1", "2", "3", "4");
    }

    @Test
    void whatIsNoObjectIsPassedOver() throws IOException {
        String longer = "[\"" + "x".repeat(3_000) + "\"]"; // than a buffer
        assertThat(read(
                        "12",
                        "{\"a\":\"1\"}",
                        longer,
                        "{\"a\":\"2\"}",
                        "null",
                        "\"x\"",
                        "[{\"a\":\"no\"}]",
                        "{\"a\":\"3\"}"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void framesMayBeLargerThanTheBuffers() throws IOException {
        String large = "é€😀x".repeat(5_000);
        assertThat(read("{\"a\":\"1\"}", "{\"" + "n".repeat(3_000) + "\":1,\"a\":\"" + large + "\"}", "{\"a\":\"3\"}"))
                .containsExactly("1", large, "3");
    }

    @Test
    void aFrameThatEndsTooSoonDoesNotGoOnInTheNext() {
        assertThatThrownBy(() -> read("{\"a\":\"1\"}", "{\"a\":\"2", "3\"}")).isInstanceOf(JacksonException.class);
    }
}
