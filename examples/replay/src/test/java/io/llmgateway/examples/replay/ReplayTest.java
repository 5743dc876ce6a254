package io.llmgateway.examples.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.testkit.replay.Replayer;
import io.llmgateway.testkit.replay.Report;
import io.llmgateway.testkit.replay.Result;
import io.llmgateway.testkit.replay.Result.Side;
import io.llmgateway.testkit.replay.Result.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {
    private static final Path OUR_OWN = Path.of("src/test/resources/recordings");

    @Test
    void ourOwnRecordingsAreReadAndWrittenAsExpected() {
        Report report = Replayer.replay(List.of(OUR_OWN));

        assertThat(report.failures(Side.RESPONSE)).isEmpty();
        assertThat(report.failures(Side.REQUEST)).isEmpty();
        assertThat(report.count(Side.RESPONSE, Verdict.OK)).isEqualTo(12);
        assertThat(report.count(Side.REQUEST, Verdict.OK)).isEqualTo(8);
        assertThat(report.results())
                .filteredOn(result -> result.verdict() == Verdict.PASSED_OVER && result.side() == Side.RESPONSE)
                .singleElement()
                .satisfies(result -> assertThat(result.details()).containsExactly("no provider does cohere-chat"));
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "REPLAY_DIRS", matches = ".+")
    void givenRecordingsAreReadAsExpected() {
        List<Path> directories = Stream.of(System.getenv("REPLAY_DIRS").split(":", -1))
                .map(Path::of)
                .toList();

        Report report = Replayer.replay(directories);

        assertThat(report.results()).isNotEmpty();
        assertThat(report.failures(Side.RESPONSE)).as("%s", report).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "openai/chat-stream, Moin, Ahoi, text",
        "openai/chat-tool-call, Husum, Amrum, tool_calls[0].arguments",
        "openai/chat-tool-call, '\"output\": 12', '\"output\": 13', usage.output",
        "openai/chat-cut, ' ri', ' rising', text",
        "openai/embeddings, '\"dim\": 3', '\"dim\": 4', dimensions",
        "openai/responses-stream, Count, Tell, reasoning",
        "anthropic/messages-stream, '\"input\": 115', '\"input\": 5', usage.input",
        "anthropic/messages-stream, '\"finish\": \"tool_calls\"', '\"finish\": \"stop\", \"tool_calls\": []', tool_calls",
        "gemini/generate-tool-call, '\"cache_read\": 4', '\"cache_read\": 0', usage.cache_read",
        "gemini/generate-stream, '\"finish\": \"length\"', '\"finish\": \"stop\"', finish",
        "mistral/chat-unauthorized, auth, rate_limited, failure",
        "groq/chat-stream-error, overloaded, context_length, failure"
    })
    void aWrongExpectationFails(String name, String right, String wrong, String where, @TempDir Path copy)
            throws IOException {
        copy(OUR_OWN.resolve(name), copy);
        replace(copy.resolve("expect.json"), right, wrong);

        Report report = Replayer.replay(List.of(copy));

        assertThat(report.failures(Side.RESPONSE)).singleElement().satisfies(failure -> {
            assertThat(failure.name()).isEqualTo(name);
            assertThat(failure.details()).anySatisfy(line -> assertThat(line).startsWith(where + ":"));
        });
    }

    @Test
    void anAnswerThatCannotBeReadFails(@TempDir Path copy) throws IOException {
        copy(OUR_OWN.resolve("gemini/generate-tool-call"), copy);
        Files.writeString(copy.resolve("response.json"), "<html>so sorry</html>");

        assertThat(Replayer.replay(List.of(copy)).failures(Side.RESPONSE))
                .flatExtracting(Result::details)
                .singleElement()
                .asString()
                .startsWith("failed: ");
    }

    @Test
    void anAnswerWithoutExpectationMustBeReadable(@TempDir Path copy) throws IOException {
        copy(OUR_OWN.resolve("gemini/generate-tool-call"), copy);
        Files.delete(copy.resolve("expect.json"));
        assertThat(Replayer.replay(List.of(copy)).count(Side.RESPONSE, Verdict.PASSED_OVER))
                .isEqualTo(1);

        Files.writeString(copy.resolve("response.json"), "<html>so sorry</html>");
        assertThat(Replayer.replay(List.of(copy)).failures(Side.RESPONSE)).hasSize(1);
    }

    @Test
    void aRequestWrittenInAnotherWayIsTold(@TempDir Path copy) throws IOException {
        copy(OUR_OWN.resolve("openai/chat-stream"), copy);
        replace(copy.resolve("request.json"), "\"max_tokens\": 20", "\"max_tokens\": \"20\"");

        assertThat(Replayer.replay(List.of(copy)).failures(Side.REQUEST))
                .flatExtracting(Result::details)
                .containsExactly("max_tokens: recorded \"20\", ours 20");
    }

    @Test
    void theCommandPrintsTablesAndEndsWithACode(@TempDir Path copy) throws IOException {
        copy(OUR_OWN.resolve("openai/chat-stream"), copy);
        assertThat(printed(0, copy.toString())).contains("openai chat", "responses", "requests");

        replace(copy.resolve("expect.json"), "Moin", "Ahoi");
        assertThat(printed(1, copy.toString())).contains("FAILED response openai/chat-stream");

        assertThat(printed(2)).startsWith("usage:");
        assertThat(printed(2, copy.resolve("nothing").toString())).startsWith("usage:");
    }

    private static String printed(int code, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(Replay.run(args, new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isEqualTo(code);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void replace(Path file, String right, String wrong) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(right);
        Files.writeString(file, text.replace(right, wrong));
    }
}
