package io.llmgateway.spring.properties;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the properties of budgets and limits of callers of the room admit change. */
final class LimitEffects {
    private static final String BUDGET = "llmgateway.admit.budgets.b";
    private static final String LIMIT = "llmgateway.admit.limits.l";

    private LimitEffects() {}

    static List<Effect> all() {
        return Stream.of(budgets(), limits()).flatMap(List::stream).toList();
    }

    private static Effect.Builder of(String property) {
        return Effect.of("admit." + property).given("default-model=one/m");
    }

    private static Effect.Builder budget(String property) {
        return of("budgets.*." + property).given("admit.budgets.b.amount=2 requests", "admit.budgets.b.window=day");
    }

    private static ChatRequest by(String user) {
        return ChatRequest.builder().user("?").endUser(user).build();
    }

    private static Effect.Run third() {
        return (client, scene) -> Ends.ofLast(3, client, by("u"));
    }

    private static String after(Duration time, LlmClient client, Scene scene) {
        client.chat(by("u"));
        scene.world.advance(time);
        return Ends.of(() -> client.chat(by("u")));
    }

    private static List<Effect> budgets() {
        return List.of(
                of("budgets.*.amount")
                        .given("admit.budgets.b.window=day")
                        .without("admit.budgets.b.amount=2 requests")
                        .with("admit.budgets.b.amount=3 requests")
                        .when(third())
                        .sees(BUDGET, "one"),
                of("budgets.*.window")
                        .given("admit.budgets.b.amount=1 requests")
                        .without("admit.budgets.b.window=day")
                        .with("admit.budgets.b.window=1h")
                        .when((client, scene) -> after(Duration.ofHours(2), client, scene))
                        .sees(BUDGET, "one"),
                of("budgets.*.zone") // the world begins at midnight by UTC; in Berlin the next day begins after 23
                        // hours
                        .given("admit.budgets.b.amount=1 requests", "admit.budgets.b.window=day")
                        .with("admit.budgets.b.zone=Europe/Berlin")
                        .when((client, scene) -> after(Duration.ofHours(23), client, scene))
                        .sees(BUDGET, "one"),
                budget("match.*")
                        .with("admit.budgets.b.match.team=search")
                        .when(third())
                        .sees(BUDGET, "one"),
                budget("per")
                        .with("admit.budgets.b.per=user")
                        .when((client, scene) -> {
                            Ends.ofLast(2, client, by("u1"));
                            return Ends.of(() -> client.chat(by("u2")));
                        })
                        .sees(BUDGET, "one"),
                budget("at.*").with("admit.budgets.b.at.100=warn").when(third()).sees(BUDGET, "one"),
                budget("at.*")
                        .given("models.thrifty.targets=two/m")
                        .with("admit.budgets.b.at.50=downgrade thrifty")
                        .when((client, scene) -> Ends.ofLast(2, client, by("u")))
                        .sees("one", "two"),
                of("budgets.*.unpriced")
                        .given("admit.budgets.b.amount=1 USD", "admit.budgets.b.window=day")
                        .with("admit.budgets.b.unpriced=allow")
                        .when((client, scene) -> Ends.of(() -> client.chat(by("u"))))
                        .sees(BUDGET, "one"));
    }

    private static List<Effect> limits() {
        String two = "admit.limits.l.requests=2";
        String many = "admit.limits.l.requests=100";
        return List.of(
                of("limits.*.requests")
                        .given("admit.limits.l.concurrent=9")
                        .with(two)
                        .when(third())
                        .sees("one", LIMIT),
                of("limits.*.tokens")
                        .given(many)
                        .with("admit.limits.l.tokens=1000")
                        .when((client, scene) -> Ends.of(
                                () -> client.chat(request -> request.user("?").maxTokens(1000))))
                        .sees("one", LIMIT),
                of("limits.*.concurrent")
                        .given(many)
                        .with("admit.limits.l.concurrent=1")
                        .when((client, scene) -> {
                            try (ChatStream first = client.stream("?")) {
                                String second = Ends.of(() -> client.chat("?"));
                                first.await();
                                return second;
                            }
                        })
                        .sees("one", LIMIT),
                of("limits.*.window")
                        .given("admit.limits.l.requests=1")
                        .with("admit.limits.l.window=10s")
                        .when((client, scene) -> after(Duration.ofSeconds(30), client, scene))
                        .sees(LIMIT, "one"),
                of("limits.*.match.*")
                        .given(two)
                        .with("admit.limits.l.match.team=search")
                        .when(third())
                        .sees(LIMIT, "one"),
                of("limits.*.per")
                        .given(two)
                        .with("admit.limits.l.per=user")
                        .when((client, scene) -> {
                            Ends.ofLast(2, client, by("u1"));
                            return Ends.of(() -> client.chat(by("u2")));
                        })
                        .sees(LIMIT, "one"),
                of("limits.*.priorities.*")
                        .given("admit.limits.l.requests=4")
                        .with("admit.limits.l.priorities.low=50")
                        .when((client, scene) -> Ends.ofLast(
                                3,
                                client,
                                by("u").toBuilder().tag("priority", "low").build()))
                        .sees("one", LIMIT),
                of("limits.*.fair-by")
                        .given("admit.limits.l.requests=10")
                        .with("admit.limits.l.fair-by=user")
                        .when((client, scene) -> {
                            Ends.ofLast(8, client, by("greedy"));
                            client.chat(by("modest"));
                            return Ends.of(() -> client.chat(by("greedy")));
                        })
                        .sees("one", LIMIT));
    }
}
