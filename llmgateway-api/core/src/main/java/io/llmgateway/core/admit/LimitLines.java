package io.llmgateway.core.admit;

import io.llmgateway.spi.CounterStore.Claim;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a call asks of a limit, one line for each of its bounds: the keys of their counters alone came to 700 bytes a call when
 * each call wrote its own.
 * Thread-safe.
 */
final class LimitLines {
    private static final int MOST = 10_000;

    private final Limit limit;
    private final Map<List<String>, List<CallerLimits.Line>> known = new ConcurrentHashMap<>();

    LimitLines(Limit limit) {
        this.limit = limit;
    }

    Limit limit() {
        return limit;
    }

    /** In the order of the bounds: one call each, up to all of the limit. */
    List<CallerLimits.Line> of(Facts facts) {
        List<String> place = limit.scope().place(facts);
        List<CallerLimits.Line> lines = known.get(place);
        if (lines == null) {
            if (known.size() >= MOST) {
                known.clear();
            }
            lines = written(facts);
            known.put(place, lines);
        }
        return lines;
    }

    private List<CallerLimits.Line> written(Facts facts) {
        List<CallerLimits.Line> lines = new ArrayList<>(limit.bounds().size());
        for (Limit.Bound bound : limit.bounds()) {
            Claim one = new Claim(limit.counter(bound, facts), BigDecimal.ONE, bound.limit());
            lines.add(new CallerLimits.Line(limit, bound, one, false));
        }
        return List.copyOf(lines);
    }
}
