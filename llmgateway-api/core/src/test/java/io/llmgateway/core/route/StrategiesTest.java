package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked, by the way of choosing. */
class StrategiesTest {
    private final FakeWorld world = new FakeWorld(7);
    private final Map<String, ScriptedProvider> providers = new HashMap<>();
    private LlmClient client;

    private LlmClient client(String models) {
        return client(models, "");
    }

    private LlmClient client(String models, String more) {
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .yaml("llmgateway:\n  steady: { retry: { attempts: 1 } }\n  default-model: m\n  models:\n    "
                        + String.join("\n    ", models.lines().toList()) + "\n" + more);
        for (String id : List.of("a", "b", "c", "d")) {
            providers.put(id, new ScriptedProvider(id, world).otherwise(call -> Script.answer("from " + id)));
            builder.provide(id, providers.get(id));
        }
        client = builder.build();
        return client;
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
    }

    private Map<String, Integer> shares(int calls) {
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < calls; i++) {
            shares.merge(client.chat("hi").provider(), 1, Integer::sum);
        }
        return shares;
    }

    @Test
    void weightedGivesSharesInProportion() {
        client("m: { targets: [a/x, b/x, c/x], strategy: weighted, weights: [6, 3, 1] }");
        Map<String, Integer> shares = shares(2_000);
        assertThat(shares.get("a") / 2_000.0).isCloseTo(0.6, within(0.05));
        assertThat(shares.get("b") / 2_000.0).isCloseTo(0.3, within(0.05));
        assertThat(shares.get("c") / 2_000.0).isCloseTo(0.1, within(0.03));
    }

    @Test
    void aWeightOfZeroIsForWhenNobodyElseIsLeft() {
        client("m: { targets: [a/x, b/x], strategy: weighted, weights: [1, 0] }");
        assertThat(shares(200)).containsExactly(Map.entry("a", 200));
        providers.get("a").otherwise(call -> Script.fail(FailureClass.OVERLOADED));
        assertThat(client.chat("hi").provider()).isEqualTo("b");
    }

    @Test
    void roundRobinTakesTurns() {
        client("m: { targets: [a/x, b/x, c/x], strategy: round-robin }");
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            turns.add(client.chat("hi").provider());
        }
        assertThat(turns).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void leastBusyAvoidsThoseWithCallsUnderWay() {
        client("m: { targets: [a/x, b/x], strategy: least-busy }");
        try (ChatStream first = client.stream(ChatRequest.of("hi"))) {
            String busy = providers.get("a").calls().isEmpty() ? "b" : "a";
            String idle = busy.equals("a") ? "b" : "a";
            for (int i = 0; i < 10; i++) {
                assertThat(client.chat("hi").provider()).isEqualTo(idle);
            }
            first.await();
        }
        assertThat(shares(100)).hasSize(2);
    }

    @Test
    void latencyPrefersTheFastAndDoesNotStampedeTheUnseen() {
        client("m: { targets: [a/x, b/x], strategy: latency }");
        providers.get("a").otherwise(call -> Script.answer("slow").after(Duration.ofMillis(900)));
        providers.get("b").otherwise(call -> Script.answer("fast").after(Duration.ofMillis(100)));
        Map<String, Integer> shares = shares(50);
        assertThat(shares.get("b")).isGreaterThanOrEqualTo(45);
        assertThat(shares.get("a")).as("tried at least once").isPositive();
    }

    @Test
    void costTakesTheCheapestAndLeavesTheUnpricedForTheEnd() {
        // prices of the configuration hold for providers given in code too
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .yaml(
                        """
                        llmgateway:
                          default-model: m
                          models: { m: { targets: [a/x, b/x, c/x], strategy: cost } }
                          catalogue:
                            models:
                              b/x: { prices: { input: 10, output: 10 } }
                              c/x: { prices: { input: 1, output: 2 } }
                        """);
        for (String id : List.of("a", "b", "c")) {
            builder.provide(id, new ScriptedProvider(id, world).otherwise(call -> Script.answer("from " + id)));
        }
        client = builder.build();
        assertThat(shares(10)).containsExactly(Map.entry("c", 10));
        assertThat(client.chat("hi").explain().toString()).contains("c/x, then b/x, then a/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "session", "prompt-prefix"})
    void affinitySticks(String by) {
        client("m: { targets: [a/x, b/x, c/x, d/x], strategy: affinity, by: " + by + " }");
        Map<String, String> where = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 100; i++) {
                String id = "id" + i;
                String provider = client.chat(
                                c -> c.user("I am " + id).endUser(id).tag("session", id))
                        .provider();
                assertThat(where.merge(id, provider, (old, fresh) -> fresh)).isEqualTo(where.get(id));
                if (round > 0) {
                    assertThat(provider).isEqualTo(where.get(id));
                }
            }
        }
        assertThat(where.values()).contains("a", "b", "c", "d");
    }

    @Test
    void aCanaryGetsItsPercentageAlwaysOfTheSameCallers() {
        client("m: { targets: [a/x, b/x], strategy: canary, percent: 20, by: user }");
        int canaries = 0;
        for (int i = 0; i < 500; i++) {
            String id = "user" + i;
            String provider = client.chat(c -> c.user("hi").endUser(id)).provider();
            assertThat(client.chat(c -> c.user("hi").endUser(id)).provider()).isEqualTo(provider);
            canaries += provider.equals("b") ? 1 : 0;
        }
        assertThat(canaries / 500.0).isCloseTo(0.2, within(0.06));
        providers.get("b").otherwise(call -> Script.fail(FailureClass.OVERLOADED));
        for (int i = 0; i < 50; i++) {
            String id = "user" + i;
            assertThat(client.chat(c -> c.user("hi").endUser(id)).provider()).isEqualTo("a");
        }
        providers.get("a").otherwise(call -> Script.fail(FailureClass.OVERLOADED));
        providers.get("b").otherwise(call -> Script.answer("from b"));
        for (int i = 0; i < 50; i++) {
            String id = "user" + i;
            assertThat(client.chat(c -> c.user("hi").endUser(id)).provider())
                    .as("better the new one than none")
                    .isEqualTo("b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary, percent: 50", "affinity"})
    void aPrincipalIsAUserTooAndStaysWhereHeIs(String strategy) {
        client("m: { targets: [a/x, b/x], strategy: " + strategy + " }");
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            String name = "user" + i;
            LlmClient own =
                    client.with(o -> o.principal(Principal.builder().user(name).build()));
            Set<String> asked = new HashSet<>();
            for (int call = 0; call < 20; call++) {
                asked.add(own.chat("hi").provider());
            }
            assertThat(asked).as(name).hasSize(1);
            all.addAll(asked);
        }
        assertThat(all).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void usersWhoAreMaskedForVendorsAreStillTheSameCallers() {
        client("m: { targets: [a/x, b/x], strategy: canary, percent: 50 }", "  guard: { pii: { enabled: true } }\n");
        int canaries = 0;
        for (int i = 0; i < 100; i++) {
            String address = "user" + i + "@example.org";
            String provider = client.chat(c -> c.user("hi").endUser(address)).provider();
            assertThat(client.chat(c -> c.user("hi").endUser(address)).provider())
                    .isEqualTo(provider);
            canaries += provider.equals("b") ? 1 : 0;
        }
        assertThat(canaries / 100.0).isCloseTo(0.5, within(0.2));
    }

    @Test
    void whoWasSlowOnceIsTriedAgain() {
        client("m: { targets: [a/x, b/x], strategy: latency }");
        providers.get("a").otherwise(call -> Script.answer("from a").after(Duration.ofMillis(300)));
        providers.get("b").otherwise(call -> Script.answer("from b").after(Duration.ofSeconds(9)));
        shares(20);
        assertThat(shares(20)).as("b is far slower").containsOnlyKeys("a");
        providers.get("b").otherwise(call -> Script.answer("from b").after(Duration.ofMillis(10)));
        Map<String, Integer> later = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            world.advance(Duration.ofSeconds(10));
            later.merge(client.chat("hi").provider(), 1, Integer::sum);
        }
        assertThat(later.getOrDefault("b", 0)).as("b has become the faster one").isGreaterThan(15);
    }

    @Test
    void groupsNestAndKeepTheirOwnWay() {
        client("m: { targets: [pool, d/x] }\npool: { targets: [a/x, b/x], strategy: round-robin }");
        assertThat(client.chat("hi").explain().toString()).contains("a/x, then b/x, then d/x");
        assertThat(client.chat("hi").explain().toString()).contains("b/x, then a/x, then d/x");
        providers.get("a").otherwise(call -> Script.fail(FailureClass.OVERLOADED));
        providers.get("b").otherwise(call -> Script.fail(FailureClass.OVERLOADED));
        assertThat(client.chat("hi").provider()).isEqualTo("d");
    }

    @Test
    void severalKeysOfAProviderAreTargetsOfTheirOwn() {
        Map<String, ScriptedProvider> byKey = new HashMap<>();
        client = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .yaml("llmgateway: { providers: { a: { type: scripted, api-keys: [k1, k2] } } }")
                .factory(new ProviderFactory() {
                    @Override
                    public String type() {
                        return "scripted";
                    }

                    @Override
                    public Provider create(ProviderSettings settings) {
                        ScriptedProvider made = new ScriptedProvider(settings.id(), world);
                        byKey.put(settings.credentials().orElseThrow().current().reveal(), made);
                        return made;
                    }
                })
                .build();
        byKey.get("k1").otherwise(call -> Script.fail(FailureClass.CREDENTIAL));
        byKey.get("k2").otherwise(call -> Script.answer("from the second key"));
        LlmClient view = client.with(o -> o.model("a/x"));
        for (int i = 0; i < 20; i++) {
            assertThat(view.chat("hi").text()).isEqualTo("from the second key");
            assertThat(view.chat("hi").provider()).isEqualTo("a#2");
        }
        assertThat(byKey.get("k1").calls()).as("a dead key is left alone").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m: { targets: [a/x, b/x], strategy: weighted, weights: [0, 0] } | weights sum to zero",
                "m: { targets: [a/x, b/x], strategy: weighted, weights: [1] }                  | one for each",
                "m: { targets: [a/x], strategy: weighted, weights: [-1] }             | 0 or more",
                "m: { targets: [a/x], weights: [1] }                                  | strategy is ordered",
                "m: { targets: [a/x], by: user }                                             | strategy is ordered",
                "m: { targets: [a/x, b/x], strategy: weighted, weights: [1, 1], percent: 5 }                  | strategy is weighted",
                "m: { targets: [a/x], strategy: canary, percent: 5 }                         | two or more",
                "m: { targets: [a/x, b/x], strategy: canary }                                | percent is missing",
                "m: { targets: [a/x, b/x], strategy: canary, percent: 101 }                  | from 0 to 100",
                "m: { targets: [a/x], strategy: cheapest }                                   | must be one of"
            })
    void nonsenseIsRefusedAtStart(String models, String why) {
        assertThatThrownBy(() -> client(models))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.models.m")
                .hasMessageContaining(why);
    }
}
