package io.llmgateway.core.recall;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.llmgateway.recall.Remembered;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is remembered in this process: as much as it may weigh, as long as it may be kept. Thread-safe. */
final class Memory {
    /** What an entry weighs beside its bytes: its objects and its place. */
    private static final int OVERHEAD = 512;

    private final @Nullable Cache<Key, Entry>
            cache; // none where nothing may be kept: its classes take 35 ms of CPU to load
    private final ConcurrentMap<Key, Entry> entries;
    private final World world;

    Memory(long maxBytes, World world) {
        this.world = world;
        cache = maxBytes == 0 ? null : cache(maxBytes);
        entries = cache == null ? new ConcurrentHashMap<>() : cache.asMap();
    }

    private Cache<Key, Entry> cache(long maxBytes) {
        return Caffeine.newBuilder()
                .ticker(world::nanoTime)
                .executor(Runnable::run)
                .maximumWeight(maxBytes)
                .<Key, Entry>weigher((key, entry) -> entry.bytes() + OVERHEAD)
                .expireAfter(Expiry.<Key, Entry>writing((key, entry) -> left(entry)))
                .build();
    }

    private Duration left(Entry entry) {
        return entry.keep().minusNanos(entry.age(world.nanoTime()));
    }

    @Nullable
    Entry get(Key key) {
        return entries.get(key);
    }

    void put(Key key, Entry entry) {
        if (cache != null) {
            cache.put(key, entry);
        }
    }

    /** Keeps an entry from elsewhere, unless there is one as young. Gives the one that is kept. */
    Entry offer(Key key, Entry entry) {
        return cache == null
                ? entry
                : entries.merge(
                        key, entry, (there, other) -> there.bornNanos() - other.bornNanos() >= 0 ? there : other);
    }

    void remove(Key key) {
        entries.remove(key);
    }

    long forget(Predicate<? super Remembered> which) {
        long gone = 0;
        for (Map.Entry<Key, Entry> one : entries.entrySet()) {
            if (which.test(one.getValue().about()) && entries.remove(one.getKey(), one.getValue())) {
                gone++;
            }
        }
        return gone;
    }

    void forEach(BiConsumer<Key, Entry> each) {
        entries.forEach(each);
    }

    long size() {
        if (cache == null) {
            return 0;
        }
        cache.cleanUp();
        return cache.estimatedSize();
    }

    long weight() {
        return cache == null
                ? 0
                : cache.policy()
                        .eviction()
                        .map(eviction -> eviction.weightedSize().orElse(0))
                        .orElse(0L);
    }
}
