package io.llmgateway.testkit;

import io.llmgateway.spi.CacheStore;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A store of remembered answers in memory, to be given to several clients of a test. Thread-safe. */
public final class MapCacheStore implements CacheStore {
    private final Map<String, Kept> entries = new ConcurrentHashMap<>();
    private final World world;

    private static final class Kept {
        private final byte[] bytes;
        private final long untilNanos;

        Kept(byte[] bytes, long untilNanos) {
            this.bytes = bytes;
            this.untilNanos = untilNanos;
        }
    }

    /**
     * An empty store.
     *
     * @param world its time
     */
    public MapCacheStore(World world) {
        this.world = world;
    }

    @Override
    public byte @Nullable [] get(String key) {
        Kept kept = entries.get(key);
        return kept == null || kept.untilNanos - world.nanoTime() <= 0 ? null : kept.bytes.clone();
    }

    @Override
    public void put(String key, byte[] entry, Duration ttl) {
        entries.put(key, new Kept(entry.clone(), world.nanoTime() + ttl.toNanos()));
    }

    @Override
    public void remove(String key) {
        entries.remove(key);
    }

    @Override
    public void removeIf(Predicate<byte[]> which) {
        entries.values().removeIf(kept -> which.test(kept.bytes.clone()));
    }

    /**
     * The keys of what is kept.
     *
     * @return a copy
     */
    public Set<String> keys() {
        return Set.copyOf(entries.keySet());
    }
}
