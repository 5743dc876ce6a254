package io.llmgateway.core.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The one whose vendor has the most left of its limits first; among equals, in the order written. */
record Roomiest() implements Strategy {
    private record Room(Node node, double share) {}

    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        List<Room> rooms = new ArrayList<>(candidates.size());
        for (Node node : candidates) {
            rooms.add(new Room(node, moment.headroom(node)));
        }
        rooms.sort(Comparator.comparingDouble(Room::share).reversed());
        return rooms.stream().map(Room::node).toList();
    }

    @Override
    public String toString() {
        return "usage headroom";
    }
}
