package io.llmgateway.testkit.replay;

import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two ways of saying the same to a vendor. Applied to both bodies before they are compared, it makes them one.
 *
 * @param name a short name
 * @param why why it is the same
 * @param unite brings a body into the one form
 */
record Equivalence(String name, String why, Consumer<ObjectNode> unite) {
    static void uniteAll(List<Equivalence> all, ObjectNode body) {
        all.forEach(equivalence -> equivalence.unite().accept(body));
    }
}
