package io.llmgateway.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Stage;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where data of a class may go. */
class DataPolicyTest {
    private static final String DATA = "llmgateway.admit.data.";
    private static final String IBAN = "My account is DE89 3704 0044 0532 0130 00.";

    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider us = new ScriptedProvider("us", world).otherwise(call -> Script.answer("us"));
    private final ScriptedProvider eu = new ScriptedProvider("eu", world).otherwise(call -> Script.answer("eu"));
    private final List<GatewayEvent> events = new CopyOnWriteArrayList<>();
    private LlmClient client;

    private void use(String data, String model) {
        use(data, model, "", builder -> {});
    }

    private void use(String data, String model, String more, Consumer<LlmGateway.Builder> change) {
        close();
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of("LLMGATEWAY_STEADY_RETRY_ATTEMPTS", "1"))
                .world(world)
                .yaml("llmgateway: { default-model: m, providers: { us: { region: us }, eu: { region: EU } },"
                        + " models: { m: " + model + " }, admit: { data: " + data + " }" + more + " }")
                .provide("us", us)
                .provide("eu", eu)
                .provide("nowhere", new ScriptedProvider("nowhere", world))
                .listener(events::add);
        change.accept(builder);
        client = builder.build();
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
    }

    private LlmClient health() {
        return client.with(o -> o.dataClass("health"));
    }

    private static RefusedException refused(LlmClient client, ChatRequest request) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> client.chat(request));
        assertThat(refused).as("a refusal").isNotNull();
        return refused;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "{ regions: [eu] }                        | eu",
                "{ regions: [us, eu] }                    | us",
                "{ targets: [eu/*] }                      | eu",
                "{ targets: [eu/b, us/other] }            | eu",
                "{ regions: [eu], targets: [us/*] }       | -",
                "{ regions: [mars] }                      | -",
                "{ }                                      | -",
                "                                         | -",
                "{ regions: [eu], roles: [doctor] }       | -",
                "{ roles: [doctor] }                      | -",
            })
    void itGoesWhereItMay(String rule, String answer) {
        use("{ health: " + (rule == null ? "" : rule) + " }", "{ targets: [us/a, eu/b, nowhere/c] }");
        if (answer == null) {
            assertThat(refused(health(), ChatRequest.of("hi")).rule()).isEqualTo(DATA + "health");
            assertThat(us.calls()).isEmpty();
            assertThat(eu.calls()).isEmpty();
        } else {
            assertThat(health().chat("hi").text()).isEqualTo(answer);
        }
        assertThat(client.chat("no class at all").text()).isEqualTo("us");
    }

    @Test
    void whatForbidsIsTold() {
        use("{ health: { regions: [eu] } }", "{ targets: [us/a, eu/b] }");
        ChatResponse answer = health().chat("hi");
        assertThat(answer.explain().toString())
                .contains("passed over us/a: refused by " + DATA
                        + "health: it may go to the regions [eu] only, and us/a" + " is in us");
        assertThat(refused(health(), ChatRequest.of("hi").withModel("nowhere/c")))
                .hasMessageContaining("nowhere/c has no region");
        assertThat(events)
                .filteredOn(GatewayEvent.AccessJudged.class::isInstance)
                .extracting(event -> ((GatewayEvent.AccessJudged) event).rule())
                .containsExactly(DATA + "health");
    }

    @Test
    void allClassesMustAgree() {
        use("{ health: { regions: [eu] }, secret: { regions: [us] } }", "{ targets: [us/a, eu/b] }");
        assertThat(client.with(o -> o.dataClass("secret")).chat("hi").text()).isEqualTo("us");
        refused(client.with(o -> o.dataClass("secret", "health")), ChatRequest.of("hi"));
        refused(client.with(o -> o.dataClass("secret")).with(o -> o.dataClass("health")), ChatRequest.of("hi"));
    }

    @Test
    void onlyThoseWithTheRoleSendIt() {
        use("{ health: { regions: [eu], roles: [doctor, nurse] } }", "{ targets: [eu/b] }");
        Principal nurse = Principal.builder().role("nurse").build();
        Principal clerk = Principal.builder().role("clerk").build();
        assertThat(health().with(o -> o.principal(nurse)).chat("hi").text()).isEqualTo("eu");
        refused(health().with(o -> o.principal(clerk)), ChatRequest.of("hi"));
        refused(health(), ChatRequest.of("hi"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ health: { regions: [eu] } }", "{ }"})
    void aClassNobodyDeclaredIsRefused(String data) {
        use(data, "{ targets: [eu/b] }");
        assertThat(refused(client.with(o -> o.dataClass("heatlh")), ChatRequest.of("hi")))
                .hasMessageContaining("\"heatlh\", which is not in llmgateway.admit.data")
                .hasMessageContaining(data.contains("health") ? "did you mean \"health\"?" : "there are none");
        assertThat(eu.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"placeholder", "keep"})
    void whatIsFoundHoldsTheClassMaskedOrNot(String operator) {
        use(
                "{ bank: { found: [iban], regions: [eu] } }",
                "{ targets: [us/a, eu/b] }",
                ", guard: { pii: { enabled: true, operator: " + operator + " } }",
                builder -> {});
        assertThat(client.chat("hello").text()).isEqualTo("us");
        assertThat(client.chat(IBAN).text()).isEqualTo("eu");
        assertThat(refused(client, ChatRequest.of(IBAN).withModel("us/a")).rule())
                .isEqualTo(DATA + "bank");
        assertThat(client.embed(EmbeddingRequest.of("m", IBAN)).provider()).isEqualTo("eu");
        assertThat(us.calls()).hasSize(1);
    }

    @Test
    void whatAnAddressOfAnImageHoldsCounts() {
        use(
                "{ money: { found: [iban], regions: [eu] } }",
                "{ targets: [us/a, eu/b] }",
                ", guard: { pii: { enabled: true, operator: keep } }",
                builder -> {});
        for (String account : List.of("", "?iban=DE89370400440532013000")) {
            Part image = new Part.Image(MediaSource.url("https://shop.example/a.png" + account), null);
            ChatRequest request =
                    ChatRequest.builder().message(Message.user(image)).build();
            assertThat(client.chat(request).text()).isEqualTo(account.isEmpty() ? "us" : "eu");
        }
    }

    @Test
    void whatIsNobodysSecretDoesNotCount() {
        use(
                "{ bank: { found: [iban], regions: [eu] } }",
                "{ targets: [us/a, eu/b] }",
                ", guard: { pii: { enabled: true, allow: [DE89 3704 0044 0532 0130 00] } }",
                builder -> {});
        assertThat(client.chat(IBAN).text()).isEqualTo("us");
    }

    @Test
    void rulesOfAccessKnowWhatIsFound() {
        String access =
                "access: { default: allow, rules: { no-bank: { effect: deny, models: [us/*], data: [bank] } } }";
        use(
                "{ bank: { found: [iban], regions: [us, eu] } }, " + access,
                "{ targets: [us/a, eu/b] }",
                ", guard: { pii: { enabled: true } }",
                builder -> {});
        assertThat(client.chat("hello").text()).isEqualTo("us");
        assertThat(client.chat(IBAN).text()).isEqualTo("eu");
        assertThat(refused(client, ChatRequest.of(IBAN).withModel("us/a")).rule())
                .isEqualTo("llmgateway.admit.access.rules.no-bank");
        use(
                "{ bank: { found: [iban], regions: [us, eu] } }, "
                        + access.replace("{ default", "{ mode: shadow, default"),
                "{ targets: [us/a, eu/b] }",
                ", guard: { pii: { enabled: true } }",
                builder -> {});
        events.clear();
        assertThat(client.chat(IBAN).text()).isEqualTo("us");
        assertThat(events)
                .filteredOn(GatewayEvent.AccessJudged.class::isInstance)
                .extracting(event -> ((GatewayEvent.AccessJudged) event).allowed())
                .containsExactly(true, false); // at the door, and where it is known what was found
    }

    @Test
    void fieldsOfTheVendorsOwnMustBeNamed() {
        use("{ health: { regions: [eu], extra: [seed] } }", "{ targets: [eu/b] }");
        health().chat(c -> c.user("hi").extra("seed", 1));
        assertThat(refused(
                        health(),
                        ChatRequest.builder()
                                .user("hi")
                                .extra("provider", Map.of())
                                .build()))
                .hasMessageContaining("field \"provider\"");
    }

    @Test
    void noFallbackLeadsOut() {
        use("{ health: { regions: [eu] } }", "{ targets: [eu/b, us/a] }");
        eu.fails(FailureClass.OVERLOADED);
        assertThatThrownBy(() -> health().chat("hi")).isInstanceOf(LlmException.class);
        assertThat(us.calls()).isEmpty();
    }

    @Test
    void noHedgeLeadsOut() {
        use("{ health: { regions: [eu] } }", "{ targets: [eu/b, us/a], hedge-after: 1s }");
        eu.then(Script.answer("late").after(Duration.ofSeconds(20)));
        ChatResponse answer = health().chat("hi");
        assertThat(answer.text()).isEqualTo("late");
        assertThat(answer.explain().toString())
                .contains("\"m\" stands for eu/b")
                .doesNotContain("then us/a");
        assertThat(us.calls()).isEmpty();
    }

    @Test
    void noShadowLeadsOut() throws InterruptedException {
        BlockingQueue<GatewayEvent.AccessJudged> aside = new LinkedBlockingQueue<>();
        use(
                "{ health: { regions: [eu] } }",
                "{ targets: [eu/b], shadow: { model: us/a } }",
                "",
                builder -> builder.listener(event -> {
                    if (event instanceof GatewayEvent.AccessJudged one
                            && one.operation().endsWith("-shadow")) {
                        aside.add(one);
                    }
                }));
        assertThat(health().chat("hi").text()).isEqualTo("eu");
        GatewayEvent.AccessJudged judged = aside.poll(10, TimeUnit.SECONDS);
        assertThat(judged).as("the shadow is refused").isNotNull();
        assertThat(judged.rule()).isEqualTo(DATA + "health");
        client.close();
        assertThat(us.calls()).isEmpty();
    }

    @Test
    void noBrokenStreamGoesOnOutside() {
        use("{ health: { regions: [eu] } }", "{ targets: [eu/b, us/a], on-break: continue }");
        eu.then(Script.answer("It rains a lot in the mountains.").inPieces(7).cutAfter(4));
        eu.fails(FailureClass.CALLER_FAULT);
        assertThatThrownBy(() -> {
                    try (ChatStream stream = health().stream(ChatRequest.of("hi"))) {
                        stream.await();
                    }
                })
                .isInstanceOf(StreamBrokenException.class);
        assertThat(us.calls()).isEmpty();
        assertThat(eu.calls()).hasSize(2);
    }

    @Test
    void noVectorOfAQuestionLeadsOut() {
        use(
                "{ health: { regions: [eu] } }",
                "{ targets: [eu/b, eu/c], strategy: semantic, semantic: { model: us/embed, about: [law, code] } }");
        ChatResponse answer = health().chat("hi");
        assertThat(answer.text()).isEqualTo("eu");
        assertThat(answer.info().warnings()).extracting(w -> w.code()).containsExactly("semantic");
        assertThat(us.calls()).isEmpty();
    }

    @Test
    void noSummaryLeadsOut() {
        use(
                "{ health: { regions: [eu] } }",
                "{ targets: [eu/b], overflow: summarize, summary-model: us/a }",
                ", catalogue: { models: { eu/b: { window: 900 } } }",
                builder -> {});
        ChatRequest.Builder request = ChatRequest.builder();
        for (int i = 0; i < 20; i++) {
            request.user("Question " + i + " about a long and tedious matter " + "x".repeat(100));
            request.message(Message.assistant("An answer " + "y".repeat(100)));
        }
        ChatResponse answer = health().chat(request.user("And now?").build());
        assertThat(answer.info().warnings()).extracting(w -> w.code()).contains("summary_failed", "trimmed");
        assertThat(us.calls()).isEmpty();
    }

    private static final class AsksAModel implements Guard {
        @Override
        public String name() {
            return "judge";
        }

        @Override
        public Verdict judge(Passage passage) {
            passage.ask(ChatRequest.of("Is this bad? " + passage.text()).withModel("us/a"));
            return Verdict.pass();
        }
    }

    @Test
    void noJudgeIsAskedOutside() {
        use("{ health: { regions: [eu] } }", "{ targets: [eu/b] }", "", builder -> builder.guard(new AsksAModel()));
        refused(health(), ChatRequest.of("hi"));
        assertThat(us.calls()).isEmpty();
        assertThat(client.chat("hi").text()).isEqualTo("eu");
        assertThat(us.calls()).isNotEmpty();
    }

    @Test
    void noJudgeOutsideIsAskedAboutWhatIsOnlyInTheAnswer() {
        use(
                "{ money: { found: [iban], regions: [eu] } }",
                "{ targets: [eu/b] }",
                ", guard: { pii: { enabled: true, operator: keep } }",
                builder -> builder.guard(new AsksAModel()));
        assertThat(client.chat("hi").text()).isEqualTo("eu");
        int asked = us.calls().size();
        eu.otherwise(call -> Script.answer(IBAN));
        assertThat(refused(client, ChatRequest.of("Which account?"))).isNotNull();
        assertThat(us.calls().subList(asked, us.calls().size()))
                .noneMatch(call -> call.request().toString().contains("DE89"));
    }

    @Test
    void noGuardReroutesOutside() {
        Guard elsewhere = new Guard() {
            @Override
            public String name() {
                return "elsewhere";
            }

            @Override
            public Verdict judge(Passage passage) {
                return Verdict.reroute("x", "us/a");
            }
        };
        use("{ health: { regions: [eu] } }", "{ targets: [eu/b] }", "", builder -> builder.guard(elsewhere));
        refused(health(), ChatRequest.of("hi"));
        assertThat(us.calls()).isEmpty();
    }

    @Test
    void noInterceptorLeadsOut() {
        use(
                "{ health: { regions: [eu] } }",
                "{ targets: [eu/b] }",
                "",
                builder -> builder.before(
                        Stage.SEND,
                        (call, chain) -> chain.proceed(call.with(Target.ATTRIBUTE, new Target("us", "a")))));
        assertThat(refused(health(), ChatRequest.of("hi")).rule()).isEqualTo(DATA + "health");
        use(
                "{ health: { targets: [eu/b] } }",
                "{ targets: [eu/b] }",
                "",
                builder -> builder.after(
                        Stage.STEADY,
                        (call, chain) ->
                                chain.proceed(call.withRequest(call.request().withModel("c")))));
        assertThat(refused(health(), ChatRequest.of("hi"))).hasMessageContaining("eu/c is not among its targets");
        use(
                "{ health: { regions: [eu] } }",
                "{ targets: [eu/b] }",
                "",
                builder -> builder.after(
                        Stage.STEADY,
                        (call, chain) -> chain.proceed(Call.of(call.request(), false, "forged", 0)
                                .with(Target.ATTRIBUTE, new Target("us", "a")))));
        assertThat(refused(health(), ChatRequest.of("hi"))).hasMessageContaining("never judged");
        assertThat(us.calls()).isEmpty();
        assertThat(eu.calls()).isEmpty();
    }
}
