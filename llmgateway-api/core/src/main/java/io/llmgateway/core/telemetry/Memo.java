package io.llmgateway.core.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Keeps what is made of the same again and again. What comes when it is full is made anew each time. Thread-safe. */
final class Memo<K, V> {
    static final int MOST = 4_096;

    private final Map<K, V> known = new ConcurrentHashMap<>();
    private final Function<K, V> make;

    Memo(Function<K, V> make) {
        this.make = make;
    }

    V of(K key) {
        V there = known.get(key);
        if (there != null) {
            return there;
        }
        V fresh = make.apply(key);
        if (known.size() < MOST) {
            known.put(key, fresh);
        }
        return fresh;
    }
}
