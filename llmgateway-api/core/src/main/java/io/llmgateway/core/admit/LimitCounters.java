package io.llmgateway.core.admit;

import io.llmgateway.spi.CounterStore.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The counters of a limit, one for each of its bounds: their keys came to 700 bytes a call when each call wrote its own.
 * Thread-safe.
 */
final class LimitCounters {
    private static final int MOST = 10_000;

    private final Limit limit;
    private final Map<List<String>, List<Counter>> known = new ConcurrentHashMap<>();

    LimitCounters(Limit limit) {
        this.limit = limit;
    }

    Limit limit() {
        return limit;
    }

    /** In the order of the bounds. */
    List<Counter> of(Facts facts) {
        List<String> place = limit.scope().place(facts);
        List<Counter> counters = known.get(place);
        if (counters == null) {
            if (known.size() >= MOST) {
                known.clear();
            }
            counters = written(facts);
            known.put(place, counters);
        }
        return counters;
    }

    private List<Counter> written(Facts facts) {
        List<Counter> counters = new ArrayList<>(limit.bounds().size());
        for (Limit.Bound bound : limit.bounds()) {
            counters.add(limit.counter(bound, facts));
        }
        return List.copyOf(counters);
    }
}
