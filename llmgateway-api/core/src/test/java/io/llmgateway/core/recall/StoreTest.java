package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.recall.Recall;
import io.llmgateway.recall.RecallStats;
import io.llmgateway.spi.CacheStore;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.MapCacheStore;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in a store, in a file, and forgotten. */
class StoreTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider vendor =
            new ScriptedProvider("toy", world).otherwise(call -> Script.answer("answer to " + text(call.request())));
    private final MapCacheStore store = new MapCacheStore(world);
    private final List<LlmClient> clients = new ArrayList<>();

    private static String text(Object request) {
        return request instanceof ChatRequest chat ? chat.messages().get(0).text() : "";
    }

    private LlmClient client(String recall, @Nullable CacheStore shared) {
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: smart, models: { smart: { targets: [toy/x] } }, recall: " + recall
                        + " }")
                .world(world)
                .provide("toy", vendor);
        if (shared != null) {
            builder.cacheStore(shared);
        }
        LlmClient client = builder.build();
        clients.add(client);
        return client;
    }

    @AfterEach
    void close() {
        clients.forEach(LlmClient::close);
    }

    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(200_000);
        }
    }

    private void asked(int times) {
        assertThat(vendor.calls()).hasSize(times);
    }

    @Test
    void whatOneClientAsksAllRemember() {
        LlmClient one = client("{ exact: {} }", store);
        one.chat("?");
        until(() -> store.keys().size() == 1);
        LlmClient other = client("{ exact: {} }", store);
        world.advance(Duration.ofMinutes(1));
        ChatResponse hit = other.chat("?");
        assertThat(hit.text()).isEqualTo("answer to ?");
        assertThat(hit.cache().orElseThrow().age()).isEqualTo(Duration.ofMinutes(1));
        assertThat(other.stream("?").await().cache()).isPresent();
        asked(1);
        assertThat(store.keys()).allMatch(key -> key.matches("[0-9a-f]{64}"));
    }

    @Test
    void anotherConfigurationIsAnotherMatter() {
        client("{ exact: {} }", store).chat("?");
        until(() -> store.keys().size() == 1);
        client("{ exact: {} }, guard: { pii: { enabled: true } }", store).chat("?");
        asked(2);
        client("{ exact: {}, per: [team] }", store).chat("?");
        asked(3);
    }

    @Test
    void aClockThatWasPutBackMakesNothingYounger() {
        client("{ exact: {} }", store).chat("?");
        until(() -> store.keys().size() == 1);
        world.setNow(FakeWorld.BEGINNING.minus(Duration.ofHours(1)));
        client("{ exact: {} }", store).chat("?");
        asked(2);
    }

    @Test
    void whatIsPastItsTimeIsServedFromTheStoreWhereNoVendorAnswers() {
        String recall = "{ exact: { ttl: 1m, stale-if-error: 1h } }";
        client(recall, store).chat("?");
        until(() -> store.keys().size() == 1);
        world.advance(Duration.ofMinutes(2));
        vendor.otherwise(call -> Script.fail(FailureClass.QUOTA_EXHAUSTED));
        ChatResponse stale = client(recall, store).chat("?");
        assertThat(stale.text()).isEqualTo("answer to ?");
        assertThat(stale.cache().orElseThrow().kind()).isEqualTo(CacheHit.Kind.STALE);
        asked(2);
    }

    @Test
    void whatIsForgottenWhileAVendorFailsIsNotServedInstead() {
        LlmClient client = client("{ exact: { ttl: 1m, stale-if-error: 1h } }", null);
        client.chat("?");
        world.advance(Duration.ofMinutes(2));
        vendor.otherwise(call -> {
            client.cache().forget(about -> true);
            return Script.fail(FailureClass.QUOTA_EXHAUSTED);
        });
        assertThatThrownBy(() -> client.chat("?")).isInstanceOf(LlmException.class);
    }

    /** What a store may do wrong. */
    private abstract static class Broken implements CacheStore {
        @Override
        public byte @Nullable [] get(String key) {
            throw new IllegalStateException("no connection");
        }

        @Override
        public void put(String key, byte[] entry, Duration ttl) {
            throw new IllegalStateException("no connection");
        }

        @Override
        public void remove(String key) {
            throw new AssertionError("no connection");
        }

        @Override
        public void removeIf(Predicate<byte[]> which) {
            throw new AssertionError("no connection");
        }
    }

    @Test
    void aStoreThatThrowsIsAMissAndAfterAWhileIsLeftAlone() {
        List<String> asked = new ArrayList<>();
        LlmClient client = client("{ exact: {} }", new Broken() {
            @Override
            public byte @Nullable [] get(String key) {
                synchronized (asked) {
                    asked.add(key);
                }
                return super.get(key);
            }

            @Override
            public void put(String key, byte[] entry, Duration ttl) {}
        });
        for (int i = 0; i < 10; i++) {
            assertThat(client.chat("question " + i).text()).isEqualTo("answer to question " + i);
            assertThat(client.chat("question " + i).cache()).isPresent();
        }
        assertThat(asked).hasSize(5);
        assertThat(client.cache().stats().storeFailures()).isEqualTo(5);
        world.advance(Duration.ofSeconds(10));
        client.chat("more");
        assertThat(asked).hasSize(6);
        client.cache().forget(one -> true);
    }

    @Test
    void aStoreThatHangsIsWaitedForOnlySoLong() {
        Gate gate = new Gate();
        LlmClient client = client("{ exact: {}, store: { timeout: 5ms } }", new Broken() {
            @Override
            public byte @Nullable [] get(String key) {
                gate.pass(new io.llmgateway.chain.Cancellation());
                return null;
            }
        });
        long start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            assertThat(client.chat("question " + i).text()).isEqualTo("answer to question " + i);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
        gate.open();
    }

    @Test
    void aStoreThatLiesIsAMiss() {
        LlmClient honest = client("{ exact: {} }", store);
        honest.chat("the truth");
        until(() -> store.keys().size() == 1);
        byte[] truth = store.get(store.keys().iterator().next());
        List<byte[]> lies = new ArrayList<>();
        lies.add(truth); // of another key
        lies.add(new byte[0]);
        lies.add("nonsense".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (byte[] lie : lies) {
            LlmClient client = client("{ exact: {} }", new Broken() {
                @Override
                public byte @Nullable [] get(String key) {
                    return lie;
                }
            });
            assertThat(client.chat("?").text()).isEqualTo("answer to ?");
            assertThat(client.cache().stats().hits()).isZero();
            assertThat(client.cache().stats().storeFailures()).isPositive();
        }
    }

    /** 64 threads on 100 questions with a store that throws, lies, is late, or works: everybody gets the right answer. */
    @Test
    void whateverAStoreDoesEverybodyGetsTheRightAnswer() throws Exception {
        CacheStore moody = new CacheStore() {
            @Override
            public byte @Nullable [] get(String key) {
                int mood = Math.floorMod(key.hashCode(), 4);
                if (mood == 0) {
                    throw new IllegalStateException("moody");
                }
                byte[] bytes = store.get(key);
                if (mood == 1 && bytes != null) {
                    bytes[bytes.length / 2]++;
                }
                if (mood == 2) {
                    LockSupport.parkNanos(20_000_000);
                }
                return bytes;
            }

            @Override
            public void put(String key, byte[] entry, Duration ttl) {
                store.put(key, entry, ttl);
            }

            @Override
            public void remove(String key) {
                store.remove(key);
            }

            @Override
            public void removeIf(Predicate<byte[]> which) {
                store.removeIf(which);
            }
        };
        List<LlmClient> two = List.of(
                client("{ exact: {}, store: { timeout: 10ms } }", moody),
                client("{ exact: {}, store: { timeout: 10ms } }", moody));
        ExecutorService pool = Executors.newFixedThreadPool(64);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 64; t++) {
                LlmClient mine = two.get(t % 2);
                int offset = t;
                all.add(pool.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        String question = "question " + (i + offset) % 100;
                        assertThat(mine.chat(question).text()).isEqualTo("answer to " + question);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(vendor.calls()).hasSizeBetween(100, 200); // each client asks each question once at most
    }

    /** A store that works as long as nothing is set. */
    private final class Moody implements CacheStore {
        private final AtomicBoolean down = new AtomicBoolean();
        private final AtomicBoolean forgetsNothing = new AtomicBoolean();
        private final AtomicInteger together = new AtomicInteger();
        private final Gate gate = new Gate();
        private final AtomicBoolean hangs = new AtomicBoolean();

        private void up() {
            if (down.get()) {
                throw new IllegalStateException("down");
            }
        }

        @Override
        public byte @Nullable [] get(String key) {
            up();
            if (hangs.get()) {
                gate.pass(new io.llmgateway.chain.Cancellation());
            }
            return store.get(key);
        }

        @Override
        public Map<String, byte[]> getAll(Collection<String> keys) {
            together.incrementAndGet();
            return CacheStore.super.getAll(keys);
        }

        @Override
        public void put(String key, byte[] entry, Duration ttl) {
            up();
            store.put(key, entry, ttl);
        }

        @Override
        public void remove(String key) {
            up();
            store.remove(key);
        }

        @Override
        public void removeIf(Predicate<byte[]> which) {
            up();
            if (forgetsNothing.get()) {
                throw new IllegalStateException("no such operation");
            }
            store.removeIf(which);
        }
    }

    @Test
    void whatIsForgottenWhileTheStoreRestsIsForgottenAfter() {
        Moody moody = new Moody();
        LlmClient client = client("{ exact: {} }", moody);
        client.chat("?");
        until(() -> store.keys().size() == 1);
        String old = store.keys().iterator().next();
        moody.down.set(true);
        for (int i = 0; i < 5; i++) {
            client.chat("question " + i);
        }
        until(() -> client.cache().stats().storeFailures() >= 5);
        client.cache().forget(one -> one.tags().isEmpty());
        moody.down.set(false);
        client.chat("while it rests");
        assertThat(store.keys()).containsExactly(old);
        world.advance(Duration.ofSeconds(10));
        client.chat("after");
        until(() -> store.keys().size() == 1 && !store.keys().contains(old));
        client.chat("?");
        asked(9);
    }

    @Test
    void whatTheStoreCannotForgetIsNotTakenFromItAnyMore() {
        Moody moody = new Moody();
        moody.forgetsNothing.set(true);
        LlmClient client = client("{ exact: {} }", moody);
        LlmClient docs = client.with(o -> o.cache(c -> c.namespace("docs")));
        docs.chat("1");
        docs.chat("2");
        client.chat("1");
        until(() -> store.keys().size() == 3);
        assertThat(client.cache().forgetNamespace("docs")).isEqualTo(2);
        until(() -> client.cache().stats().storeFailures() == 1);
        assertThat(docs.chat("1").cache()).isEmpty();
        LlmClient other = client("{ exact: {} }", moody);
        assertThat(other.chat("1").cache()).isPresent();
        asked(4);
        moody.forgetsNothing.set(false);
        world.advance(Duration.ofSeconds(10));
        assertThat(docs.chat("2").cache()).isEmpty();
        until(() -> store.keys().size() == 2);
    }

    @Test
    void aCallThatIsGivenUpDoesNotWaitForTheStore() {
        Moody moody = new Moody();
        moody.hangs.set(true);
        List<GatewayEvent> ended = new CopyOnWriteArrayList<>();
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, recall: { exact: {}, store: { timeout: 10s } } }")
                .world(world)
                .provide("toy", vendor)
                .cacheStore(moody)
                .listener(event -> {
                    if (event instanceof GatewayEvent.CallEnded) {
                        ended.add(event);
                    }
                })
                .build()) {
            long start = System.nanoTime();
            CompletableFuture<ChatResponse> call = client.chatAsync(ChatRequest.of("?"));
            moody.gate.awaitArrival();
            call.cancel(true);
            until(() -> ended.size() == 1);
            asked(0);
            LlmClient hasty = client.with(o -> o.timeout(Duration.ofMillis(50)));
            assertThat(hasty.chat("?").text()).isEqualTo("answer to ?");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
            assertThat(client.cache().stats().storeFailures()).isZero();
        } finally {
            moody.gate.open();
        }
    }

    @Test
    void vectorsOfManyTextsAreLookedUpTogether() {
        Moody moody = new Moody();
        LlmClient one = client("{ exact: {} }", moody);
        EmbeddingResponse first = one.embed(EmbeddingRequest.of("toy/x", "a", "b", "c"));
        until(() -> store.keys().size() == 3);
        assertThat(moody.together).hasValue(1);
        LlmClient other = client("{ exact: {} }", moody);
        EmbeddingResponse second = other.embed(EmbeddingRequest.of("toy/x", "c", "new", "a", "c"));
        assertThat(moody.together).hasValue(2);
        asked(2);
        assertThat(((EmbeddingRequest) vendor.calls().get(1).request()).inputs())
                .containsExactly("new");
        assertThat(second.embeddings().get(0)).isEqualTo(first.embeddings().get(2));
        assertThat(second.embeddings().get(2)).isEqualTo(first.embeddings().get(0));
        other.embed(EmbeddingRequest.of("toy/x", "c", "a"));
        assertThat(moody.together).hasValue(2);
        asked(2);
    }

    /** Answers say when they were asked for: none from before something was forgotten is given after it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasForgottenDoesNotComeBack(boolean shared) throws Exception {
        AtomicInteger time = new AtomicInteger();
        vendor.otherwise(call -> Script.answer(String.valueOf(time.get())));
        LlmClient asks =
                shared ? client("{ exact: {}, store: { timeout: 1s } }", new Moody()) : client("{ exact: {} }", null);
        LlmClient refresh = asks.with(o -> o.cache(c -> c.refresh()));
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                LlmClient mine = t % 2 == 0 ? asks : refresh;
                all.add(pool.submit(() -> {
                    while (!stop.get()) {
                        mine.chat("?");
                    }
                }));
            }
            long end = System.nanoTime() + Duration.ofMillis(700).toNanos();
            while (System.nanoTime() < end) {
                int now = time.incrementAndGet();
                asks.cache().forget(one -> true);
                assertThat(Integer.parseInt(asks.chat("?").text())).isGreaterThanOrEqualTo(now);
                assertThat(Integer.parseInt(asks.chat("?").text())).isGreaterThanOrEqualTo(now);
            }
            stop.set(true);
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            stop.set(true);
            pool.shutdownNow();
        }
        asks.cache().forget(one -> true);
        until(() -> store.keys().isEmpty());
    }

    @Test
    void aSnapshotDoesNotTakeThePlaceOfWhatIsNewer(@TempDir Path folder) {
        AtomicInteger time = new AtomicInteger();
        vendor.otherwise(call -> Script.answer("answer " + time.incrementAndGet()));
        LlmClient client = client("{ exact: {} }", null);
        client.chat("1");
        client.chat("2");
        Path file = folder.resolve("recall.bin");
        assertThat(client.cache().save(file)).isEqualTo(2);
        world.advance(Duration.ofMinutes(1));
        client.with(o -> o.cache(c -> c.refresh())).chat("1");
        client.cache().forget(one -> one.at().equals(FakeWorld.BEGINNING));
        assertThat(client.cache().load(file)).isEqualTo(1);
        assertThat(client.chat("1").text()).isEqualTo("answer 3");
        assertThat(client.chat("2").text()).isEqualTo("answer 2");
    }

    @Test
    void aStoreWithoutASettingIsRefused() {
        assertThatThrownBy(() -> client("{}", store))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("set llmgateway.recall.exact, or leave the store out");
    }

    @Test
    void answersAreForgottenByWhatTheyAre() {
        LlmClient client = client("{ exact: {} }", store);
        LlmClient docs = client.with(o -> o.cache(c -> c.namespace("docs")));
        LlmClient acme = client.with(o -> o.tag("tenant", "acme").tag("team", "a"));
        docs.chat("1");
        acme.chat("2");
        client.chat(c -> c.model("toy/y").user("3"));
        client.chat("4");
        until(() -> store.keys().size() == 4);
        Recall recall = client.cache();
        assertThat(recall.forgetNamespace("nobody")).isZero();
        assertThat(recall.forgetNamespace("docs")).isEqualTo(1);
        assertThat(recall.forgetTag("team", "a")).isEqualTo(1);
        assertThat(recall.forgetModel("toy/y")).isEqualTo(1);
        until(() -> store.keys().size() == 1);
        assertThat(client.chat("4").cache()).isPresent();
        assertThat(recall.forget(one -> "smart".equals(one.asked()) && one.tenant() == null))
                .isEqualTo(1);
        until(() -> store.keys().isEmpty());
        assertThat(docs.chat("1").cache()).isEmpty();
        assertThat(acme.chat("2").cache()).isEmpty();
    }

    @Test
    void whatIsWarmedIsThere() {
        LlmClient client = client("{ exact: {} }", null);
        client.chat("1");
        ScriptedProvider toy = vendor;
        Recall.Warmed warmed = client.cache()
                .warm(List.of(
                        ChatRequest.of("1"),
                        ChatRequest.of("2"),
                        EmbeddingRequest.of("toy/m", "a"),
                        ChatRequest.builder().model("nobody").user("3").build()));
        assertThat(warmed.known()).isEqualTo(1);
        assertThat(warmed.asked()).isEqualTo(2);
        assertThat(warmed.failures()).hasSize(1);
        assertThat(toy.calls()).hasSize(3);
        assertThat(client.chat("2").cache()).isPresent();
    }

    @Test
    void aSnapshotOutlastsTheClient(@TempDir Path folder) {
        Path file = folder.resolve("new/and/deep/recall.bin");
        String recall = "{ exact: { ttl: 1h }, snapshot: '" + file + "' }";
        LlmClient before = client(recall, null);
        for (int i = 0; i < 20; i++) {
            before.chat("question " + i);
        }
        before.close();
        assertThat(file).exists();
        world.advance(Duration.ofMinutes(30));
        LlmClient after = client(recall, null);
        RecallStats stats = after.cache().stats();
        assertThat(stats.entries()).isEqualTo(20);
        assertThat(after.chat("question 7").cache().orElseThrow().age()).isEqualTo(Duration.ofMinutes(30));
        asked(20);
        world.advance(Duration.ofMinutes(30));
        assertThat(after.chat("question 7").cache()).isEmpty();
        after.close();
        LlmClient last = client(recall, null);
        assertThat(last.cache().stats().entries()).isEqualTo(1);
        assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
    }

    @Test
    void theFolderOfASnapshotMayBeALink(@TempDir Path folder) throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
        client("{ exact: {}, snapshot: '" + link.resolve("recall.bin") + "' }", null)
                .close();
        assertThat(folder.resolve("real/recall.bin")).exists();
    }

    @Test
    void whatIsForgottenDoesNotComeBackAfterACrash(@TempDir Path folder) {
        String recall = "{ exact: {}, snapshot: '" + folder.resolve("recall.bin") + "' }";
        LlmClient before = client(recall, null);
        before.chat("?");
        before.close();
        LlmClient crashes = client(recall, null);
        assertThat(crashes.cache().forget(one -> true)).isEqualTo(1);
        assertThat(client(recall, null).cache().stats().entries()).isZero();
    }

    @Test
    void aSnapshotThatCannotBeDeletedIsTold(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("recall.bin");
        LlmClient client = client("{ exact: {}, snapshot: '" + file + "' }", null);
        client.chat("?");
        Path inTheWay = Files.createDirectories(file.resolve("folder"));
        assertThatThrownBy(() -> client.cache().forget(one -> true))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContainingAll(file.toString(), "still has");
        assertThat(client.cache().stats().entries()).isZero();
        Files.delete(inTheWay);
        Files.delete(file);
    }

    @Test
    void aSnapshotThatCannotBeIsRefusedAtTheStart(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "precious");
        for (Path bad : List.of(folder, file.resolve("recall.bin"))) {
            assertThatThrownBy(() -> client("{ exact: {}, snapshot: '" + bad + "' }", null))
                    .isInstanceOf(MisconfiguredException.class)
                    .hasMessageContainingAll("llmgateway.recall.snapshot", bad.toString());
        }
        assertThat(file).hasContent("precious");
    }

    @Test
    void aDamagedSnapshotIsReadAsFarAsItIsWhole(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("recall.bin");
        LlmClient before = client("{ exact: {} }", null);
        for (int i = 0; i < 10; i++) {
            before.chat("question " + i);
        }
        assertThat(before.cache().save(file)).isEqualTo(10);
        byte[] bytes = Files.readAllBytes(file);
        bytes[100]++;
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 10));
        LlmClient after = client("{ exact: {}, snapshot: '" + file + "' }", null);
        assertThat(after.cache().stats().entries()).isEqualTo(8);
        Files.writeString(file, "this is no snapshot at all");
        assertThat(after.cache().load(file)).isZero();
        assertThatThrownBy(() -> after.cache().load(folder.resolve("none"))).isInstanceOf(UncheckedIOException.class);
    }
}
