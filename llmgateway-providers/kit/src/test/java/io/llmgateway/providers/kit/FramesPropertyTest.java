package io.llmgateway.providers.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However a stream is rendered and cut into pieces, its frames are the same. */
class FramesPropertyTest {
    private static final int TRIALS = 2000;
    private static final String[] LINE_ENDS = {"\n", "\r", "\r\n"};
    private static final String[] LETTERS = {"a", "7", " ", ":", "é", "€", "😀", "\"", "\\", "{", "}", "[", "]", ","};
    private static final String[] FIELDS = {"data: ", "event: x", "id: 1", "", ":", "da", "<p>", "{", "  ", "\uFEFF"};

    @Test
    void eventsSurviveRenderingAndCutting() {
        Seed.trials(TRIALS, random -> {
            List<Frame> frames = new ArrayList<>();
            String document = events(frames, random);

            assertThat(readCut(SseFrames::new, document, random)).isEqualTo(frames);
        });
    }

    @Test
    void linesSurviveRenderingAndCutting() {
        Seed.trials(TRIALS, random -> {
            List<Frame> frames = new ArrayList<>();
            StringBuilder document = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                String value = string(random);
                frames.add(Frame.whole(value));
                document.append(value).append(lineEnd(random));
                document.append(random.nextBoolean() ? "" : " ".repeat(random.nextInt(2)) + lineEnd(random));
            }

            assertThat(readCut(NdjsonFrames::new, document.toString(), random)).isEqualTo(frames);
        });
    }

    @Test
    void elementsSurviveRenderingAndCutting() {
        Seed.trials(TRIALS, random -> {
            List<Frame> frames = new ArrayList<>();
            StringBuilder document = new StringBuilder("[");
            for (int i = random.nextInt(20); i > 0; i--) {
                String value = value(random, 3);
                frames.add(Frame.whole(value));
                document.append(blanks(random)).append(value).append(blanks(random));
                document.append(i == 1 ? "" : ",");
            }
            document.append(blanks(random)).append(']').append(blanks(random));

            assertThat(readCut(JsonArrayFrames::new, document.toString(), random))
                    .isEqualTo(frames);
        });
    }

    @Test
    void cuttingNeverChangesWhatIsReadOutOfNonsense() {
        Seed.trials(TRIALS, random -> {
            String document = nonsense(random);
            int limit = random.nextBoolean() ? 1 + random.nextInt(60) : Frames.DEFAULT_LIMIT;
            for (Frame.Reader reader : List.<Frame.Reader>of(SseFrames::new, NdjsonFrames::new, JsonArrayFrames::new)) {
                byte[] bytes = document.getBytes(UTF_8);
                List<Frame> unchunked = readAll(reader.open(Frame.source(bytes), limit));
                List<Frame> chunked = readAll(reader.open(ChunkSource.of(ChunkSource.cut(bytes, random)), limit));

                assertThat(chunked).as("%s", document).isEqualTo(unchunked);
            }
        });
    }

    private static List<Frame> readCut(Frame.Reader reader, String document, Random random) throws IOException {
        List<byte[]> chunks = ChunkSource.cut(document.getBytes(UTF_8), random);
        Frames frames = reader.open(ChunkSource.of(chunks), Frames.DEFAULT_LIMIT);
        List<Frame> all = Frame.all(frames);
        assertThat(frames.complete()).isTrue();
        return all;
    }

    /** The frames; one more, which no reader gives, stands for a refusal and for the state at the end. */
    private static List<Frame> readAll(Frames frames) throws IOException {
        List<Frame> all = new ArrayList<>();
        try {
            while (frames.next()) {
                all.add(Frame.current(frames));
            }
            all.add(new Frame("end", "", frames.complete(), false));
        } catch (FrameTooLargeException tooLarge) {
            all.add(new Frame("too large", "", false, false));
        }
        return all;
    }

    private static String events(List<Frame> frames, Random random) {
        StringBuilder document = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
        for (int i = random.nextInt(20); i > 0; i--) {
            String name = random.nextBoolean() ? "" : letters(random).strip();
            List<String> lines = new ArrayList<>(List.of(letters(random) + "."));
            for (int more = random.nextInt(3); more > 0; more--) {
                lines.add(letters(random));
            }
            frames.add(Frame.whole(name, String.join("\n", lines)));
            document.append(noise(random));
            document.append(name.isEmpty() ? "" : "event: " + name + lineEnd(random));
            for (String line : lines) {
                String blank = line.startsWith(" ") || random.nextBoolean() ? " " : "";
                document.append("data:").append(blank).append(line).append(lineEnd(random));
                document.append(comment(random));
            }
            document.append(emptyLine(document, random));
        }
        return document.append(noise(random)).toString();
    }

    /** A line end that does not become one with the CR before it. */
    private static String emptyLine(StringBuilder document, Random random) {
        boolean afterCarriageReturn = document.charAt(document.length() - 1) == '\r';
        return afterCarriageReturn ? LINE_ENDS[1 + random.nextInt(2)] : lineEnd(random);
    }

    private static String noise(Random random) {
        StringBuilder noise = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            noise.append(random.nextBoolean() ? lineEnd(random) : comment(random));
        }
        return noise.toString();
    }

    private static String comment(Random random) {
        return random.nextInt(3) > 0 ? "" : ":" + letters(random) + lineEnd(random);
    }

    private static String nonsense(Random random) {
        StringBuilder document = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            document.append(random.nextBoolean() ? FIELDS[random.nextInt(FIELDS.length)] : letters(random));
            document.append(random.nextInt(3) > 0 ? lineEnd(random) : "");
        }
        return document.toString();
    }

    private static String value(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 4 : 2);
        if (kind == 0) {
            return List.of("0", "-1.5", "true", "null").get(random.nextInt(4));
        }
        if (kind == 1) {
            return string(random);
        }
        StringBuilder members = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            members.append(blanks(random));
            members.append(kind == 2 ? "" : string(random) + ":").append(value(random, depth - 1));
            members.append(i == 1 ? "" : ",");
        }
        return kind == 2 ? "[" + members + "]" : "{" + members + "}";
    }

    private static String string(Random random) {
        return '"' + letters(random).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String letters(Random random) {
        StringBuilder letters = new StringBuilder();
        for (int i = random.nextInt(random.nextInt(20) == 0 ? 3000 : 12); i > 0; i--) {
            letters.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return letters.toString();
    }

    private static String blanks(Random random) {
        return random.nextBoolean() ? "" : " ".repeat(random.nextInt(3)) + lineEnd(random);
    }

    private static String lineEnd(Random random) {
        return LINE_ENDS[random.nextInt(LINE_ENDS.length)];
    }
}
