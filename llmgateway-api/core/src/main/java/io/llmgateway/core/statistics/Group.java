package io.llmgateway.core.statistics;

import io.llmgateway.watch.Statistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The series of one kind, by what they are about. Thread-safe, without a lock where the series is known. */
final class Group<K> {
    private final Map<K, Series> series = new ConcurrentHashMap<>();
    private final Series other = new Series();
    private final Places places;

    /** How many series there may be. */
    interface Places {
        boolean take();

        void giveBack();
    }

    Group(Places places) {
        this.places = places;
    }

    /** The series of a key, in use until it is left. */
    Series enter(K key) {
        while (true) {
            Series known = series.get(key);
            if (known == null) {
                known = newcomer(key);
            }
            if (known.enter()) {
                return known;
            }
            Thread.onSpinWait(); // whoever has just retired it takes it away
        }
    }

    private Series newcomer(K key) {
        if (!places.take()) {
            return other;
        }
        Series fresh = new Series();
        Series first = series.putIfAbsent(key, fresh);
        if (first == null) {
            return fresh;
        }
        places.giveBack();
        return first;
    }

    /** Gives up what has no figures in the window. */
    void clear(long now) {
        series.forEach((key, one) -> {
            if (one.retire(now) && series.remove(key, one)) {
                places.giveBack();
            }
        });
    }

    /** What is to be told of each series that has something to tell. */
    <V> Map<String, V> read(long now, Function<Sum, V> told) {
        Map<String, V> all = new TreeMap<>();
        series.forEach((key, one) -> {
            if (!one.idle(now)) {
                all.put(key.toString(), told.apply(sum(one, now)));
            }
        });
        Map<String, V> read = new LinkedHashMap<>(all);
        if (!other.idle(now)) {
            read.put(Statistics.OTHER, told.apply(sum(other, now)));
        }
        return read;
    }

    private static Sum sum(Series one, long now) {
        Sum sum = new Sum();
        one.addTo(sum, now);
        return sum;
    }

    /** Of all series together. */
    Sum sum(long now) {
        Sum sum = sum(other, now);
        series.values().forEach(one -> one.addTo(sum, now));
        return sum;
    }
}
