package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.CallOptions;
import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are remembered. */
class ExactTest {
    private static final Usage USED = Usage.builder().input(1000).output(100).build();

    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider vendor = new ScriptedProvider("toy", world);
    private final List<GatewayEvent> events = new ArrayList<>();
    private LlmClient client = client("{ exact: { ttl: 10m } }");

    private LlmClient client(String recall) {
        return client(recall, "");
    }

    private LlmClient client(String recall, String more, Guard... guards) {
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: smart, models: { smart: { targets: [toy/x] }, other: { targets:"
                        + " [toy/y] }, both: { targets: [toy/x, toy/y] }, same: { targets: [toy/x] } }, steady: { retry: { attempts: 1 } },"
                        + " catalogue: { models: { toy/x: { prices: { input: 1, output: 10 } } } }, recall: " + recall
                        + more + " }")
                .world(world)
                .listener(events::add)
                .provide("toy", vendor);
        for (Guard guard : guards) {
            builder.guard(guard);
        }
        return builder.build();
    }

    private void again(String recall, String more, Guard... guards) {
        client.close();
        client = client(recall, more, guards);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void anAnswerOfAModelIsNotForThoseWhoMayNotAskIt() {
        again(
                "{ exact: { ttl: 10m } }",
                ", admit: { access: { default: deny, rules: { a: { who: { teams: [a] }, models: [toy/x] },"
                        + " b: { who: { teams: [b] }, models: [toy/y] } } } }");
        LlmClient a = client.with(
                o -> o.model("both").principal(Principal.builder().team("a").build()));
        LlmClient b = client.with(
                o -> o.model("both").principal(Principal.builder().team("b").build()));
        vendor.then(Script.answer("of x")).then(Script.answer("of y"));
        assertThat(a.chat("Who?").text()).isEqualTo("of x");
        assertThat(b.chat("Who?").text()).isEqualTo("of y");
        assertThat(a.chat("Who?").cache()).isPresent();
        assertThat(b.chat("Who?").text()).isEqualTo("of y");
        assertThat(vendor.calls()).hasSize(2);
    }

    @Test
    void aPrincipalIsAUserToo() {
        again("{ exact: { ttl: 10m }, per: [user] }", "");
        LlmClient anna =
                client.with(o -> o.principal(Principal.builder().user("anna").build()));
        LlmClient bob =
                client.with(o -> o.principal(Principal.builder().user("bob").build()));
        vendor.then(Script.answer("for Anna")).then(Script.answer("for Bob"));
        assertThat(anna.chat("Who am I?").text()).isEqualTo("for Anna");
        assertThat(bob.chat("Who am I?").text()).isEqualTo("for Bob");
        assertThat(anna.chat("Who am I?").cache()).isPresent();
        assertThat(client.ledger().entries()).extracting(LedgerEntry::user).containsExactly("anna", "bob", "anna");
    }

    @Test
    void usersWhoAreMaskedForVendorsDoNotShareWhatIsTheirs() {
        again("{ exact: { ttl: 10m }, per: [user] }", ", guard: { pii: { enabled: true } }");
        vendor.then(Script.answer("for Anna")).then(Script.answer("for Bob"));
        for (int round = 0; round < 2; round++) {
            assertThat(client.chat(c -> c.user("Who am I?").endUser("anna@example.org"))
                            .text())
                    .isEqualTo("for Anna");
            assertThat(client.chat(c -> c.user("Who am I?").endUser("bob@example.org"))
                            .text())
                    .isEqualTo("for Bob");
        }
        assertThat(vendor.chats()).hasSize(2).allSatisfy(sent -> assertThat(sent.endUser())
                .contains("<EMAIL_1>"));
        assertThat(client.ledger().entries())
                .extracting(LedgerEntry::user, LedgerEntry::cached)
                .containsExactly(
                        Tuple.tuple("anna@example.org", false),
                        Tuple.tuple("bob@example.org", false),
                        Tuple.tuple("anna@example.org", true),
                        Tuple.tuple("bob@example.org", true));
    }

    @Test
    void thoughtsAloneAreNotRemembered() {
        vendor.then(Script.answer(FinishReason.STOP, new Part.Reasoning("hm", null)))
                .then(Script.answer("now", USED));
        client.chat("Which color?");
        assertThat(client.chat("Which color?").text()).isEqualTo("now");
    }

    @Test
    void theSameQuestionIsAskedOnce() {
        vendor.then(Script.answer("blue", USED));
        ChatResponse first = client.chat("Which color?");
        world.advance(Duration.ofSeconds(42));
        ChatResponse second = client.chat("Which color?");

        assertThat(vendor.calls()).hasSize(1);
        assertThat(first.cache()).isEmpty();
        assertThat(second.text()).isEqualTo("blue");
        assertThat(second.finishReason()).isEqualTo(FinishReason.STOP);
        CacheHit hit = second.cache().orElseThrow();
        assertThat(hit.kind()).isEqualTo(CacheHit.Kind.REMEMBERED);
        assertThat(hit.age()).isEqualTo(Duration.ofSeconds(42));
        assertThat(hit.usage()).isEqualTo(USED);
        assertThat(hit.saved()).isEqualByComparingTo("0.002");
        assertThat(second.usage()).isEqualTo(Usage.NONE);
        assertThat(second.cost().known()).isZero();
        assertThat(second.attempts()).isEmpty();
        assertThat(second.explain().toString()).contains("recall", "remembered for 42 s: saved");
    }

    @Test
    void aHitIsBookedWithWhatItSaved() {
        vendor.then(Script.answer("blue", USED));
        client.chat("Which color?");
        client.chat("Which color?");
        var report = client.ledger().report(q -> q.by("model"));
        assertThat(report.total().calls()).isEqualTo(2);
        assertThat(report.total().attempts()).isEqualTo(1);
        assertThat(report.total().cached()).isEqualTo(1);
        assertThat(report.total().cost()).isEqualByComparingTo("0.002");
        assertThat(report.total().savedByCache()).isEqualByComparingTo("0.002");
        assertThat(events).filteredOn(GatewayEvent.Recalled.class::isInstance).hasSize(1);
        assertThat(client.cache().stats()).satisfies(stats -> {
            assertThat(stats.hits()).isEqualTo(1);
            assertThat(stats.misses()).isEqualTo(1);
            assertThat(stats.stored()).isEqualTo(1);
            assertThat(stats.entries()).isEqualTo(1);
            assertThat(stats.bytes()).isPositive();
            assertThat(stats.savedTokens()).isEqualTo(1100);
            assertThat(stats.saved()).isEqualByComparingTo(new BigDecimal("0.002"));
            assertThat(stats.hitRate()).isEqualTo(0.5);
        });
    }

    @Test
    void aHitIsReplayedAsAStreamAndAStreamIsRemembered() {
        vendor.answers("blue as the sky");
        try (ChatStream stream = client.stream("Which color?")) {
            assertThat(stream.await().cache()).isEmpty();
        }
        try (ChatStream stream = client.stream("Which color?")) {
            List<ChatEvent> all = new ArrayList<>();
            stream.forEach(all::add);
            assertThat(all.get(0)).isInstanceOf(ChatEvent.Started.class);
            assertThat(all.get(all.size() - 1)).isInstanceOf(ChatEvent.Finished.class);
            assertThat(stream.await().text()).isEqualTo("blue as the sky");
            assertThat(stream.await().cache()).isPresent();
        }
        assertThat(client.chat("Which color?").text()).isEqualTo("blue as the sky");
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void toolCallsAndReasoningComeBackAsTheyWere() {
        var state = new io.llmgateway.chat.ProviderState("toy", "{\"signature\":\"\uD800ß€\"}");
        vendor.then(Script.answer(
                FinishReason.TOOL_CALLS,
                new Part.Reasoning("hm", state),
                new Part.ToolCall("1", "find", "{\"q\":\"ü\"}", true, state)));
        ChatResponse first = client.chat("Look it up");
        ChatResponse second = client.chat("Look it up");
        assertThat(second.cache()).isPresent();
        assertThat(second.parts()).isEqualTo(first.parts());
        assertThat(second.finishReason().raw()).isEqualTo(first.finishReason().raw());
    }

    @Test
    void anAnswerIsForgottenAfterItsTimeWhateverTheClockOfTheDaySays() {
        vendor.answers("one").answers("two").answers("three");
        assertThat(client.chat("?").text()).isEqualTo("one");
        world.setNow(FakeWorld.BEGINNING.minus(Duration.ofDays(3)));
        assertThat(client.chat("?").text()).isEqualTo("one");
        world.advance(Duration.ofMinutes(9));
        assertThat(client.chat("?").text()).isEqualTo("one");
        world.advance(Duration.ofMinutes(1));
        assertThat(client.chat("?").text()).isEqualTo("two");
        world.setNow(FakeWorld.BEGINNING.plus(Duration.ofDays(3)));
        assertThat(client.chat("?").text()).isEqualTo("three");
    }

    @Test
    void eachModelHasItsTimeAndNoneMeansNotAtAll() {
        again("{ exact: { ttl: 1m, ttls: { smart: 1h, other: 0s } } }", "");
        vendor.otherwise(call -> Script.answer("answer"));
        for (String model : List.of("smart", "other", "same")) {
            client.chat(c -> c.model(model).user("?"));
            world.advance(Duration.ofMinutes(2));
            client.chat(c -> c.model(model).user("?"));
        }
        assertThat(vendor.calls()).hasSize(1 + 2 + 2);
    }

    @Test
    void whereNothingIsKeptNothingIsLookedUp() {
        again("{ exact: { ttl: 1m, ttls: { other: 0s } } }", "");
        vendor.answers("one").answers("two");
        LlmClient kept = client.with(o -> o.cache(c -> c.ttl(Duration.ofHours(1))));
        kept.chat(c -> c.model("other").user("?"));
        assertThat(client.chat(c -> c.model("other").user("?")).text()).isEqualTo("two");
        assertThat(kept.chat(c -> c.model("other").user("?")).text())
                .as("a call may want it all the same")
                .isEqualTo("one");
    }

    @Test
    void tenantsNamespacesAndModelsShareNothing() {
        vendor.otherwise(call -> Script.answer("answer"));
        List<Consumer<CallOptions.Builder>> parties = List.of(
                o -> {},
                o -> o.tag("tenant", "a"),
                o -> o.tag("tenant", "b"),
                o -> o.tag("tenant", ""),
                o -> o.cache(c -> c.namespace("a")),
                o -> o.model("other"),
                o -> o.model("same"),
                o -> o.model("toy/x"));
        for (int round = 0; round < 2; round++) {
            for (Consumer<CallOptions.Builder> party : parties) {
                client.with(party).chat("?");
            }
        }
        assertThat(vendor.calls()).hasSize(parties.size());
    }

    @Test
    void otherTagsAndUsersShareUnlessToldNotTo() {
        vendor.otherwise(call -> Script.answer("answer"));
        client.chat(c -> c.user("?").tag("team", "a").endUser("u1"));
        assertThat(client.chat(c -> c.user("?").tag("team", "b").endUser("u2")).cache())
                .isPresent();
        again("{ exact: {}, per: [user, team] }", "");
        int before = vendor.calls().size();
        for (int round = 0; round < 2; round++) {
            client.chat(c -> c.user("?").tag("team", "a").endUser("u1"));
            client.chat(c -> c.user("?").tag("team", "a").endUser("u2"));
            client.chat(c -> c.user("?").tag("team", "b").endUser("u1"));
            client.chat(c -> c.user("?").endUser("u1"));
        }
        assertThat(vendor.calls()).hasSize(before + 4);
    }

    @Test
    void whoAsksForVarietyGetsIt() {
        vendor.otherwise(call -> Script.answer("answer"));
        List<ChatRequest> varied = List.of(
                ChatRequest.builder().user("?").temperature(0.9).build(),
                ChatRequest.builder().user("?").extra("n", 2).build(),
                ChatRequest.builder().user("?").extra("temperature", 1).build(),
                ChatRequest.builder()
                        .user("?")
                        .extra("generationConfig", Map.of("candidateCount", 3))
                        .build(),
                ChatRequest.builder()
                        .user("?")
                        .tool(new Tool.Native("openai", Json.of("{\"type\":\"web_search\"}")))
                        .build());
        for (ChatRequest request : varied) {
            assertThat(client.chat(request).cache()).isEmpty();
            assertThat(client.chat(request).cache()).isEmpty();
        }
        assertThat(vendor.calls()).hasSize(10);
        assertThat(client.cache().stats().passed()).isEqualTo(10);
        LlmClient always = client.with(o -> o.cache(c -> c.always()));
        for (ChatRequest request : varied) {
            assertThat(always.chat(request).cache()).isEmpty();
            assertThat(always.chat(request).cache()).isPresent();
        }
        assertThat(client.chat(c -> c.user("?").temperature(0.5)).cache()).isEmpty();
        assertThat(client.chat(c -> c.user("?").temperature(0.5)).cache()).isPresent();
    }

    @Test
    void callsSayWhatTheyWant() {
        vendor.answers("one").answers("two").answers("three").answers("four").answers("five");
        LlmClient noStore = client.with(o -> o.cache(c -> c.noStore()));
        assertThat(noStore.chat("?").text()).isEqualTo("one");
        assertThat(client.chat("?").text()).isEqualTo("two");
        assertThat(noStore.chat("?").text()).isEqualTo("two");
        LlmClient noCache = client.with(o -> o.cache(c -> c.noCache()));
        assertThat(noCache.chat("?").text()).isEqualTo("three");
        assertThat(client.chat("?").text()).isEqualTo("two");
        assertThat(client.with(o -> o.cache(c -> c.refresh())).chat("?").text()).isEqualTo("four");
        assertThat(client.chat("?").text()).isEqualTo("four");
        world.advance(Duration.ofMinutes(2));
        LlmClient young = client.with(o -> o.cache(c -> c.maxAge(Duration.ofMinutes(1))));
        assertThat(young.chat("?").text()).isEqualTo("five");
        assertThat(young.chat("?").text()).isEqualTo("five");
        assertThat(vendor.left()).isZero();
    }

    @Test
    void aCallMaySayHowLongItsAnswerIsKept() {
        vendor.answers("one").answers("two");
        client.with(o -> o.cache(c -> c.ttl(Duration.ofHours(2)))).chat("?");
        world.advance(Duration.ofHours(1));
        assertThat(client.chat("?").text()).isEqualTo("one");
        world.advance(Duration.ofHours(1));
        assertThat(client.chat("?").text()).isEqualTo("two");
        assertThatThrownBy(() -> client.with(o -> o.cache(c -> c.ttl(Duration.ofSeconds(-1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ttl is PT-1S: it must be from 0 to 1000 days");
    }

    @Test
    void aStaleAnswerIsServedWhileANewOneIsAskedForOnce() {
        again("{ exact: { ttl: 1m, stale-while-revalidate: 1h } }", "");
        Gate gate = new Gate();
        vendor.answers("old").then(Script.answer("new").heldBy(gate));
        client.chat("?");
        world.advance(Duration.ofMinutes(2));
        for (int i = 0; i < 3; i++) {
            ChatResponse stale = client.chat("?");
            assertThat(stale.text()).isEqualTo("old");
            assertThat(stale.cache().orElseThrow().kind()).isEqualTo(CacheHit.Kind.STALE);
        }
        gate.awaitArrival();
        gate.open();
        while (client.cache().stats().stored() < 2) {
            LockSupport.parkNanos(200_000);
        }
        assertThat(client.chat("?").text()).isEqualTo("new");
        assertThat(vendor.calls()).hasSize(2);
        world.advance(Duration.ofHours(2));
        vendor.answers("newest");
        assertThat(client.chat("?").text()).isEqualTo("newest");
    }

    @Test
    void aStaleAnswerIsServedWhereNoVendorAnswers() {
        again("{ exact: { ttl: 1m, stale-if-error: 1h } }", "");
        vendor.answers("old").fails(FailureClass.OVERLOADED).fails(FailureClass.CALLER_FAULT);
        client.chat("?");
        world.advance(Duration.ofMinutes(2));
        ChatResponse stale = client.chat("?");
        assertThat(stale.text()).isEqualTo("old");
        assertThat(stale.cache().orElseThrow().kind()).isEqualTo(CacheHit.Kind.STALE);
        assertThat(stale.attempts()).hasSize(1);
        assertThatThrownBy(() -> client.chat("?")).isInstanceOf(ProviderFailedException.class);
        world.advance(Duration.ofHours(1));
        vendor.fails(FailureClass.OVERLOADED);
        assertThatThrownBy(() -> client.chat("?")).isInstanceOf(ProviderFailedException.class);
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void aStaleAnswerIsNotServedWhereTheRequestIsAtFault(FailureClass kind) {
        again("{ exact: { ttl: 1m, stale-if-error: 1h } }", "");
        boolean own = List.of(
                        FailureClass.CALLER_FAULT,
                        FailureClass.UNSUPPORTED,
                        FailureClass.CONTENT_FILTERED,
                        FailureClass.CONTEXT_TOO_LONG)
                .contains(kind);
        LlmClient both = client.with(o -> o.model("both"));
        vendor.answers("old").answers("old");
        client.chat("?");
        both.chat("?");
        world.advance(Duration.ofMinutes(2));
        vendor.otherwise(call -> Script.fail(kind));
        for (LlmClient one : List.of(client, both)) {
            if (own) {
                assertThatThrownBy(() -> one.chat("?")).isInstanceOf(LlmException.class);
            } else {
                assertThat(one.chat("?").text()).isEqualTo("old");
            }
        }
    }

    @Test
    void aStaleAnswerIsServedWhereOneOfTheVendorsIsDown() {
        again("{ exact: { ttl: 1m, stale-if-error: 1h } }", "");
        LlmClient both = client.with(o -> o.model("both"));
        vendor.answers("old").fails(FailureClass.CONTENT_FILTERED).fails(FailureClass.OVERLOADED);
        both.chat("?");
        world.advance(Duration.ofMinutes(2));
        assertThat(both.chat("?").text()).isEqualTo("old");
        assertThat(vendor.left()).isZero();
    }

    @Test
    void onlyWholeAnswersOfTheModelsOwnWillAreRemembered() {
        vendor.then(Script.answer(FinishReason.LENGTH, new Part.Text("cut")))
                .then(Script.answer(FinishReason.CONTENT_FILTER, new Part.Text("filtered")))
                .then(Script.answer(FinishReason.of("pause"), new Part.Text("paused")))
                .then(Script.answer(FinishReason.STOP, new Part.Refusal("no")))
                .then(Script.answer(FinishReason.STOP, new Part.Text("")));
        for (int i = 0; i < 5; i++) {
            assertThat(client.chat("?").cache()).isEmpty();
        }
        assertThat(client.cache().stats().stored()).isZero();
    }

    @Test
    void aStreamThatBreaksIsNotRemembered() {
        vendor.then(Script.answer("one two three four").cutAfter(3));
        try (ChatStream stream = client.stream("?")) {
            assertThatThrownBy(stream::await).isInstanceOf(io.llmgateway.error.StreamBrokenException.class);
        }
        assertThat(client.cache().stats().stored()).isZero();
    }

    @Test
    void whatIsRememberedIsMaskedAndEachCallerGetsHisOwnValues() {
        again("{ exact: {} }", ", guard: { pii: { enabled: true } }");
        vendor.answers("Dear <EMAIL_1>!");
        assertThat(client.chat("I am jane@example.com").text()).isEqualTo("Dear jane@example.com!");
        ChatResponse other = client.chat("I am joe@example.org");
        assertThat(other.text()).isEqualTo("Dear joe@example.org!");
        assertThat(other.cache()).isPresent();
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void guardsOfAnswersSeeHitsAndWhatTheyBlockIsForgotten() {
        AtomicBoolean strict = new AtomicBoolean();
        Guard guard = new Guard() {
            @Override
            public String name() {
                return "words";
            }

            @Override
            public Verdict judge(Passage passage) {
                boolean blocks = passage.text().contains("damn") && strict.get();
                return blocks ? Verdict.block("word", 1) : Verdict.pass();
            }
        };
        again("{ exact: {} }", "", guard);
        vendor.answers("damn").answers("nice");
        client.chat("?");
        assertThat(client.chat("?").cache()).isPresent();
        strict.set(true);
        assertThatThrownBy(() -> client.chat("?")).isInstanceOf(RefusedException.class);
        assertThat(client.chat("?").text()).isEqualTo("nice");
        assertThat(vendor.calls()).hasSize(2);
    }

    @Test
    void vectorsAreRememberedTextByText() {
        vendor.otherwise(call -> Script.answer("unused"));
        LlmClient embedder = client.with(o -> o.model("toy/x"));
        EmbeddingResponse first = embedder.embed(texts("one", "two"));
        assertThat(first.cache()).isEmpty();

        EmbeddingResponse again = embedder.embed(texts("two", "one"));
        assertThat(again.cache().orElseThrow().usage().totalInput()).isEqualTo(2);
        assertThat(again.cache().orElseThrow().saved()).isEqualByComparingTo("0.000002");
        assertThat(again.embeddings())
                .containsExactly(first.embeddings().get(1), first.embeddings().get(0));
        assertThat(again.usage()).isEqualTo(Usage.NONE);
        assertThat(embedder.embed(texts("two")).embeddings())
                .containsExactly(first.embeddings().get(1));
        assertThat(vendor.calls()).hasSize(1);

        EmbeddingResponse mixed = embedder.embed(texts("three", "one", "four four", "three"));
        assertThat(mixed.cache()).isEmpty();
        assertThat(vendor.calls()).hasSize(2);
        assertThat(((EmbeddingRequest) vendor.calls().get(1).request()).inputs())
                .containsExactly("three", "four four", "three");
        assertThat(mixed.embeddings()).hasSize(4);
        assertThat(mixed.embeddings().get(1)).isEqualTo(first.embeddings().get(0));
        assertThat(mixed.embeddings().get(0)).isEqualTo(mixed.embeddings().get(3));
        assertThat(embedder.embed(texts("four four")).embeddings())
                .containsExactly(mixed.embeddings().get(2));
        assertThat(mixed.explain().toString()).contains("remembered for 0 s: saved");
        assertThat(client.ledger().report(q -> q.by("model")).total().cached()).isEqualTo(4);
    }

    private static EmbeddingRequest texts(String... inputs) {
        return EmbeddingRequest.builder().inputs(List.of(inputs)).build();
    }

    @Test
    void memoryIsBounded() {
        again("{ exact: { max-bytes: 20000 } }", "");
        vendor.otherwise(call -> Script.answer("x".repeat(1000)));
        for (int i = 0; i < 200; i++) {
            int number = i;
            client.chat(c -> c.user("question " + number));
        }
        assertThat(client.cache().stats().bytes()).isLessThanOrEqualTo(20_000);
        assertThat(client.cache().stats().entries()).isBetween(1L, 20L);
        assertThat(client.cache().stats().stored()).isEqualTo(200);
    }

    @Test
    void withoutASettingNothingIsRemembered() {
        again("{}", "");
        vendor.otherwise(call -> Script.answer("answer"));
        client.chat("?");
        assertThat(client.chat("?").cache()).isEmpty();
        assertThat(client.cache().stats().entries()).isZero();
        assertThat(client.toString()).doesNotContain("recall");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ exact: { ttl: PT-1S } }|llmgateway.recall.exact.ttl is PT-1S",
                "{ exact: { max-temperature: 3 } }|llmgateway.recall.exact.max-temperature is 3.0",
                "{ exact: { max-bytes: 5 } }|llmgateway.recall.exact.max-bytes is 5",
                "{ exact: { ttls: { nobody: 1m } } }|llmgateway.recall.exact.ttls.nobody: ",
                "{ snapshot: /tmp/x }|llmgateway.recall.snapshot is set, but nothing is remembered",
                "{ exact: {}, store: { timeout: 1s } }|llmgateway.recall.store is set, but no store is given",
                "{ exact: {}, per: [' '] }|llmgateway.recall: per has a blank name",
                "{ prompt-cache: { ttl: 1m } }|llmgateway.recall.prompt-cache.ttl is PT1M",
                "{ prompt-cache: { models: [nobody] } }|llmgateway.recall.prompt-cache.models: ",
            })
    void nonsenseIsRefused(String setting) {
        String[] parts = setting.split("\\|", -1);
        assertThatThrownBy(() -> client(parts[0]))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(parts[1]);
    }
}
