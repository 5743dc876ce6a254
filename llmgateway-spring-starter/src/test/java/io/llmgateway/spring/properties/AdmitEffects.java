package io.llmgateway.spring.properties;

import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Tool;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What the properties of requests, access and data of the room admit change. */
final class AdmitEffects {
    private static final String RULE = "llmgateway.admit.access.rules.r";
    private static final String DEFAULT = "llmgateway.admit.access.default";
    private static final String DATA = "llmgateway.admit.data.";

    private AdmitEffects() {}

    static List<Effect> all() {
        return Stream.of(requests(), access(), who(), data())
                .flatMap(List::stream)
                .toList();
    }

    private static Effect.Builder of(String property) {
        return Effect.of("admit." + property).given("default-model=one/m");
    }

    private static Effect.Run asks(UnaryOperator<ChatRequest.Builder> change) {
        ChatRequest request = change.apply(ChatRequest.builder().user("?")).build();
        return (client, scene) -> Ends.of(() -> client.chat(request));
    }

    private static LlmClient health(LlmClient client) {
        return client.with(options -> options.dataClass("health"));
    }

    private static List<Effect> requests() {
        return List.of(
                of("max-prompt-chars")
                        .with("admit.max-prompt-chars=10")
                        .when(asks(request -> request.user("Eleven chars")))
                        .sees("one", "InvalidRequestException"),
                of("assumed-output") // of a model nobody knows 4,096 are reserved
                        .given("admit.budgets.b.amount=1000 tokens", "admit.budgets.b.window=day")
                        .with("admit.assumed-output=100")
                        .when(asks(request -> request))
                        .sees("llmgateway.admit.budgets.b", "one"));
    }

    private static List<Effect> access() {
        return List.of(
                of("access.default")
                        .given("admit.access.rules.r.who.teams=dev")
                        .with("admit.access.default=allow")
                        .when(asks(request -> request))
                        .sees(DEFAULT, "one"),
                of("access.mode")
                        .given("admit.access.rules.r.models=two/m")
                        .with("admit.access.mode=shadow")
                        .when(asks(request -> request))
                        .sees(RULE, "one"),
                of("access.rules.*.effect")
                        .given("admit.access.rules.r.models=one/m")
                        .with("admit.access.rules.r.effect=deny")
                        .when(asks(request -> request))
                        .sees("one", RULE),
                of("access.rules.*.models")
                        .given("admit.access.rules.r.effect=allow")
                        .with("admit.access.rules.r.models=two/*")
                        .when(asks(request -> request))
                        .sees("one", RULE),
                of("access.rules.*.purposes")
                        .given("admit.access.rules.r.effect=allow")
                        .with("admit.access.rules.r.purposes=search")
                        .when(asks(request -> request.tag("purpose", "sums")))
                        .sees("one", RULE),
                of("access.rules.*.tools")
                        .given("admit.access.rules.r.effect=allow")
                        .with("admit.access.rules.r.tools=find*")
                        .when(asks(request -> request.tool(Tool.function("shell", "", "{}"))))
                        .sees("one", RULE),
                of("access.rules.*.extra")
                        .given("admit.access.rules.r.effect=allow")
                        .with("admit.access.rules.r.extra=logit*")
                        .when(asks(request -> request.extra("logit_bias", 1)))
                        .sees(RULE, "one"),
                of("access.rules.*.data")
                        .given("admit.access.rules.r.effect=allow", "providers.one.region=eu")
                        .given("admit.data.health.regions=eu", "admit.data.public.regions=eu")
                        .with("admit.access.rules.r.data=public")
                        .when((client, scene) -> Ends.of(() -> health(client).chat("?")))
                        .sees("one", RULE),
                of("access.rules.*.max-tokens")
                        .given("admit.access.rules.r.effect=allow")
                        .with("admit.access.rules.r.max-tokens=500")
                        .when(asks(request -> request.maxTokens(900)))
                        .sees("one", RULE),
                of("access.rules.*.max-tokens")
                        .given("admit.access.rules.r.effect=allow")
                        .with("admit.access.rules.r.max-tokens=500")
                        .when((client, scene) -> {
                            client.chat("?");
                            return scene.one.chats().get(0).maxTokens();
                        })
                        .sees("Optional.empty", "Optional[500]"),
                of("access.rules.*.max-cost") // a thousand tokens of answer are a dollar
                        .given("catalogue.models[one/m].prices.input=1", "catalogue.models[one/m].prices.output=1000")
                        .given("admit.access.rules.r.effect=allow")
                        .with("admit.access.rules.r.max-cost=0.50")
                        .when(asks(request -> request.maxTokens(1000)))
                        .sees("one", RULE));
    }

    /** One more thing that whom a rule is about must be, and Ann is not. */
    private static List<Effect> who() {
        Principal ann = Principal.builder()
                .user("ann")
                .team("support")
                .app("web")
                .role("agent")
                .claim("city", "Bonn")
                .build();
        return Stream.of("users=bob", "teams=dev", "apps=batch", "roles=admin", "claims.city=Köln")
                .map(who -> of("access.rules.*.who."
                                + (who.startsWith("claims") ? "claims.*" : who.replaceAll("=.*", "")))
                        .given("admit.access.rules.r.effect=allow")
                        .with("admit.access.rules.r.who." + who)
                        .when((client, scene) -> Ends.of(() ->
                                client.with(options -> options.principal(ann)).chat("?")))
                        .sees("one", DEFAULT))
                .toList();
    }

    private static List<Effect> data() {
        List<String> open =
                List.of("providers.one.region=eu", "providers.two.region=us", "admit.data.health.targets=*/*");
        return List.of(
                of("data.*.regions")
                        .given(open)
                        .with("admit.data.health.regions=us")
                        .when((client, scene) -> Ends.of(() -> health(client).chat("?")))
                        .sees("one", DATA + "health"),
                of("data.*.targets")
                        .given("providers.one.region=eu", "providers.two.region=eu", "admit.data.health.regions=eu")
                        .given("models.m.targets=one/a,two/b")
                        .with("admit.data.health.targets=two/*")
                        .when((client, scene) -> Ends.of(() ->
                                health(client).chat(request -> request.user("?").model("m"))))
                        .sees("one", "two"),
                of("data.*.roles")
                        .given(open)
                        .with("admit.data.health.roles=doctor")
                        .when((client, scene) -> Ends.of(() -> health(client).chat("?")))
                        .sees("one", DATA + "health"),
                of("data.*.extra")
                        .given(open)
                        .with("admit.data.health.extra=seed")
                        .when((client, scene) -> Ends.of(() ->
                                health(client).chat(request -> request.user("?").extra("seed", 1))))
                        .sees(DATA + "health", "one"),
                of("data.*.found")
                        .given("guard.pii.enabled=true", "providers.one.region=eu", "admit.data.mail.regions=us")
                        .with("admit.data.mail.found=email")
                        .when((client, scene) -> Ends.of(() -> client.chat("Who is jo@example.org?")))
                        .sees("one", DATA + "mail"));
    }
}
