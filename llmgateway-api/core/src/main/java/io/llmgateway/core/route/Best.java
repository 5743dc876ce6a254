package io.llmgateway.core.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The best first, by the user's own figures. */
record Best() implements Strategy {
    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        List<Node> ordered = new ArrayList<>(candidates);
        ordered.sort(Comparator.comparing(moment::quality).reversed());
        return ordered;
    }

    @Override
    public boolean byQuality() {
        return true;
    }

    @Override
    public String toString() {
        return "quality";
    }
}
