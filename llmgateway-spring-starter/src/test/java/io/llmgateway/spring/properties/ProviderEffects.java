package io.llmgateway.spring.properties;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

/** What the properties of providers and of the clocks change. */
final class ProviderEffects {
    private static final String BOTH = "models.m.targets=one/a,two/b";
    private static final String ONCE = "steady.retry.attempts=1";

    // these clocks are real: nothing but the one that is meant may run out, however busy the machine is
    private static final String SHORT = "timeouts.total=500ms";

    // a provider with a real wire
    private static final List<String> OPEN =
            List.of("default-model=open/gpt", "providers.open.type=openai", "providers.open.base-url={vendor}", ONCE);

    private ProviderEffects() {}

    static List<Effect> all() {
        return List.of(
                Effect.of("providers.*.api-key")
                        .given(OPEN)
                        .with("providers.open.api-key=sk-1")
                        .when((client, scene) -> {
                            Seen.come(() -> client.chat("?"));
                            return scene.vendor().lastRequest().header("Authorization");
                        })
                        .sees(null, "Bearer sk-1"),
                Effect.of("providers.*.api-keys")
                        .given(OPEN)
                        .without("providers.open.api-keys=dead")
                        .with("providers.open.api-keys=dead,good")
                        .on((scene, builder) -> scene.vendor().accepts("good").answers("Hello!"))
                        .when((client, scene) ->
                                Seen.come(() -> client.chat("?").text()))
                        .sees("invalid_api_key", "Hello!"),
                Effect.of("providers.*.base-url")
                        .given("default-model=open/gpt", "providers.open.type=openai", "providers.open.api-key=k", ONCE)
                        .without("providers.open.base-url={vendor}")
                        .with("providers.open.base-url={vendor}/eu")
                        .when((client, scene) -> {
                            Seen.come(() -> client.chat("?"));
                            return scene.vendor().lastRequest().path();
                        })
                        .sees("/v1/chat/completions", "/v1/eu/chat/completions"),
                Effect.of("providers.*.type")
                        .given("default-model=open/m", "providers.open.base-url={vendor}", ONCE)
                        .given("providers.open.api-key=k")
                        .without("providers.open.type=openai")
                        .with("providers.open.type=anthropic")
                        .when((client, scene) -> {
                            Seen.come(() -> client.chat("?"));
                            return scene.vendor().lastRequest().path();
                        })
                        .sees("/v1/chat/completions", "/v1/messages"),
                Effect.of("providers.*.dialect")
                        .given(OPEN)
                        .given("providers.open.api-key=k")
                        .with("providers.open.dialect=mistral")
                        .when((client, scene) -> {
                            client.chat(c -> c.user("?").seed(7));
                            return scene.vendor().lastRequest().has("random_seed");
                        })
                        .sees(false, true),
                Effect.of("providers.*.enabled")
                        .given("default-model=two/b")
                        .with("providers.two.enabled=false")
                        .when((client, scene) -> client.chat("?").text())
                        .sees("two", Effect.NO_START),
                Effect.of("providers.*.headers.*")
                        .given(OPEN)
                        .given("providers.open.api-key=k")
                        .with("providers.open.headers.X-Team=search")
                        .when((client, scene) -> {
                            client.chat("?");
                            return scene.vendor().lastRequest().header("X-Team");
                        })
                        .sees(null, "search"),
                Effect.of("providers.*.options.*")
                        .given(OPEN)
                        .given("providers.open.api-key=k")
                        .with("providers.open.options.organization=acme")
                        .when((client, scene) -> {
                            client.chat("?");
                            return scene.vendor().lastRequest().header("OpenAI-Organization");
                        })
                        .sees(null, "acme"),
                Effect.of("providers.*.region")
                        .given("default-model=one/a", "catalogue.files={folder}/prices.json")
                        .with("providers.one.region=eu")
                        .on((scene, builder) -> {
                            scene.write(
                                    "prices.json",
                                    """
                                    {"format": "llmgateway-prices", "models": {"scripted/a":
                                      {"regions": {"eu": 1.1}, "prices": [{"input": 10, "output": 0}]}}}
                                    """);
                            scene.one.otherwise(call -> Script.answer(
                                    "one", Usage.builder().input(1_000_000).build()));
                        })
                        .when((client, scene) -> client.chat("?").cost())
                        .sees("$10", "$11"),
                Effect.of("providers.*.limits.requests")
                        .given(BOTH)
                        .with("providers.one.limits.requests=1")
                        .when((client, scene) -> Seen.who(client, 2))
                        .sees("one one", "one two"),
                Effect.of("providers.*.limits.tokens")
                        .given(BOTH)
                        .with("providers.one.limits.tokens=1000")
                        .on((scene, builder) -> scene.one.otherwise(call ->
                                Script.answer("one", Usage.builder().output(900).build())))
                        .when((client, scene) -> Seen.who(client, 2))
                        .sees("one one", "one two"),
                Effect.of("providers.*.limits.concurrent")
                        .given(BOTH)
                        .with("providers.one.limits.concurrent=1")
                        .when((client, scene) -> besideAnother(client))
                        .sees("one", "two"),
                Effect.of("providers.*.limits.adaptive")
                        .given(BOTH, ONCE, "providers.one.limits.concurrent=2")
                        .with("providers.one.limits.adaptive=true")
                        .on((scene, builder) -> scene.one.fails(FailureClass.OVERLOADED))
                        .when((client, scene) -> {
                            client.chat("?");
                            return besideAnother(client);
                        })
                        .sees("one", "two"),
                Effect.of("providers.*.limits.window")
                        .given(BOTH, "providers.one.limits.requests=1")
                        .with("providers.one.limits.window=10s")
                        .when((client, scene) -> {
                            client.chat("?");
                            scene.world.advance(Duration.ofSeconds(10));
                            return client.chat("?").text();
                        })
                        .sees("two", "one"),
                Effect.of("providers.*.limits.max-wait")
                        .given(BOTH, "providers.one.limits.requests=1", "providers.one.limits.window=10s")
                        .with("providers.one.limits.max-wait=20s")
                        .when((client, scene) -> Seen.who(client, 2) + " after " + scene.world.elapsed())
                        .sees("one two after PT0S", "one one after PT10S"),
                Effect.of("timeouts.connect")
                        .given("default-model=open/gpt", "providers.open.type=openai", ONCE)
                        .without(SHORT)
                        .with("timeouts.connect=100ms")
                        .on(ProviderEffects::deaf)
                        .when((client, scene) -> Seen.come(() -> client.chat("?")))
                        .sees("timeout_total", "timeout_connect"),
                Effect.of("timeouts.first-token")
                        .given(OPEN)
                        .given("providers.open.api-key=k")
                        .without(SHORT)
                        .with("timeouts.first-token=100ms")
                        .on((scene, builder) ->
                                scene.vendor().answers(FakeAnswer.text("late").heldBy(new Gate())))
                        .when((client, scene) -> Seen.come(() -> Seen.streamed(client)))
                        .sees("timeout_total", "timeout_first_token"),
                Effect.of("timeouts.idle")
                        .given(OPEN)
                        .given("providers.open.api-key=k")
                        .without(SHORT)
                        .with("timeouts.idle=100ms")
                        .on((scene, builder) -> scene.vendor()
                                .answers(FakeAnswer.text("one two three four").stallAfter(3, new Gate())))
                        .when((client, scene) -> Seen.come(() -> Seen.streamed(client))
                                .toString()
                                .replace("StreamBrokenException: ", "")) // it may end before its first piece
                        .sees("timeout_total", "timeout_idle"),
                Effect.of("timeouts.total")
                        .given("default-model=one/a")
                        .with("timeouts.total=20s")
                        .on((scene, builder) -> scene.one.then(Script.fail(new Failure(
                                FailureClass.RATE_LIMITED, "slow down", 429, null, null, Duration.ofSeconds(30)))))
                        .when((client, scene) ->
                                Seen.come(() -> client.chat("?").text()))
                        .sees("one", "RATE_LIMITED"));
    }

    // who answers while another answer is being read
    private static String besideAnother(LlmClient client) {
        try (ChatStream another = client.stream("?")) {
            String answer = client.chat("?").text();
            another.await();
            return answer;
        }
    }

    // takes connections, and never a handshake
    private static void deaf(Scene scene, LlmGateway.Builder builder) {
        try {
            ServerSocket socket = scene.keep(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            String address = "https://127.0.0.1:" + socket.getLocalPort();
            builder.provider("open", settings -> settings.baseUrl(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
