package io.llmgateway.testkit.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds the paths at which two JSON bodies differ. Numbers are equal by value. */
final class BodyDifference {
    private static final int SHOWN = 70;
    private static final int MOST = 12;

    private final List<String> found = new ArrayList<>();

    private BodyDifference() {}

    static List<String> between(JsonNode recorded, JsonNode ours) {
        BodyDifference difference = new BodyDifference();
        difference.compare("", recorded, ours);
        return difference.found;
    }

    private void compare(String path, @Nullable JsonNode recorded, @Nullable JsonNode ours) {
        if (found.size() >= MOST) {
            return;
        }
        if (recorded == null || ours == null) {
            found.add((path.isEmpty() ? "body" : path)
                    + (ours == null ? ": only recorded " + shown(recorded) : ": only ours " + shown(ours)));
        } else if (recorded.isObject() && ours.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            recorded.propertyNames().forEach(names::add);
            ours.propertyNames().forEach(names::add);
            for (String name : names) {
                compare(path.isEmpty() ? name : path + "." + name, recorded.get(name), ours.get(name));
            }
        } else if (recorded.isArray() && ours.isArray()) {
            for (int i = 0; i < Math.max(recorded.size(), ours.size()); i++) {
                compare(path + "[" + i + "]", recorded.get(i), ours.get(i));
            }
        } else if (!same(recorded, ours)) {
            found.add(path + ": recorded " + shown(recorded) + ", ours " + shown(ours));
        }
    }

    private static boolean same(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        return one.equals(other);
    }

    private static String shown(@Nullable JsonNode node) {
        String text = String.valueOf(node);
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
