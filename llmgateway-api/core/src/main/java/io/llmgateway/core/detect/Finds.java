package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What spotters have found in one text. On one thread. */
final class Finds {
    private static final int LATEST = 4;

    private final Sheet sheet;
    private final List<Finding> found = new ArrayList<>(4);

    Finds(Sheet sheet) {
        this.sheet = sheet;
    }

    /**
     * Something is found.
     *
     * @param type what
     * @param start where it begins in the folded text
     * @param end where it ends, exclusive
     * @param score how sure that is
     * @param rule what found it
     */
    void add(EntityType type, int start, int end, double score, String rule) {
        found.add(new Finding(type, sheet.origin(start), sheet.origin(end), score, rule));
    }

    /** Whether a place of the folded text lies within one of the latest findings of a type: it need not be looked at again. */
    boolean within(EntityType type, int place) {
        int origin = sheet.origin(place);
        for (int i = found.size() - 1; i >= Math.max(0, found.size() - LATEST); i--) {
            Finding one = found.get(i);
            if (Objects.equals(one.type(), type) && one.start() <= origin && origin < one.end()) {
                return true;
            }
        }
        return false;
    }

    List<Finding> found() {
        return found;
    }
}
