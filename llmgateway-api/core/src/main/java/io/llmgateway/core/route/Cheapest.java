package io.llmgateway.core.route;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The cheapest for this request first, by its length and the catalogue's prices; those without a price last.
 *
 * @param byQuality whether the price is that of a point of quality
 */
record Cheapest(boolean byQuality) implements Strategy {
    private record Priced(Node node, Optional<BigDecimal> price) {}

    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        List<Priced> priced = new ArrayList<>(candidates.size());
        for (Node node : candidates) {
            priced.add(new Priced(node, byQuality ? moment.pricePerQuality(node) : moment.price(node)));
        }
        priced.sort(Comparator.comparing(
                p -> p.price().orElse(null), Comparator.nullsLast(Comparator.<BigDecimal>naturalOrder())));
        return priced.stream().map(Priced::node).toList();
    }

    @Override
    public String toString() {
        return byQuality ? "cost-per-quality" : "cost";
    }
}
