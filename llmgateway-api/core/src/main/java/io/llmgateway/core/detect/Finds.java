package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import java.util.ArrayList;
import java.util.List;

/** What spotters have found in one text. On one thread. */
final class Finds {
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

    List<Finding> found() {
        return found;
    }
}
