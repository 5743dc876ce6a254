package io.llmgateway.core.admit;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Who has asked lately, of those who share a limit. Bounded: the oldest are forgotten. Thread-safe. */
final class Sharers {
    private static final int MOST_SCOPES = 1_000;
    private static final int MOST_VALUES = 1_000;

    private final Duration lately;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Map<String, Instant>> seen = new Recent<>(MOST_SCOPES);

    Sharers(Duration lately) {
        this.lately = lately;
    }

    private static final class Recent<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1;

        private final int most;

        Recent(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > most;
        }
    }

    /** Notes who asks, and counts who has asked lately. */
    int count(String scope, String value, Instant now) {
        lock.lock();
        try {
            Map<String, Instant> values = seen.computeIfAbsent(scope, key -> new Recent<>(MOST_VALUES));
            values.put(value, now);
            Instant since = now.minus(lately);
            Iterator<Instant> oldest = values.values().iterator();
            while (oldest.hasNext() && oldest.next().isBefore(since)) {
                oldest.remove();
            }
            return values.size();
        } finally {
            lock.unlock();
        }
    }
}
