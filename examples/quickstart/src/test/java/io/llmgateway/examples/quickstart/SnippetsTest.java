package io.llmgateway.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.core.LlmGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The snippets of the documentation, run; and the documentation, held against what is run. */
class SnippetsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);

    private static final Pattern STATEMENT_END = Pattern.compile("(?<=[;{}])\\s*(?://[^\n]*)?\n");

    @Test
    void theFirstLinesOfTheReadme() {
        LlmClient client = LlmGateway.create();
        String answer = client.chat("Why is the sky blue?").text();
        assertThat(answer).isEqualTo("Because of Rayleigh scattering.");
        client.close();
    }

    @Test
    void moreOfTheReadme() {
        String question = "Why is the sky blue?";
        try (LlmClient client = LlmGateway.create()) {
            ChatResponse response = client.chat(
                    c -> c.model("smart").system("Be brief.").user(question).tag("team", "search"));

            try (ChatStream stream = client.stream(question)) {
                stream.forEachText(System.out::print);
                ChatResponse whole = stream.await();
                assertThat(whole.text()).isEqualTo(response.text());
            }

            CompletableFuture<ChatResponse> later =
                    client.chatAsync(ChatRequest.of(question)); // cancel(true) aborts the call
            assertThat(later.join().text()).isEqualTo(response.text());

            LlmClient search =
                    client.with(o -> o.tag("team", "search").timeout(Duration.ofSeconds(20))); // same connections
            assertThat(search.chat(question).text()).isEqualTo(response.text());

            EmbeddingResponse vectors = client.embed(EmbeddingRequest.of("meaning", "a text", "another"));
            assertThat(ToyFactory.first(vectors)).containsExactly(6f, 7f);
        }
    }

    @Test
    void everyJavaSnippetIsRunSomewhere() throws IOException {
        String run = squeezed(sources());
        for (Path page : pages()) {
            for (String snippet : blocks(page, "java")) {
                STATEMENT_END.splitAsStream(snippet).forEach(statement -> assertThat(run)
                        .as("%s: %s", page, statement)
                        .contains(squeezed(statement)));
            }
        }
    }

    @Test
    void everyYamlSnippetIsAConfiguration() throws IOException {
        Map<String, String> keys = Map.of("OPENAI_API_KEY", "any", "ANTHROPIC_API_KEY", "any", "GEMINI_API_KEY", "any");
        int found = 0;
        for (Path page : pages()) {
            for (String yaml : blocks(page, "yaml")) {
                found++;
                LlmGateway.builder().environment(keys).yaml(yaml).build().close();
            }
        }
        assertThat(found).isPositive();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.filter(p -> p.toString()
                            .endsWith(".md")))
                    .toList();
        }
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("examples"))) {
            return files.filter(path -> path.toString().endsWith(".java"))
                    .map(SnippetsTest::read)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static List<String> blocks(Path page, String language) {
        Matcher blocks = BLOCK.matcher(read(page));
        return blocks.results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
