package io.llmgateway.spring.properties;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Part;
import io.llmgateway.spi.CacheStore;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the properties of remembered answers change. */
final class RecallEffects {
    private static final String MODEL = "default-model=one/m";
    private static final String EXACT = "recall.exact.ttl=10m";
    private static final String MARKS = "recall.prompt-cache.ttl=5m";

    private RecallEffects() {}

    static List<Effect> all() {
        return List.of(
                Effect.of("recall.exact.ttl")
                        .given(MODEL)
                        .without(EXACT)
                        .with("recall.exact.ttl=1m")
                        .when((client, scene) -> askedTwice(client, scene, Duration.ofMinutes(2)))
                        .sees("asked: 1", "asked: 2"),
                Effect.of("recall.exact.ttls.*")
                        .given(MODEL, EXACT)
                        .with("recall.exact.ttls[one/m]=1m")
                        .when((client, scene) -> askedTwice(client, scene, Duration.ofMinutes(2)))
                        .sees("asked: 1", "asked: 2"),
                Effect.of("recall.exact.max-bytes")
                        .given(MODEL, EXACT)
                        .with("recall.exact.max-bytes=4096")
                        .on((scene, builder) -> scene.one.otherwise(call -> Script.answer("long ".repeat(2_000))))
                        .when((client, scene) -> askedTwice(client, scene, Duration.ZERO))
                        .sees("asked: 1", "asked: 2"),
                Effect.of("recall.exact.max-temperature")
                        .given(MODEL, EXACT)
                        .with("recall.exact.max-temperature=1")
                        .when((client, scene) -> {
                            client.chat(c -> c.user("?").temperature(0.9));
                            client.chat(c -> c.user("?").temperature(0.9));
                            return asked(scene);
                        })
                        .sees("asked: 2", "asked: 1"),
                Effect.of("recall.exact.stale-if-error")
                        .given(MODEL, EXACT)
                        .with("recall.exact.stale-if-error=1h")
                        .on((scene, builder) -> scene.one
                                .answers("once upon a time")
                                .otherwise(call -> Script.fail(FailureClass.QUOTA_EXHAUSTED)))
                        .when((client, scene) ->
                                Seen.come(() -> later(client, scene).text()))
                        .sees("QUOTA_EXHAUSTED", "once upon a time"),
                Effect.of("recall.exact.stale-while-revalidate")
                        .given(MODEL, EXACT)
                        .with("recall.exact.stale-while-revalidate=1h")
                        .on((scene, builder) -> scene.one.answers("once upon a time"))
                        .when((client, scene) -> later(client, scene).text())
                        .sees("one", "once upon a time"),
                Effect.of("recall.per")
                        .given(MODEL, EXACT)
                        .with("recall.per=team")
                        .when((client, scene) -> {
                            client.chat(c -> c.user("?").tag("team", "search"));
                            client.chat(c -> c.user("?").tag("team", "shop"));
                            return asked(scene);
                        })
                        .sees("asked: 1", "asked: 2"),
                Effect.of("recall.single-flight")
                        .given(MODEL)
                        .with("recall.single-flight=true")
                        .when(RecallEffects::atTheSameMoment)
                        .sees("asked: 2", "asked: 1"),
                Effect.of("recall.snapshot")
                        .given(MODEL, EXACT)
                        .with("recall.snapshot={folder}/recall.bin")
                        .when((client, scene) -> {
                            client.chat("?");
                            client.close();
                            return Files.exists(scene.folder.resolve("recall.bin"));
                        })
                        .sees(false, true),
                Effect.of("recall.store.timeout")
                        .given(MODEL, EXACT)
                        .without("recall.store.timeout=1ms")
                        .with("recall.store.timeout=10s")
                        .on((scene, builder) -> builder.cacheStore(new SlowStore()))
                        .when((client, scene) -> {
                            client.chat("?");
                            return "given up: " + client.cache().stats().storeFailures();
                        })
                        .sees("given up: 1", "given up: 0"),
                Effect.of("recall.prompt-cache.enabled")
                        .given(MODEL, MARKS)
                        .with("recall.prompt-cache.enabled=false")
                        .when((client, scene) -> marks(client, scene, 5_000))
                        .sees("[CachePoint[ttl=PT5M]]", "[]"),
                Effect.of("recall.prompt-cache.min-chars")
                        .given(MODEL, MARKS)
                        .with("recall.prompt-cache.min-chars=100")
                        .when((client, scene) -> marks(client, scene, 1_000))
                        .sees("[]", "[CachePoint[ttl=PT5M]]"),
                Effect.of("recall.prompt-cache.models")
                        .given(MODEL, MARKS)
                        .with("recall.prompt-cache.models=two/m")
                        .when((client, scene) -> marks(client, scene, 5_000))
                        .sees("[CachePoint[ttl=PT5M]]", "[]"),
                Effect.of("recall.prompt-cache.ttl")
                        .given(MODEL, "recall.prompt-cache.enabled=true")
                        .with("recall.prompt-cache.ttl=1h")
                        .when((client, scene) -> marks(client, scene, 5_000))
                        .sees("[CachePoint[ttl=PT5M]]", "[CachePoint[ttl=PT1H]]"));
    }

    private static String asked(Scene scene) {
        return "asked: " + scene.one.calls().size();
    }

    private static String askedTwice(LlmClient client, Scene scene, Duration between) {
        client.chat("?");
        scene.world.advance(between);
        client.chat("?");
        return asked(scene);
    }

    // when what was remembered is past its time
    private static ChatResponse later(LlmClient client, Scene scene) {
        client.chat("?");
        scene.world.advance(Duration.ofMinutes(11));
        return client.chat("?");
    }

    // each stream has begun, and none is over, before the vendor goes on
    private static String atTheSameMoment(LlmClient client, Scene scene) {
        Gate gate = new Gate();
        scene.one.otherwise(call -> Script.answer("one and more").heldBy(gate, 2));
        try (ChatStream first = client.stream("?");
                ChatStream second = client.stream("?")) {
            gate.open();
            first.await();
            second.await();
        }
        return asked(scene);
    }

    // the places in a prompt that a vendor was told of
    private static String marks(LlmClient client, Scene scene, int chars) {
        client.chat(c -> c.system("x".repeat(chars)).user("?"));
        return scene.one.chats().get(0).messages().stream()
                .flatMap(message -> message.parts().stream())
                .filter(Part.CachePoint.class::isInstance)
                .toList()
                .toString();
    }

    /** Knows nothing, and takes a second to say so. */
    private static final class SlowStore implements CacheStore {
        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public byte @Nullable [] get(String key) {
            try {
                never.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        }

        @Override
        public void put(String key, byte[] entry, Duration ttl) {}

        @Override
        public void remove(String key) {}

        @Override
        public void removeIf(Predicate<byte[]> which) {}
    }
}
