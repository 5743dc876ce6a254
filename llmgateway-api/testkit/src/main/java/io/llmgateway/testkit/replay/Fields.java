package io.llmgateway.testkit.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object that is used up: what is taken is gone, so that in the end it shows what nobody had a word for. A field
 * that is null counts as absent.
 */
final class Fields {
    private final ObjectNode object;
    private final String where;

    private Fields(ObjectNode object, String where) {
        this.object = object;
        this.where = where;
    }

    static Fields of(JsonNode node, String where) throws Inexpressible {
        if (node instanceof ObjectNode object) {
            return new Fields(object.deepCopy(), where);
        }
        throw new Inexpressible(where + " is no object");
    }

    String where() {
        return where;
    }

    /** What is left. */
    ObjectNode node() {
        return object;
    }

    @Nullable
    JsonNode take(String name) {
        JsonNode value = object.remove(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable
    String text(String name) throws Inexpressible {
        JsonNode value = take(name);
        if (value != null && !value.isString()) {
            throw new Inexpressible(where + "." + name + " is no text");
        }
        return value == null ? null : value.asString();
    }

    /** A text that must be there. */
    String needed(String name) throws Inexpressible {
        String value = text(name);
        if (value == null) {
            throw new Inexpressible(where + "." + name + " is missing");
        }
        return value;
    }

    @Nullable
    Double decimal(String name) {
        JsonNode value = take(name);
        return value == null ? null : Double.valueOf(value.asDouble());
    }

    @Nullable
    Long whole(String name) {
        JsonNode value = take(name);
        return value == null ? null : Long.valueOf(value.asLong());
    }

    @Nullable
    Boolean flag(String name) {
        JsonNode value = take(name);
        return value == null ? null : Boolean.valueOf(value.asBoolean());
    }

    /** A list of texts, or one text for a list of one. */
    List<String> texts(String name) {
        JsonNode value = take(name);
        List<String> texts = new ArrayList<>();
        if (value != null && value.isString()) {
            texts.add(value.asString());
        } else if (value != null) {
            value.forEach(item -> texts.add(item.asString()));
        }
        return texts;
    }

    /** The objects of a list, to be used up one by one. */
    List<Fields> objects(String name) throws Inexpressible {
        JsonNode value = take(name);
        List<Fields> items = new ArrayList<>();
        for (int i = 0; value != null && i < value.size(); i++) {
            items.add(of(value.get(i), where + "." + name + "[" + i + "]"));
        }
        return items;
    }

    boolean has(String name) {
        JsonNode value = object.get(name);
        return value != null && !value.isNull();
    }

    /** Whether nothing but nulls is left. */
    boolean empty() {
        return object.values().stream().allMatch(JsonNode::isNull);
    }

    /** Nothing may be left. */
    void done() throws Inexpressible {
        for (Map.Entry<String, JsonNode> left : object.properties()) {
            if (!left.getValue().isNull()) {
                throw new Inexpressible(where + "." + left.getKey() + " has no common word");
            }
        }
    }

    /** What is left, for the request's {@code extra}. */
    Map<String, Object> rest() {
        Map<String, Object> rest = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> left : object.properties()) {
            if (!left.getValue().isNull()) {
                rest.put(left.getKey(), Recording.JSON.treeToValue(left.getValue(), Object.class));
            }
        }
        return rest;
    }
}
