package io.llmgateway.testkit.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Small changes to JSON trees, in place. */
final class Trees {
    private Trees() {}

    /** Every object below and including a node, the innermost first. */
    static void objects(JsonNode node, Consumer<ObjectNode> action) {
        objects(node, Set.of(), action);
    }

    /** The same, but not what stands in fields of some names. */
    static void objects(JsonNode node, Set<String> except, Consumer<ObjectNode> action) {
        if (node instanceof ObjectNode object) {
            List.copyOf(object.properties()).forEach(field -> {
                if (!except.contains(field.getKey())) {
                    objects(field.getValue(), except, action);
                }
            });
            action.accept(object);
        } else {
            node.forEach(item -> objects(item, except, action));
        }
    }

    /** The objects in a list. */
    static List<ObjectNode> in(JsonNode list) {
        List<ObjectNode> objects = new ArrayList<>();
        list.forEach(item -> {
            if (item instanceof ObjectNode object) {
                objects.add(object);
            }
        });
        return objects;
    }

    static String text(JsonNode object, String field) {
        return object.path(field).asString("");
    }

    /** Removes a field if it has this value, given as JSON. */
    static void removeIf(JsonNode node, String field, String json) {
        if (node instanceof ObjectNode object && object.path(field).equals(Recording.JSON.readTree(json))) {
            object.remove(field);
        }
    }

    static void rename(ObjectNode object, String from, String to) {
        JsonNode value = object.remove(from);
        if (value != null) {
            object.set(to, value);
        }
    }

    /** Makes a list of one out of a value that is none. */
    static void listOfOne(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        if (value != null && !value.isArray()) {
            object.putArray(field).add(value);
        }
    }

    /** Makes a list of one text part out of a text. */
    static void listOfText(ObjectNode object, String field, String type) {
        JsonNode value = object.get(field);
        if (value != null && value.isString()) {
            ArrayNode list = object.putArray(field);
            list.addObject().put("type", type).put("text", value.asString());
        }
    }

    /** Puts the JSON value in the place of its text; nothing where it is no JSON. */
    static void parse(ObjectNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isString()) {
            try {
                String json = value.asString().isBlank() ? "{}" : value.asString();
                object.set(field, Recording.JSON.readTree(json));
            } catch (JacksonException e) {
                // it stays a text, and is compared as one
            }
        }
    }

    /** Joins neighbours of one role into the first of them. */
    static void mergeTurns(JsonNode list, String content) {
        if (!(list instanceof ArrayNode turns)) {
            return;
        }
        for (int i = turns.size() - 1; i > 0; i--) {
            JsonNode before = turns.get(i - 1);
            JsonNode turn = turns.get(i);
            if (text(before, "role").equals(text(turn, "role"))
                    && before.path(content) instanceof ArrayNode into
                    && turn.path(content).isArray()) {
                turn.path(content).forEach(into::add);
                turns.remove(i);
            }
        }
    }
}
