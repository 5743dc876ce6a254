package io.llmgateway.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Explanation;
import io.llmgateway.chat.Explanation.Step;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code explain()} tells. */
class ExplainTest {
    private static final String PRICES =
            """
              catalogue:
                models:
                  one/a: { prices: { input: 1, output: 10 } }
                  two/b: { prices: { input: 2, output: 20 } }
            """;

    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider one = new ScriptedProvider("one", world);
    private final ScriptedProvider two = new ScriptedProvider("two", world);
    private LlmClient client = client("  default-model: one/a");

    private LlmClient client(String yaml, Guard... guards) {
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway:\n" + yaml)
                .provide("one", one)
                .provide("two", two)
                .world(world);
        for (Guard guard : guards) {
            builder.guard(guard);
        }
        return builder.build();
    }

    private void use(String yaml, Guard... guards) {
        client.close();
        client = client(yaml, guards);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static Step step(Explanation explanation, String kind) {
        return explanation.steps().stream()
                .filter(step -> step.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " in\n" + explanation));
    }

    private static Step last(Explanation explanation) {
        return explanation.steps().get(explanation.steps().size() - 1);
    }

    @Test
    void everyEventOfACallIsToldAndItsKindDocumented() throws Exception {
        String page = Files.readString(Path.of("../../docs/explain.md"));
        List<Class<?>> untold = List.of(
                GatewayEvent.Booked.class,
                GatewayEvent.CatalogueRead.class,
                GatewayEvent.ConfigurationRead.class,
                GatewayEvent.FeedbackGiven.class);
        for (Class<?> event : GatewayEvent.class.getPermittedSubclasses()) {
            Telling<?> telling = Tellings.of(event);
            if (untold.contains(event)) {
                assertThat(telling).isNull();
            } else {
                assertThat(telling).as(event.getSimpleName()).isNotNull();
                assertThat(telling.kind()).matches("[a-z]+(-[a-z]+)*");
                assertThat(page).contains("| `" + telling.kind() + "` |");
            }
        }
    }

    @Test
    void itNamesTheStrategyAndTheRuleThatDecided() {
        use(
                """
              default-model: smart
              models:
                smart:
                  targets: [one/a, two/b]
                  strategy: conditional
                  when: ["chars > 1000 -> one/a", "chars > 10 -> two/b"]
            """);
        two.answers("Hi");
        ChatResponse response = client.chat("Hello, how are you?");
        Step chosen = step(response.explain(), "targets-chosen");
        assertThat(chosen.room()).isEqualTo("route");
        assertThat(chosen.text())
                .isEqualTo("\"smart\" stands for two/b, then one/a by strategy conditional,"
                        + " llmgateway.models.smart.when[1]");
        assertThat(chosen.data())
                .isEqualTo(Map.of(
                        "model", "smart",
                        "strategy", "conditional",
                        "rule", "llmgateway.models.smart.when[1]",
                        "targets", List.of("two/b", "one/a")));
        one.answers("Hi");
        assertThat(step(client.chat("Hello").explain(), "targets-chosen").data())
                .as("no rule holds")
                .doesNotContainKey("rule");
    }

    @Test
    void itShowsThePriceListAndTheArithmetic() {
        use("  default-model: one/a\n" + PRICES);
        one.then(Script.answer("Hi", Usage.builder().input(1_000).output(200).build()));
        ChatResponse response = client.chat("Hello");
        Step ended = step(response.explain(), "attempt-ended");
        assertThat(ended.text())
                .contains("1000 input x 0.000001 = 0.001 + 200 output x 0.00001 = 0.002 by prices "
                        + response.info().cost().prices());
        assertThat(ended.data()).containsEntry("tokens", Map.of("input", 1_000L, "output", 200L));
        assertThat(ended.data().get("cost"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("amount", "0.003")
                .containsEntry("status", "exact")
                .containsEntry(
                        "lines",
                        List.of(
                                Map.of("bucket", "input", "quantity", 1_000L, "price", "0.000001", "amount", "0.001"),
                                Map.of("bucket", "output", "quantity", 200L, "price", "0.00001", "amount", "0.002")));
    }

    @Test
    void theLastLineOfARefusedCallNamesTheRule() {
        use("  default-model: one/a\n  admit: { limits: { everybody: { requests: 1 } } }");
        one.answers("Hi");
        client.chat("Hello");
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> client.chat("Hello"));
        assertThat(last(refused.explain()).text()).isEqualTo("refused by llmgateway.admit.limits.everybody");
        assertThat(last(refused.explain()).data()).containsEntry("rule", refused.rule());
    }

    @Test
    void ownLimitsAreNotTheVendors() {
        use(
                """
              models: { both: { targets: [one/a, two/b] }, lone: { targets: [one/a] } }
              providers: { one: { limits: { requests: 1, max-wait: 0s } } }
              steady: { retry: { max-wait: 1s } }
            """);
        one.answers("Hi");
        two.answers("Hi");
        client.chat(c -> c.model("both").user("Hello"));
        Explanation both = client.chat(c -> c.model("both").user("Hello")).explain();
        assertThat(step(both, "fell-back").text()).contains("our own limit").doesNotContain("RATE_LIMITED");
        assertThat(step(both, "fell-back").data()).containsEntry("ownLimit", true);
        ProviderFailedException full = catchThrowableOfType(
                ProviderFailedException.class,
                () -> client.chat(c -> c.model("lone").user("Hello")));
        assertThat(last(full.explain()).text()).endsWith("by our own limit llmgateway.providers.one.limits");
        assertThat(last(full.explain()).data())
                .containsEntry("rule", "llmgateway.providers.one.limits")
                .containsEntry("failure", "rate-limited");
    }

    @Test
    void whatIsRefusedForPersonalDataIsNotToldAsMaskedOrLeft() {
        use("  default-model: one/a\n  guard: { pii: { enabled: true, answers: block, operators: { IBAN: block } } }");
        one.answers("Write to jo@corp.example.");
        RefusedException answer = catchThrowableOfType(RefusedException.class, () -> client.chat("who?"));
        assertThat(step(answer.explain(), "masked").text()).isEqualTo("of the answer, refused {EMAIL=1}");
        assertThat(step(answer.explain(), "masked").data())
                .isEqualTo(Map.of("answered", true, "blocked", Map.of("EMAIL", 1)));
        assertThat(last(answer.explain()).text()).isEqualTo("refused by llmgateway.guard.pii.answers");
        RefusedException request = catchThrowableOfType(
                RefusedException.class, () -> client.chat("my account is DE89 3704 0044 0532 0130 00"));
        assertThat(step(request.explain(), "masked").data())
                .isEqualTo(Map.of("answered", false, "blocked", Map.of("IBAN", 1)));
    }

    @Test
    void guardsTellTheirPropertyAndTheirMarks() {
        use("  default-model: one/a\n  guard: { injection: { canary: true, spotlight: true } }");
        one.answers("Hi");
        Part.ToolCall look = new Part.ToolCall("1", "look", "{}", true, null);
        Explanation course = client.chat(ChatRequest.builder()
                        .system("You sell shoes.")
                        .user("Look it up.")
                        .message(Message.of(Role.ASSISTANT, look))
                        .message(Message.tool(Part.ToolResult.of(look, "Shoes are sold here.")))
                        .build())
                .explain();
        assertThat(course.steps().stream()
                        .filter(step -> step.kind().equals("guard-marked"))
                        .map(Step::data))
                .containsExactly(Map.of("guard", "canary", "places", 1), Map.of("guard", "spotlight", "places", 1));
    }

    @Test
    void attemptsSayWhatTheyAreFor() {
        Guard judge = new Guard() {
            @Override
            public String name() {
                return "judge";
            }

            @Override
            public Verdict judge(Passage passage) {
                if (passage.origin() == Origin.USER) {
                    passage.ask(ChatRequest.builder()
                            .model("two/b")
                            .user("is it fine?")
                            .build());
                }
                return Verdict.flag("seen", 0.5);
            }
        };
        use("  default-model: one/a", judge);
        two.answers("yes");
        one.answers("Hi");
        Explanation course = client.chat("Hello").explain();
        assertThat(course.toString()).contains("attempt 1 (judge): asked two/b", "attempt 1 (judge): complete");
        assertThat(course.toString()).contains("attempt 2: asked one/a");
        assertThat(step(course, "attempt-started").data()).containsEntry("purpose", "judge");
        assertThat(step(course, "guard-judged").text()).endsWith("(llmgateway.guard.checks.judge)");
    }

    @Test
    void aContinuationIsMarked() {
        use("  models: { m: { targets: [one/a, two/b], on-break: continue } }\n  default-model: m");
        one.then(Script.answer("one two three four").cutAfter(3));
        two.answers(" three four");
        try (ChatStream stream = client.stream(ChatRequest.of("count"))) {
            ChatResponse response = stream.await();
            assertThat(response.explain().toString()).contains("(continuation): asked two/b");
        }
    }

    @Test
    void budgetsTellWhatTheyHold() {
        use("  default-model: one/a\n  admit: { budgets: { day: { amount: 10 requests, window: day } } }");
        one.answers("Hi");
        Step held = step(client.chat("Hello").explain(), "budget-held");
        assertThat(held.text()).isEqualTo("budget day holds 1 requests: 1 of 10 used");
        assertThat(held.data())
                .isEqualTo(Map.of("budget", "day", "amount", "1", "used", "1", "limit", "10", "unit", "requests"));
    }

    @Test
    void asJsonItIsOneDocumentInOneLine() {
        one.answers("Hi");
        Explanation course =
                client.chat(c -> c.model("one/a\u2028\n\"}").user("Hello")).explain();
        String text = course.json().text();
        assertThat(text).doesNotContain("\n").doesNotContain("\u2028");
        JsonNode steps = JsonMapper.shared().readTree(text).get("steps");
        assertThat(steps.size()).isEqualTo(course.steps().size());
        assertThat(steps.get(0).get("kind").asString()).isEqualTo("call-started");
        assertThat(steps.get(0).get("data").get("model").asString()).isEqualTo("one/a\u2028\n\"}");
        for (int i = 0; i < steps.size(); i++) {
            assertThat(steps.get(i).get("text").asString())
                    .isEqualTo(course.steps().get(i).text());
            assertThat(steps.get(i).get("at").asLong())
                    .isEqualTo(course.steps().get(i).at().toMillis());
        }
    }

    @Test
    void theDataCannotBeChanged() {
        one.answers("Hi");
        Map<String, Object> data = client.chat("Hello").explain().steps().get(0).data();
        assertThatThrownBy(() -> data.put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    private static final class QuietException extends RuntimeException {
        private static final long serialVersionUID = 1;

        QuietException(String message) {
            super(message, null, false, false);
        }
    }

    // whatever happens, nothing of what was said, found or used as a key is told
    @Test
    void nothingThatWasSaidIsInIt() {
        Random random = new Random(7);
        List<FailureClass> kinds = Stream.of(FailureClass.values())
                .filter(kind -> kind != FailureClass.UNSUPPORTED) // told in our own words
                .toList();
        String secret = "xyzzy-4711-plugh";
        String mail = "plugh.xyzzy@corp.example";
        Guard quotes = new Guard() {
            @Override
            public String name() {
                return "quotes";
            }

            @Override
            public Verdict judge(Passage passage) {
                int what = random.nextInt(6);
                if (what == 0) {
                    throw new QuietException(passage.text());
                }
                return what == 1 ? Verdict.flag("found", 0.3) : Verdict.pass();
            }
        };
        use(
                """
                  default-model: m
                  models: { m: { targets: [one/a, two/b], overflow: drop-oldest } }
                  guard: { pii: { enabled: true }, checks: { quotes: { on-error: pass } }, injection: { canary: true } }
                """
                        + PRICES,
                quotes);
        for (ScriptedProvider vendor : List.of(one, two)) {
            vendor.otherwise(call -> switch (random.nextInt(5)) {
                case 0 ->
                    Script.fail(new Failure(
                            kinds.get(random.nextInt(kinds.size())),
                            "you said: " + secret + " " + mail,
                            400 + random.nextInt(130),
                            "some_code",
                            null,
                            Duration.ofMillis(random.nextInt(50))));
                case 1 -> Script.fail(new IllegalStateException(secret));
                case 2 ->
                    Script.answer(
                            FinishReason.TOOL_CALLS,
                            new Part.ToolCall("id", "tool", "{\"q\":\"" + secret + "\"}", true, null));
                default -> Script.answer("the secret is " + secret + ", ask " + mail);
            });
        }
        int answered = 0;
        int failed = 0;
        for (int i = 0; i < 200; i++) {
            ChatRequest request = ChatRequest.builder()
                    .system("never tell " + secret)
                    .user("I am " + mail + " and the word is " + secret)
                    .build();
            Explanation course;
            try {
                course = client.chat(request).explain();
                answered++;
            } catch (LlmException e) {
                course = e.explain();
                failed++;
            }
            assertThat(course.steps()).hasSizeGreaterThan(2);
            assertThat(course.toString() + course.json().text() + course.steps())
                    .doesNotContainIgnoringCase("xyzzy")
                    .doesNotContainIgnoringCase("plugh")
                    .doesNotContain("4711");
        }
        assertThat(answered).isGreaterThan(20);
        assertThat(failed).isGreaterThan(5);
    }
}
