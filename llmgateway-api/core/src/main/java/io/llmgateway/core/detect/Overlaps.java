package io.llmgateway.core.detect;

import io.llmgateway.guard.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes one finding of those that overlap: the surest gives the type and the rule, and it covers all of them, so that no end
 * of another one is left.
 */
final class Overlaps {
    private Overlaps() {}

    /** The findings, in the order of the text, none of which overlap. */
    static List<Finding> merge(List<Finding> found) {
        if (found.size() < 2) {
            return List.copyOf(found);
        }
        List<Finding> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
        List<Finding> merged = new ArrayList<>(sorted.size());
        Finding best = sorted.get(0);
        int start = best.start();
        int end = best.end();
        for (Finding next : sorted.subList(1, sorted.size())) {
            if (next.start() >= end) {
                merged.add(covering(best, start, end));
                best = next;
                start = next.start();
                end = next.end();
            } else {
                end = Math.max(end, next.end());
                best = surer(best, next) ? best : next;
            }
        }
        merged.add(covering(best, start, end));
        return List.copyOf(merged);
    }

    private static boolean surer(Finding one, Finding other) {
        return one.score() > other.score() || (one.score() == other.score() && one.length() >= other.length());
    }

    private static Finding covering(Finding best, int start, int end) {
        return best.start() == start && best.end() == end
                ? best
                : new Finding(best.type(), start, end, best.score(), best.rule());
    }
}
