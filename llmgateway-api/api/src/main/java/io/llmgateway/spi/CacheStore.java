package io.llmgateway.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where remembered answers are kept to be shared by many machines, or beyond the life of a process. What is kept under a
 * key is bytes without meaning to the store; they hold masked text. Thread-safe.
 *
 * <p>A store is never trusted: what it throws is a miss, so is what comes too late ({@code
 * llmgateway.recall.store.timeout}) or is not what was put there. After several failures in a row it is left alone for a
 * while.
 */
public interface CacheStore extends AutoCloseable {
    /**
     * What is kept under a key.
     *
     * @param key 64 hexadecimal digits
     * @return the bytes as they were put; null where there are none, or their time is over
     */
    byte @Nullable [] get(String key);

    /**
     * What is kept under several keys. One question to the store where it can be; by default one for each key.
     *
     * @param keys each 64 hexadecimal digits, none twice
     * @return the bytes as they were put, by key; without those there are none of
     */
    default Map<String, byte[]> getAll(Collection<String> keys) {
        Map<String, byte[]> all = new HashMap<>();
        for (String key : keys) {
            byte[] entry = get(key);
            if (entry != null) {
                all.put(key, entry);
            }
        }
        return all;
    }

    /**
     * Keeps bytes, in place of others under that key.
     *
     * @param key 64 hexadecimal digits
     * @param entry the bytes; must not be changed
     * @param ttl how long to keep them, above zero; they may be dropped earlier
     */
    void put(String key, byte[] entry, Duration ttl);

    /**
     * Drops what is kept under a key, if anything is.
     *
     * @param key 64 hexadecimal digits
     */
    void remove(String key);

    /**
     * Drops all entries of a kind. May take its time.
     *
     * @param which gets the bytes of each entry; does not throw
     * @throws RuntimeException if not all were dropped; it is asked for again
     */
    void removeIf(Predicate<byte[]> which);

    /** Lets go of connections. May be called again. */
    @Override
    default void close() {}
}
