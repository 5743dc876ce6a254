package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Makes one finding of those that overlap: the surest gives the type and the rule, and it covers all of them, so that no end
 * of another one is left. A web address or a date is only what is left of it around others: it may be let through where what it
 * holds may not.
 */
final class Overlaps {
    private static final Set<EntityType> FRAMES = Set.of(EntityType.URL, EntityType.DATE);
    private static final Comparator<Finding> BY_PLACE = (one, other) -> one.start() == other.start()
            ? Integer.compare(one.end(), other.end())
            : Integer.compare(one.start(), other.start());

    private Overlaps() {}

    /** The findings, in the order of the text, none of which overlap. */
    static List<Finding> merge(List<Finding> found) {
        if (found.size() < 2) {
            return List.copyOf(found);
        }
        List<Finding> frames = new ArrayList<>(0);
        List<Finding> others = new ArrayList<>(found.size());
        for (Finding one : found) {
            (FRAMES.contains(one.type()) ? frames : others).add(one);
        }
        if (frames.isEmpty()) {
            return List.copyOf(joined(others));
        }
        List<Finding> all = joined(others);
        List<Finding> parts = new ArrayList<>(frames.size());
        int next = 0;
        for (Finding frame : joined(frames)) {
            while (next < all.size() && all.get(next).end() <= frame.start()) {
                next++;
            }
            around(frame, all.subList(next, all.size()), parts);
        }
        parts.addAll(all);
        parts.sort(BY_PLACE);
        return List.copyOf(parts);
    }

    // the others are those that end behind the beginning of the frame
    private static void around(Finding frame, List<Finding> others, List<Finding> parts) {
        int from = frame.start();
        for (Finding other : others) {
            if (other.start() >= frame.end()) {
                break;
            }
            add(frame, from, other.start(), parts);
            from = other.end();
        }
        add(frame, from, frame.end(), parts);
    }

    private static void add(Finding frame, int start, int end, List<Finding> parts) {
        if (start < end) {
            parts.add(covering(frame, start, end));
        }
    }

    private static List<Finding> joined(List<Finding> found) {
        if (found.size() < 2) {
            return found;
        }
        List<Finding> sorted = new ArrayList<>(found);
        sorted.sort(BY_PLACE);
        List<Finding> joined = new ArrayList<>(sorted.size());
        Finding best = sorted.get(0);
        int start = best.start();
        int end = best.end();
        for (Finding next : sorted.subList(1, sorted.size())) {
            if (next.start() >= end) {
                joined.add(covering(best, start, end));
                best = next;
                start = next.start();
                end = next.end();
            } else {
                end = Math.max(end, next.end());
                best = surer(best, next) ? best : next;
            }
        }
        joined.add(covering(best, start, end));
        return joined;
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
