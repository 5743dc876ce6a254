package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.recall.Remembered;
import io.llmgateway.spi.CacheStore;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.MapCacheStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a store is told, and when. */
class WriteBehindTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final FakeWorld world = new FakeWorld();
    private final MapCacheStore map = new MapCacheStore(world);
    private final AtomicBoolean rests = new AtomicBoolean();
    private final AtomicBoolean down = new AtomicBoolean();
    private final List<Throwable> failures = new ArrayList<>();
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final WriteBehind writes = new WriteBehind(new Store(), threads::add, rests::get, failures::add, world);

    private final class Store implements CacheStore {
        private void up() {
            if (down.get()) {
                throw new IllegalStateException("down");
            }
        }

        @Override
        public byte @Nullable [] get(String key) {
            return map.get(key);
        }

        @Override
        public void put(String key, byte[] entry, Duration ttl) {
            up();
            map.put(key, entry, ttl);
        }

        @Override
        public void remove(String key) {
            up();
            map.remove(key);
        }

        @Override
        public void removeIf(Predicate<byte[]> which) {
            up();
            map.removeIf(which);
        }
    }

    private static Key key(int number) {
        return new Key(number, 0, 0, 0);
    }

    private static Remembered about(String namespace) {
        return new Remembered(null, namespace, Map.of(), "m", "toy", "x", "x", FakeWorld.BEGINNING);
    }

    private static byte[] entry(Key key, String namespace) {
        ChatResponse response = new ChatResponse(
                List.of(new Part.Text("hi")),
                FinishReason.STOP,
                Usage.NONE,
                ResponseInfo.builder("toy", "x").build());
        return EntryCodec.write(key, new Entry(about(namespace), response, null, LONG, LONG, 0, 0));
    }

    private void put(int number, String namespace) {
        writes.put(key(number), entry(key(number), namespace), LONG);
    }

    private void run() {
        assertThat(threads).hasSizeLessThanOrEqualTo(1);
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }

    @Test
    void thingsAreDoneInTheirOrderOnOneThread() {
        put(1, "");
        writes.remove(key(1));
        put(2, "a");
        writes.forget(about -> about.namespace().equals("a"));
        put(3, "a");
        run();
        assertThat(map.keys()).containsExactly(key(3).hex());
        assertThat(writes.forgetting().test(key(1), about("a"))).isFalse();
    }

    @Test
    void whatIsToBeForgottenWaitsAndIsToldWhatIsPutIsDropped() {
        put(1, "a");
        put(2, "b");
        run();
        rests.set(true);
        put(3, "");
        writes.remove(key(1));
        writes.forget(about -> about.namespace().equals("b"));
        run();
        assertThat(writes.forgetting().test(key(1), about(""))).isTrue();
        assertThat(writes.forgetting().test(key(9), about("b"))).isTrue();
        assertThat(writes.forgetting().test(key(9), about("c"))).isFalse();
        rests.set(false);
        writes.go();
        run();
        assertThat(map.keys()).isEmpty();
        assertThat(writes.forgetting().test(key(1), about("b"))).isFalse();
    }

    @Test
    void whatFailsIsTriedAgainAfterAWhileAndPutsPassIt() {
        put(1, "a");
        run();
        down.set(true);
        writes.remove(key(1));
        run();
        assertThat(failures).hasSize(1);
        down.set(false);
        put(2, "");
        writes.go();
        run();
        assertThat(map.keys()).hasSize(2);
        world.advance(Duration.ofSeconds(10));
        writes.go();
        run();
        assertThat(map.keys()).containsExactly(key(2).hex());
    }

    @Test
    void whatFindsNoThreadIsDoneWithTheNext() {
        AtomicBoolean scarce = new AtomicBoolean(true);
        WriteBehind real = new WriteBehind(
                new Store(),
                task -> {
                    if (scarce.getAndSet(false)) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    task.run();
                },
                rests::get,
                failures::add,
                world);
        map.put(key(1).hex(), entry(key(1), ""), LONG);
        assertThatCode(() -> real.remove(key(1))).doesNotThrowAnyException();
        assertThat(map.keys()).hasSize(1);
        real.go();
        assertThat(map.keys()).isEmpty();
    }

    @Test
    void whatWaitsIsBoundedAndForgetsAllRatherThanNothing() {
        for (int i = 0; i < 1_000; i++) {
            put(i, "");
        }
        run();
        assertThat(map.keys()).hasSize(256);
        rests.set(true);
        for (int i = 0; i < 1_001; i++) {
            writes.remove(key(i + 10_000));
        }
        assertThat(writes.forgetting().test(key(1), about(""))).isTrue();
        rests.set(false);
        writes.go();
        run();
        assertThat(map.keys()).isEmpty();
    }

    @Test
    void aPredicateThatThrowsForgets() {
        put(1, "");
        writes.forget(about -> {
            throw new IllegalStateException("a bug");
        });
        assertThat(writes.forgetting().test(key(1), about(""))).isTrue();
        run();
        assertThat(map.keys()).isEmpty();
    }

    /** One thread tells what it did to a set of its own: at the end the store has the same, however slow it was. */
    @Test
    void theStoreEndsAsItWasTold() {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            WriteBehind real = new WriteBehind(new Store(), pool, rests::get, failures::add, world);
            Random random = new Random(1);
            Set<String> told = new HashSet<>();
            for (int i = 0; i < 20_000; i++) {
                Key key = key(random.nextInt(20));
                if (random.nextInt(3) == 0) {
                    real.remove(key);
                    told.remove(key.hex());
                } else {
                    real.put(key, ByteBuffer.allocate(4).putInt(i).array(), LONG);
                    told.add(key.hex());
                }
                if (i % 50 == 0) {
                    real.close(Duration.ofSeconds(5).toNanos());
                }
            }
            real.close(Duration.ofSeconds(5).toNanos());
            assertThat(map.keys()).isEqualTo(told);
            assertThat(failures).isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }
}
