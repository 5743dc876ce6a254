package io.llmgateway.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask what, seen from the application. */
class AccessTest {
    private static final String RULES = "llmgateway.admit.access.rules.";
    private static final Principal ANN =
            Principal.builder().user("ann").team("support").role("agent").build();
    private static final Principal BOB =
            Principal.builder().user("bob").team("dev").role("admin").build();

    private final ScriptedProvider big = new ScriptedProvider("big").otherwise(call -> Script.answer("big"));
    private final ScriptedProvider small = new ScriptedProvider("small").otherwise(call -> Script.answer("small"));
    private final List<GatewayEvent> events = new CopyOnWriteArrayList<>();
    private LlmClient client;

    private void rules(String access) {
        rules(access, "");
    }

    private void rules(String access, String more) {
        close();
        client = LlmGateway.builder()
                .environment(Map.of("LLMGATEWAY_STEADY_RETRY_ATTEMPTS", "1"))
                .yaml(
                        """
                        llmgateway:
                          default-model: smart
                          providers: { big: { region: us }, small: { region: eu } }
                          models:
                            smart: { targets: [big/x, small/y] }
                            cheap: { targets: [small/y] }
                          catalogue:
                            models:
                              big/x: { prices: { input: 1, output: 1000 } }
                              small/y: { prices: { input: 1, output: 10 } }
                          admit:
                            data: { health: { regions: [us, eu] }, internal: { regions: [us, eu] } }
                        """
                                + "    access: " + access + "\n" + more)
                .provide("big", big)
                .provide("small", small)
                .listener(events::add)
                .build();
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
    }

    private ChatResponse ask(Principal by, ChatRequest request) {
        events.clear();
        return by == null
                ? client.chat(request)
                : client.with(o -> o.principal(by)).chat(request);
    }

    private RefusedException refused(Principal by, ChatRequest request) {
        int asked = big.calls().size() + small.calls().size();
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> ask(by, request));
        assertThat(refused).as("a refusal").isNotNull();
        assertThat(refused.retryable()).isFalse();
        assertThat(big.calls().size() + small.calls().size()).isEqualTo(asked);
        return refused;
    }

    private List<GatewayEvent.AccessJudged> judged() {
        return events.stream()
                .filter(GatewayEvent.AccessJudged.class::isInstance)
                .map(GatewayEvent.AccessJudged.class::cast)
                .toList();
    }

    private static ChatRequest.Builder to(String model) {
        return ChatRequest.builder().model(model).user("Why?");
    }

    // the table of docs/rooms/admit.md
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "support | cheap   | -     | 300 | -",
                "support | cheap   | -     | 900 | support",
                "support | smart   | -     | 300 | support",
                "support | small/y | -     | 300 | support",
                "support | cheap   | shell | 300 | no-shell",
                "dev     | smart   | -     | 900 | -",
                "dev     | smart   | shell | 900 | no-shell",
                "dev     | big/x   | -     | 900 | no-direct",
                "-       | smart   | -     | 900 | -",
                "-       | smart   | shell | 900 | no-shell",
                "-       | big/x   | -     | 900 | no-direct",
            })
    void byDefaultAllowedButForThoseSomeRuleIsAbout(String team, String model, String tool, long tokens, String rule) {
        rules(
                """
                { default: allow, rules: {
                    support:   { who: { teams: [support] }, models: [cheap], max-tokens: 500 },
                    no-shell:  { effect: deny, tools: [shell] },
                    no-direct: { effect: deny, models: [big/x], purposes: [direct] } } }
                """);
        Principal by = team == null ? null : Principal.builder().team(team).build();
        ChatRequest.Builder request = to(model).maxTokens(tokens);
        if (tool != null) {
            request.tool(Tool.function(tool, "", "{}"));
        }
        if (model.equals("big/x")) {
            request.tag("purpose", "direct");
        }
        if (rule == null) {
            assertThat(ask(by, request.build()).text()).isNotEmpty();
        } else {
            assertThat(refused(by, request.build()).rule()).isEqualTo(RULES + rule);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ users: [ann] }                       | true  | false",
                "{ users: [ANN] }                       | false | false",
                "{ teams: [support, dev] }              | true  | true",
                "{ teams: [support, dev], users: [bob]} | false | true",
                "{ roles: [admin, other] }              | false | true",
                "{ apps: [web] }                        | false | false",
                "{ claims: { city: Bonn } }             | true  | false",
                "{ claims: { city: Bonn, x: y } }       | false | false",
            })
    void aRuleIsAboutThoseWhoHaveAllItNames(String who, boolean ann, boolean bob) {
        rules("{ rules: { some: { who: " + who + " } } }");
        Principal fromBonn = Principal.builder()
                .user("ann")
                .team("support")
                .claim("city", "Bonn")
                .build();
        if (ann) {
            ask(fromBonn, to("cheap").build());
        } else {
            assertThat(refused(fromBonn, to("cheap").build()).rule()).isEqualTo("llmgateway.admit.access.default");
        }
        if (bob) {
            ask(BOB, to("cheap").build());
        } else {
            refused(BOB, to("cheap").build());
        }
        assertThat(refused(null, to("cheap").build()))
                .as("a rule with a who is never about somebody nobody knows")
                .hasMessageContaining("nobody knows who asks");
    }

    @Test
    void aDenialWinsOverEveryPermission() {
        rules("{ rules: { all: {}, not-bob: { who: { users: [bob] }, effect: deny, models: [smart] } } }");
        assertThat(refused(BOB, to("smart").build()).rule()).isEqualTo(RULES + "not-bob");
        assertThat(ask(BOB, to("cheap").build()).text()).isEqualTo("small");
        assertThat(ask(ANN, to("smart").build()).text()).isEqualTo("big");
    }

    @Test
    void anAliasOpensNoForbiddenTarget() {
        rules("{ default: allow, rules: { no-big: { effect: deny, models: [big/*] } } }");
        ChatResponse answer = ask(ANN, to("smart").build());
        assertThat(answer.text()).isEqualTo("small");
        assertThat(answer.explain().toString()).contains("passed over big/x").contains(RULES + "no-big");
        assertThat(refused(ANN, to("big/x").build()).rule()).isEqualTo(RULES + "no-big");
        small.fails(FailureClass.OVERLOADED);
        assertThatThrownBy(() -> ask(ANN, to("smart").build())).hasMessageContaining("small");
        assertThat(big.calls()).isEmpty();
    }

    @Test
    void aPermissionForTargetsOpensThemByAnyAliasAndNoOthers() {
        rules("{ rules: { small-only: { models: [small/*] } } }");
        assertThat(ask(ANN, to("smart").build()).text()).isEqualTo("small");
        assertThat(ask(ANN, to("small/z").build()).text()).isEqualTo("small");
        assertThat(refused(ANN, to("big/x").build())).hasMessageContaining("it is not for big/x");
        assertThat(refused(ANN, to("big/small/y").build()).rule()).isEqualTo(RULES + "small-only");
    }

    @Test
    void permissionsAreExactAndDenialsIgnoreTheCase() {
        rules("{ rules: { y: { models: [small/y, small/Q] }, no-q: { effect: deny, models: [small/q] } } }");
        ask(ANN, to("small/y").build());
        refused(ANN, to("small/Y").build());
        refused(ANN, to("small/Q").build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/y", "publishers/small/models/Y", "y:free", "models/y@001", "./y", "org//y:fast"})
    void aDenialIsAboutEveryWayToWriteTheModel(String model) {
        rules("{ default: allow, rules: { no: { effect: deny, models: [small/y] } } }");
        assertThat(refused(ANN, to("small/" + model).build()).rule()).isEqualTo(RULES + "no");
        assertThat(ask(
                                ANN,
                                to("small/" + model.toLowerCase(Locale.ROOT).replace("y", "y2"))
                                        .build())
                        .text())
                .isEqualTo("small");
        rules("{ rules: { yes: { models: [small/y] } } }");
        assertThat(refused(ANN, to("small/" + model).build()).rule()).isEqualTo(RULES + "yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "Direct"})
    void aDenialIgnoresTheCaseOfPurposes(String purpose) {
        rules("{ default: allow, rules: { no: { effect: deny, purposes: [direct] } } }");
        refused(ANN, to("cheap").tag("purpose", purpose).build());
    }

    @Test
    void aPatternWithoutASlashIsForAliases() {
        rules("{ rules: { s: { models: [\"s*\"] } } }");
        ask(ANN, to("smart").build());
        assertThat(refused(ANN, to("small/y").build()).rule()).isEqualTo(RULES + "s");
        rules("{ rules: { all: { models: [\"*\"] } } }");
        ask(ANN, to("small/y").build());
    }

    @Test
    void eachKeyOfAProviderIsTheProvider() {
        ScriptedProvider first = new ScriptedProvider("k#1").otherwise(call -> Script.answer("1"));
        ScriptedProvider second = new ScriptedProvider("k#2").otherwise(call -> Script.answer("2"));
        try (LlmClient keys = LlmGateway.builder()
                .environment(Map.of())
                .yaml(
                        "llmgateway: { providers: { k: { type: scripted, api-keys: [a1, b2] } }, admit: { access: { default: allow,"
                                + " rules: { no-k: { effect: deny, models: [k/x] } } } } }")
                .factory(ScriptedProvider.factory(first, second))
                .build()) {
            assertThat(keys.chat(to("k/y").build()).text()).isIn("1", "2");
            assertThatThrownBy(() -> keys.chat(to("k/x").build()))
                    .isInstanceOfSatisfying(
                            RefusedException.class, e -> assertThat(e.rule()).isEqualTo(RULES + "no-k"));
        }
    }

    @Test
    void whoeverSetsNoMaxTokensGetsThoseOfTheRule() {
        rules("{ rules: { a: { max-tokens: 100 }, b: { models: [cheap], max-tokens: 200 } } }");
        ChatResponse answer = ask(ANN, to("cheap").build());
        assertThat(small.chats().get(0).maxTokens()).contains(200L);
        assertThat(answer.info().warnings())
                .extracting(Warning::code, Warning::message)
                .containsExactly(org.assertj.core.api.Assertions.tuple(
                        "capped", "maxTokens is set to 200 by " + RULES + "b.max-tokens"));
        ask(ANN, to("smart").build());
        assertThat(big.chats().get(0).maxTokens()).contains(100L);
        ask(ANN, to("cheap").maxTokens(150).build());
        assertThat(small.chats().get(1).maxTokens()).contains(150L);
        assertThat(refused(ANN, to("cheap").maxTokens(201).build()))
                .hasMessageContaining("it allows maxTokens up to 100, and the call asks for 201");
    }

    @Test
    void theLeastOfWhatTheTargetsMayIsSetSoThatAllMayAnswer() {
        rules("{ rules: { b: { models: [big/*], max-tokens: 300 }, s: { models: [small/*], max-tokens: 50 } } }");
        big.fails(FailureClass.OVERLOADED);
        assertThat(ask(ANN, to("smart").build()).text()).isEqualTo("small");
        assertThat(big.chats().get(0).maxTokens()).contains(50L);
        assertThat(ask(ANN, to("smart").maxTokens(300).build()).text()).isEqualTo("big");
    }

    @Test
    void aRuleWithoutMaxTokensCapsNothing() {
        rules("{ rules: { a: { max-tokens: 100 }, b: { who: { users: [ann] } } } }");
        ask(ANN, to("cheap").build());
        assertThat(small.chats().get(0).maxTokens()).isEmpty();
        ask(BOB, to("cheap").build());
        assertThat(small.chats().get(1).maxTokens()).contains(100L);
    }

    @Test
    void toolsAreThoseItMayOffer() {
        rules("{ rules: { a: { tools: [search_*] } } }");
        ask(ANN, to("cheap").tool(Tool.function("search_web", "", "{}")).build());
        assertThat(refused(
                        ANN,
                        to("cheap")
                                .tool(Tool.function("search_web", "", "{}"))
                                .tool(Tool.function("shell", "", "{}"))
                                .build()))
                .hasMessageContaining("the tool \"shell\"");
        Tool unknown = new Tool.Native("anthropic", Json.of("{\"name\":\"search_web\"}"));
        assertThat(refused(ANN, to("cheap").tool(unknown).build())).hasMessageContaining("a tool of the vendor's own");
        rules("{ default: allow, rules: { no: { effect: deny, tools: [shell] } } }");
        ask(ANN, to("cheap").tool(Tool.function("search_web", "", "{}")).build());
        refused(ANN, to("cheap").tool(Tool.function("Shell", "", "{}")).build());
        refused(ANN, to("cheap").tool(unknown).build());
        for (String field : List.of("tools", "web_search_options", "search_parameters", "prompt", "cachedContent")) {
            refused(ANN, to("cheap").extra(field, Map.of()).build());
        }
    }

    @Test
    void fieldsOfTheVendorsOwnMustBeNamed() {
        rules("{ rules: { a: { models: [cheap], max-tokens: 10, extra: [seed, \"logit*\"] } } }");
        ask(ANN, to("cheap").extra("seed", 1).extra("logit_bias", 2).build());
        assertThat(refused(
                        ANN,
                        to("cheap").extra("seed", 1).extra("max_tokens", 5000).build()))
                .hasMessageContaining("field \"max_tokens\"");
        assertThat(refused(ANN, to("cheap").extra("model", "huge").build())).hasMessageContaining("\"model\"");
        rules("{ default: allow, rules: { no: { effect: deny, models: [big/*] } } }");
        ask(ANN, to("cheap").extra("seed", 1).build());
        assertThat(refused(ANN, to("cheap").extra("model", "huge").build()).rule())
                .isEqualTo(RULES + "no");
    }

    @Test
    void aCallMustBePayable() {
        rules("{ rules: { a: { max-cost: 0.01 } } }");
        // 20 tokens of answer come to 0.02 dollars at the one, and to 0.0002 at the other
        assertThat(ask(ANN, to("smart").maxTokens(20).build()).text()).isEqualTo("small");
        assertThat(refused(ANN, to("big/x").maxTokens(20).build()))
                .hasMessageContaining("its max-cost is 0.01 US dollars, and the call may come to 0.0");
        assertThat(refused(ANN, to("small/free-for-all").maxTokens(20).build()))
                .hasMessageContaining("the price of the model is unknown");
    }

    @Test
    void aPurposeMustBeSaid() {
        rules("{ rules: { a: { purposes: [search, chat] } } }");
        ask(ANN, to("cheap").tag("purpose", "chat").build());
        assertThat(refused(ANN, to("cheap").build())).hasMessageContaining("the call has none");
        assertThat(refused(ANN, to("cheap").tag("purpose", "fun").build())).hasMessageContaining("[search, chat]");
    }

    @Test
    void dataOfACallMustBeAmongTheRules() {
        rules("{ rules: { a: { data: [internal] }, doctors: { who: { roles: [doctor] } },"
                + " no-interns: { who: { roles: [intern] }, effect: deny, data: [health] } } }");
        LlmClient internal = client.with(o -> o.principal(ANN).dataClass("internal"));
        assertThat(internal.chat(to("cheap").build()).text()).isEqualTo("small");
        assertThatThrownBy(() -> internal.with(o -> o.dataClass("health"))
                        .chat(to("cheap").build()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("[health]");
        Principal doctor = Principal.builder().role("doctor").build();
        client.with(o -> o.principal(doctor).dataClass("health"))
                .chat(to("cheap").build());
        Principal young = Principal.builder().role("doctor", "intern").build();
        assertThatThrownBy(() -> client.with(o -> o.principal(young).dataClass("health"))
                        .chat(to("cheap").build()))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.rule()).isEqualTo(RULES + "no-interns"));
    }

    @Test
    void embeddingsAreJudgedToo() {
        rules("{ rules: { a: { models: [cheap], max-tokens: 5 } } }");
        LlmClient ann = client.with(o -> o.principal(ANN));
        assertThat(ann.embed(EmbeddingRequest.of("cheap", "text")).embeddings()).hasSize(1);
        assertThatThrownBy(() -> ann.embed(EmbeddingRequest.of("smart", "text")))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void whatTheHouseChoosesForTheCallIsNotAskedByTheCaller() {
        rules(
                "{ rules: { a: { models: [smart] } } }",
                "    budgets: { b: { amount: 100 requests, window: day, at: { 1: downgrade cheap } } }\n");
        ask(ANN, to("smart").build());
        assertThat(ask(ANN, to("smart").build()).text()).isEqualTo("small");
        refused(ANN, to("cheap").build());
    }

    @Test
    void itSaysWhichRuleDecided() {
        rules("{ rules: { a: { who: { teams: [support] }, models: [cheap] }, no: { effect: deny, tools: [shell] } } }");
        ChatResponse answer = ask(ANN, to("cheap").build());
        assertThat(answer.explain().toString()).contains("allowed by " + RULES + "a");
        assertThat(judged())
                .singleElement()
                .isEqualTo(new GatewayEvent.AccessJudged(
                        judged().get(0).operation(), judged().get(0).at(), "ann", RULES + "a", true, "", true));
        RefusedException refused = refused(ANN, to("smart").build());
        assertThat(refused)
                .hasMessageStartingWith("refused by " + RULES + "a: it is not for \"smart\" by way of big/x");
        assertThat(refused.explain().toString()).contains("refused by " + RULES + "a");
        assertThat(judged()).singleElement().satisfies(one -> {
            assertThat(one.allowed()).isFalse();
            assertThat(one.why()).contains("smart");
        });
    }

    @Test
    void whatIsOnlyWatchedIsToldAndNothingElse() {
        rules("{ mode: shadow, rules: { a: { who: { teams: [support] }, models: [cheap], max-tokens: 9 },"
                + " no: { effect: deny, models: [small/y], purposes: [x] } } }");
        assertThat(ask(ANN, to("cheap").build()).info().warnings()).isEmpty();
        assertThat(small.chats().get(0).maxTokens()).isEmpty();
        assertThat(judged()).singleElement().satisfies(one -> {
            assertThat(one.allowed()).isTrue();
            assertThat(one.enforced()).isFalse();
        });
        ChatResponse answer = ask(ANN, to("cheap").maxTokens(10).build());
        assertThat(answer.text()).isEqualTo("small");
        assertThat(answer.explain().toString()).contains("would be refused by " + RULES + "a");
        assertThat(judged()).isNotEmpty().allSatisfy(one -> assertThat(one.enforced())
                .isFalse());
        assertThat(ask(null, to("smart").build()).text()).isEqualTo("big");
        assertThat(judged().get(0).rule()).isEqualTo("llmgateway.admit.access.default");
    }
}
