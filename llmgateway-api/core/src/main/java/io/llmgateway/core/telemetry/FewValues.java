package io.llmgateway.core.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps values few: those that come first stay, later ones are {@value #OTHER}. Thread-safe, without a lock. */
final class FewValues {
    static final String OTHER = "other";

    private final Map<String, Boolean> known = new ConcurrentHashMap<>();
    private final AtomicInteger left;

    FewValues(int most) {
        left = new AtomicInteger(most);
    }

    String of(String value) {
        if (known.containsKey(value)) {
            return value;
        }
        int now = left.get();
        while (now > 0) {
            if (left.compareAndSet(now, now - 1)) {
                if (known.putIfAbsent(value, true) != null) {
                    left.incrementAndGet(); // another thread brought it at the same moment
                }
                return value;
            }
            now = left.get();
        }
        return known.containsKey(value) ? value : OTHER;
    }
}
