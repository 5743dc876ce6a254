package io.llmgateway.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chat.Category;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.core.ledger.LedgerFile;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.guard.Masked;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.jwt.JwtPrincipals;
import io.llmgateway.money.Report;
import io.llmgateway.recall.RecallStats;
import io.llmgateway.spi.Guard;
import io.llmgateway.testkit.FakeVendor;
import io.llmgateway.testkit.ScriptedProvider;
import io.llmgateway.watch.Statistics;
import io.llmgateway.watch.TargetHealth;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The snippets of the documentation, run; and the documentation, held against what is run. */
class SnippetsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);

    // where snippets are run: those of Spring in the tests of its modules
    private static final List<String> SOURCES =
            List.of("examples", "llmgateway-spring-starter/src/test", "llmgateway-spring-test/src/test");

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
                    client.chatAsync(ChatRequest.of(question)); // cancel and orTimeout abort the call
            assertThat(later.join().text()).isEqualTo(response.text());

            LlmClient search =
                    client.with(o -> o.tag("team", "search").timeout(Duration.ofSeconds(20))); // same connections
            assertThat(search.chat(question).text()).isEqualTo(response.text());

            EmbeddingResponse vectors = client.embed(EmbeddingRequest.of("meaning", "a text", "another"));
            assertThat(ToyFactory.first(vectors)).containsExactly(6f, 7f);

            Cost cost = response.cost(); // exact, with its breakdown
            Report spent = client.ledger().report(q -> q.by("team", "model"));
            assertThat(cost.status().priced()).isFalse();
            assertThat(spent.rows()).anySatisfy(row -> assertThat(row.key()).containsEntry("team", "search"));
        }
    }

    @Test
    void thePageOnRequests() {
        byte[] png = {1, 2, 3};
        byte[] pdf = {4, 5, 6};
        try (FakeVendor openai = FakeVendor.openAi();
                LlmClient client = LlmGateway.builder()
                        .environment(Map.of())
                        .yaml("")
                        .provider("openai", p -> p.baseUrl(openai.baseUrl()).apiKey("any"))
                        .defaultModel("openai/gpt-5.4-mini")
                        .build()) {
            ChatResponse seen = client.chat(c -> c.user(
                    new Part.Text("What is on the picture, and what does the paper say?"),
                    new Part.Image(MediaSource.of("image/png", png)),
                    new Part.Document(MediaSource.of("application/pdf", pdf), "paper.pdf")));
            assertThat(openai.lastRequest().body()).contains("data:image/png;base64,AQID", "paper.pdf");
            Json schema = Json.of(Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of("city", Map.of("type", "string")),
                    "required",
                    List.of("city"),
                    "additionalProperties",
                    false));
            openai.answers("{\"city\":\"Paris\"}");
            String json = client.chat(c ->
                            c.user("Where is the Louvre?").responseFormat(ResponseFormat.jsonSchema("place", schema)))
                    .text();
            assertThat(json).isEqualTo("{\"city\":\"Paris\"}");
            assertThat(openai.lastRequest().body()).contains("\"json_schema\"", "\"additionalProperties\":false");
            ChatResponse thoughtful =
                    client.chat(c -> c.user("Is 1009 prime?").reasoning(ReasoningOptions.effort("high")));
            assertThat(thoughtful.text()).isNotEmpty();
            assertThat(openai.lastRequest().body()).contains("\"reasoning_effort\":\"high\"");
            ChatRequest request = ChatRequest.of("Why is the sky blue?");
            ChatResponse response = seen;
            ChatRequest next = request.toBuilder()
                    .message(response.message())
                    .user("And at night?")
                    .build();
            client.chat(next);
            assertThat(openai.lastRequest().at("messages.2.content")).isEqualTo("And at night?");
            ModerationResponse judged =
                    client.moderate(ModerationRequest.of("openai/omni-moderation-latest", "a text", "another"));
            boolean unwanted = judged.flagged();
            OptionalDouble hate = judged.results().get(0).score(Category.HATE); // empty: not judged, which is not 0
            assertThat(unwanted).isFalse();
            assertThat(hate).isPresent();
        }
    }

    @Test
    void thePageOnGuards() {
        Guard bombs = new Guard() {
            @Override
            public String name() {
                return "bombs";
            }

            @Override
            public Verdict judge(Passage passage) {
                String all = passage.before() + passage.text();
                return all.contains("bomb") ? Verdict.block("bombs", 1) : Verdict.pass();
            }
        };
        ScriptedProvider toy = new ScriptedProvider("toy").answers("a bomb is");
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x }")
                .provide("toy", toy)
                .guard(bombs)
                .build()) {
            Masked masked = client.guards().mask("Mail me at jo@example.org");
            String safe = masked.text(); // Mail me at <EMAIL_1>
            String again = masked.restore("To <EMAIL_1>: hi"); // To jo@example.org: hi
            assertThat(safe).isEqualTo("Mail me at <EMAIL_1>");
            assertThat(again).isEqualTo("To jo@example.org: hi");
            assertThatThrownBy(() -> client.chat("tell me")).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void thePageOnRecall() {
        ScriptedProvider toy = new ScriptedProvider("toy").answers("one").answers("two");
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, recall: { exact: {} } }")
                .provide("toy", toy)
                .build()) {
            LlmClient fresh = client.with(o -> o.cache(c -> c.refresh()));
            LlmClient young = client.with(
                    o -> o.cache(c -> c.maxAge(Duration.ofMinutes(1)).namespace("prices")));
            assertThat(fresh.chat("?").text()).isEqualTo("one");
            assertThat(client.chat("?").cache()).isPresent();
            assertThat(young.chat("?").text()).isEqualTo("two");
            long gone = client.cache().forgetNamespace("prices");
            RecallStats stats = client.cache().stats();
            assertThat(gone).isEqualTo(1);
            assertThat(stats.hits()).isEqualTo(1);
        }
    }

    @Test
    void thePageOnAdmission() {
        String token = "none";
        ScriptedProvider toy = new ScriptedProvider("toy").answers("fine");
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, admit: { data: { health: { targets: [toy/*] } } } }")
                .provide("toy", toy)
                .build()) {
            Principal ann = Principal.builder()
                    .user("ann")
                    .team("support")
                    .role("agent")
                    .build();
            LlmClient asked = client.with(o -> o.principal(ann).dataClass("health"));
            assertThat(asked.chat("How am I?").text()).isEqualTo("fine");
            JwtPrincipals tokens = JwtPrincipals.builder()
                    .issuer("https://login.example.org")
                    .audience("chat")
                    .keysFrom(URI.create("https://login.example.org/keys"))
                    .team("department")
                    .roles("realm_access.roles")
                    .build();
            assertThatThrownBy(() -> {
                        LlmClient caller = client.with(o -> o.principal(tokens.verify(token)));
                        caller.chat("How am I?");
                    })
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("the token is refused: it is broken");
        }
    }

    @Test
    void thePageOnTesting() {
        ScriptedProvider toy =
                new ScriptedProvider("toy").fails(FailureClass.OVERLOADED).answers("Hello!");
        LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("")
                .provide("toy", toy)
                .model("smart", "toy/first", "toy/second")
                .build();
        assertThat(client.chat("Hi").attempts()).hasSize(2);
        client.close();
    }

    @Test
    void thePageOnStatistics() {
        ScriptedProvider toy =
                new ScriptedProvider("toy").fails(FailureClass.OVERLOADED).answers("Hello!");
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("")
                .provide("toy", toy)
                .model("smart", "toy/first", "toy/second")
                .build()) {
            client.chat("Hi");
            Statistics statistics = client.statistics();
            System.out.printf(
                    "%-30s %8s %8s %8s %8s %9s %12s%n",
                    "target", "attempts", "failed", "p50", "p99", "tokens/s", "cost");
            statistics
                    .byTarget()
                    .forEach((target, attempts) -> System.out.printf(
                            "%-30s %8d %8d %5d ms %5d ms %9.1f $%11s%n",
                            target,
                            attempts.ended(),
                            attempts.failed(),
                            attempts.took().p50().toMillis(),
                            attempts.took().p99().toMillis(),
                            attempts.outputRate(),
                            attempts.cost().toPlainString()));
            List<String> left = statistics.health().stream()
                    .filter(target -> !target.available())
                    .map(TargetHealth::target)
                    .toList();
            statistics.recent().stream().limit(3).forEach(call -> System.out.println(call.explanation()));
            assertThat(left).isEmpty();
            assertThat(statistics.byTarget()).containsKey("toy/first");
            assertThat(statistics.recent()).hasSize(1);
        }
    }

    @Test
    void thePageOnTelemetry() {
        OpenTelemetry telemetry = OpenTelemetry.noop();
        LlmClient client = LlmGateway.builder().openTelemetry(telemetry).build();
        assertThat(client.toString()).doesNotContain("span");
        client.close();
    }

    @Test
    void thePageOnTheLedger() {
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { ledger: { file: target/spent/ledger.jsonl } }")
                .provide("toy", new ScriptedProvider("toy").answers("Hello!"))
                .defaultModel("toy/one")
                .build()) {
            client.with(o -> o.tag("team", "search")).chat("Hi");
            Report report = client.ledger().report(q -> q.by("team", "model")
                    .per(ChronoUnit.DAYS, ZoneOffset.UTC)
                    .where("purpose", "answer"));
            String csv = report.toCsv();
            assertThat(csv).contains("search,toy/one,1");
        }
        try (Stream<LedgerEntry> entries = LedgerFile.read(Path.of("target/spent/ledger.jsonl"))) {
            Report year = Report.of(entries, q -> q.by("team").per(ChronoUnit.MONTHS, ZoneId.of("Europe/Berlin")));
            System.out.println(year.toCsv());
            assertThat(year.total().calls()).isPositive();
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
        Map<String, String> keys = Map.of(
                "OPENAI_API_KEY", "any",
                "ANTHROPIC_API_KEY", "any",
                "GEMINI_API_KEY", "any",
                "PII_HASH_KEY", "sixteen chars or more");
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
        StringBuilder all = new StringBuilder();
        for (String place : SOURCES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
                files.filter(path -> path.toString().endsWith(".java"))
                        .forEach(path -> all.append(read(path)).append('\n'));
            }
        }
        return all.toString();
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
