package io.llmgateway.core.route;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Remembers something of the texts that were asked for last, up to a number of them. Thread-safe; nothing is worked out
 * under its lock.
 */
final class Recent<T> {
    private final int most;
    private final Map<String, T> known = new LinkedHashMap<>(16, 0.75f, true);
    private final ReentrantLock lock = new ReentrantLock();

    Recent(int most) {
        this.most = most;
    }

    @Nullable
    T get(String text) {
        lock.lock();
        try {
            return known.get(text);
        } finally {
            lock.unlock();
        }
    }

    /** Remembers it, and forgets the text that was not asked for the longest. */
    void put(String text, T value) {
        lock.lock();
        try {
            known.put(text, value);
            if (known.size() > most) {
                known.remove(known.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return known.size();
        } finally {
            lock.unlock();
        }
    }
}
