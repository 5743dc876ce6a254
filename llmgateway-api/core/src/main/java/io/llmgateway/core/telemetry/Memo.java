package io.llmgateway.core.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Keeps what is made of the same again and again. What comes when it is full is made anew each time. Thread-safe. */
final class Memo<K, V> {
    static final int MOST = 4_096;

    private final Map<K, V> known = new ConcurrentHashMap<>();

    // not given how to make it before: what is linked then costs the first call of a process, used or not
    V of(K key, Function<K, V> make) {
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
