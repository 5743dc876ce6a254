package io.llmgateway.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.spi.CacheStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store of remembered answers keeps to. Extend it in the store's tests and give a fresh store:
 *
 * <ul>
 *   <li>bytes come back as they were put, whole, whoever puts at once; the last put wins;
 *   <li>what is past its time, was removed or was never there is null;
 *   <li>several at once are the same as one by one;
 *   <li>nothing is removed but what was asked for.
 * </ul>
 */
public abstract class CacheStoreContract {
    private static final Duration LONG = Duration.ofHours(1);
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    /** The store under test. */
    protected CacheStore store;

    /** For subclasses. */
    @SuppressWarnings("NullAway") // given before each test
    protected CacheStoreContract() {}

    /**
     * A store.
     *
     * @return an empty one
     */
    protected abstract CacheStore create();

    /**
     * Lets time pass for the store.
     *
     * @param time how long
     */
    protected abstract void pass(Duration time);

    @BeforeEach
    void open() {
        store = create();
    }

    @AfterEach
    void close() {
        store.close();
        store.close();
    }

    @Test
    void bytesComeBackAsTheyWerePut() {
        assertThat(store.get(A)).isNull();
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        store.put(A, all, LONG);
        store.put(B, new byte[0], LONG);
        assertThat(store.get(A)).isEqualTo(all);
        assertThat(store.get(B)).isEmpty();
        store.put(A, new byte[] {1}, LONG);
        assertThat(store.get(A)).containsExactly(1);
    }

    @Test
    void longOnesComeBackWhole() {
        byte[] much = new byte[1 << 20];
        new Random(1).nextBytes(much);
        store.put(A, much, LONG);
        assertThat(store.get(A)).isEqualTo(much);
    }

    @Test
    void whatIsPastItsTimeIsGone() {
        store.put(A, new byte[] {1}, Duration.ofSeconds(1));
        store.put(B, new byte[] {2}, LONG);
        pass(Duration.ofMillis(1_100));
        assertThat(store.get(A)).isNull();
        assertThat(store.get(B)).containsExactly(2);
        store.put(A, new byte[] {3}, LONG);
        assertThat(store.get(A)).containsExactly(3);
    }

    @Test
    void whatIsRemovedIsGoneAndNothingElse() {
        store.put(A, new byte[] {1}, LONG);
        store.put(B, new byte[] {2}, LONG);
        store.remove(A);
        store.remove("c".repeat(64));
        assertThat(store.get(A)).isNull();
        assertThat(store.get(B)).containsExactly(2);
    }

    @Test
    void manyAreRemovedByWhatTheyAre() {
        for (int i = 0; i < 100; i++) {
            store.put(key(i), new byte[] {(byte) i}, LONG);
        }
        store.removeIf(bytes -> bytes[0] % 3 == 0);
        for (int i = 0; i < 100; i++) {
            if (i % 3 == 0) {
                assertThat(store.get(key(i))).isNull();
            } else {
                assertThat(store.get(key(i))).containsExactly(i);
            }
        }
    }

    @Test
    void severalAreReadTogether() {
        store.put(A, new byte[] {1}, LONG);
        store.put(B, new byte[] {2}, Duration.ofSeconds(1));
        String never = "c".repeat(64);
        assertThat(store.getAll(List.of(B, never, A)))
                .containsOnlyKeys(A, B)
                .hasEntrySatisfying(A, bytes -> assertThat(bytes).containsExactly(1))
                .hasEntrySatisfying(B, bytes -> assertThat(bytes).containsExactly(2));
        assertThat(store.getAll(List.of())).isEmpty();
        pass(Duration.ofMillis(1_100));
        store.remove(A);
        assertThat(store.getAll(List.of(A, B, never))).isEmpty();
    }

    private static String key(int number) {
        return String.format("%064x", number);
    }

    @Test
    void nobodyEverReadsHalfOfWhatAnotherPuts() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int seed = thread;
            all.add(CompletableFuture.runAsync(() -> putAndRead(new Random(seed))));
        }
        all.forEach(CompletableFuture::join);
    }

    private void putAndRead(Random random) {
        for (int i = 0; i < 200; i++) {
            String key = key(random.nextInt(3));
            byte[] bytes = new byte[Integer.BYTES + random.nextInt(5_000)];
            Arrays.fill(bytes, (byte) random.nextInt());
            ByteBuffer.wrap(bytes).putInt(bytes.length);
            store.put(key, bytes, LONG);
            byte[] read = Objects.requireNonNull(store.get(key));
            assertThat(ByteBuffer.wrap(read).getInt()).isEqualTo(read.length);
        }
    }
}
