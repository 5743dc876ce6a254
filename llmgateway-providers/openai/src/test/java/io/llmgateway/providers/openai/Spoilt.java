package io.llmgateway.providers.openai;

import io.llmgateway.providers.kit.WireJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes answers of servers that do not keep to the types of their own fields. */
final class Spoilt {
    private static final List<String> VALUES =
            List.of("null", "true", "-1", "1e400", "2147483648", "\"\"", "\"x\"", "[]", "[1]", "{}", "{\"a\":[{}]}");

    private Spoilt() {}

    /** The JSON with one value, anywhere in it, replaced by another. */
    static String json(String json, Random random) {
        JsonNode root = WireJson.mapper().readTree(json);
        List<Runnable> places = new ArrayList<>();
        JsonNode value = WireJson.mapper().readTree(VALUES.get(random.nextInt(VALUES.size())));
        collect(root, value, places);
        places.get(random.nextInt(places.size())).run();
        return root.toString();
    }

    private static void collect(JsonNode node, JsonNode value, List<Runnable> places) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                places.add(() -> object.set(field.getKey(), value));
                collect(field.getValue(), value, places);
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                places.add(() -> array.set(at, value));
                collect(array.get(i), value, places);
            }
        }
    }
}
