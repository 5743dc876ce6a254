package io.llmgateway.providers.gemini;

import io.llmgateway.providers.kit.WireJson;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ContainerNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Arguments of a function that come as places and values: {@code $.city} is {@code "Par"}, then {@code "is"}. */
final class PartialArguments {
    // .name, ['name'], ["name"] or [0]
    private static final Pattern STEP =
            Pattern.compile("\\.([^.\\[\\]]+)|\\['([^']*)']|\\[\"([^\"]*)\"]|\\[(\\d{1,6})]");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONGEST_ARRAY = 100_000;

    private final ObjectNode arguments = NODES.objectNode();

    /**
     * What goes to one place.
     *
     * @param path the place, in JSONPath
     * @param value the value; of a text a piece of it
     */
    record Piece(String path, JsonNode value) {}

    /** Reads an array of pieces. */
    static List<Piece> read(JsonParser json) {
        List<Piece> pieces = new ArrayList<>(2);
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return pieces;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                readPiece(json, pieces);
            } else {
                json.skipChildren();
            }
        }
        return pieces;
    }

    private static void readPiece(JsonParser json, List<Piece> pieces) {
        String path = null;
        JsonNode value = null;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "jsonPath" -> path = WireJson.text(json);
                // whichever it is, its own type says so
                case "stringValue", "numberValue", "boolValue", "nullValue" -> value = WireJson.tree(json);
                default -> json.skipChildren();
            }
        }
        if (path != null && value != null) {
            pieces.add(new Piece(path, value));
        }
    }

    void put(List<Piece> pieces) {
        for (Piece piece : pieces) {
            put(steps(piece.path()), piece.value());
        }
    }

    private static List<Object> steps(String path) {
        List<Object> steps = new ArrayList<>(2);
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            steps.add(step.group(4) == null ? name(step) : Integer.valueOf(step.group(4)));
        }
        return steps;
    }

    private static String name(Matcher step) {
        String plain = step.group(1) == null ? step.group(2) : step.group(1);
        return plain == null ? step.group(3) : plain;
    }

    private void put(List<Object> steps, JsonNode value) {
        JsonNode at = arguments;
        for (int i = 0; i < steps.size(); i++) {
            JsonNode old = child(at, steps.get(i));
            JsonNode next;
            if (i == steps.size() - 1) {
                // a text comes in pieces, anything else at once
                next = old != null && old.isString() && value.isString()
                        ? NODES.stringNode(old.stringValue() + value.stringValue())
                        : value;
            } else if (old instanceof ContainerNode<?>) {
                next = old;
            } else {
                next = steps.get(i + 1) instanceof Integer ? NODES.arrayNode() : NODES.objectNode();
            }
            if (!set(at, steps.get(i), next)) {
                return;
            }
            at = next;
        }
    }

    private static @Nullable JsonNode child(JsonNode parent, Object step) {
        return step instanceof Integer index ? parent.get(index) : parent.get((String) step);
    }

    private static boolean set(JsonNode parent, Object step, JsonNode value) {
        if (parent instanceof ObjectNode object && step instanceof String name) {
            object.set(name, value);
            return true;
        }
        if (parent instanceof ArrayNode array && step instanceof Integer index && index < LONGEST_ARRAY) {
            while (array.size() <= index) {
                array.addNull();
            }
            array.set(index, value);
            return true;
        }
        return false;
    }

    /** The arguments so far, as JSON text. */
    String text() {
        return arguments.toString();
    }
}
