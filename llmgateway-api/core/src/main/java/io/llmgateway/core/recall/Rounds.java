package io.llmgateway.core.recall;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What the calls under way have asked: a guard that blocks an answer names the call and not the answer. Where a call asks one
 * round after the other, that is the last one; what it asks at the same moment cannot be told apart. Thread-safe.
 */
final class Rounds {
    private static final int MOST_CALLS = 10_000;

    private final ConcurrentMap<String, List<Round>> underWay = new ConcurrentHashMap<>();

    Round begin(String operation, Question question) {
        Round round = new Round(question);
        if (underWay.size() >= MOST_CALLS) { // replies somebody has lost, most likely: they must not fill memory
            Iterator<String> any = underWay.keySet().iterator();
            if (any.hasNext()) {
                any.next();
                any.remove();
            }
        }
        underWay.merge(operation, List.of(round), (before, one) -> {
            if (before.stream().allMatch(Round::over)) {
                return one; // who asks again has judged what came before
            }
            List<Round> both = new ArrayList<>(before);
            both.addAll(one);
            return List.copyOf(both);
        });
        return round;
    }

    /** Blocks what a call was given last. */
    List<Round> block(String operation) {
        List<Round> rounds = underWay.getOrDefault(operation, List.of());
        rounds.forEach(Round::block);
        return rounds;
    }

    void over(String operation) {
        underWay.remove(operation);
    }
}
