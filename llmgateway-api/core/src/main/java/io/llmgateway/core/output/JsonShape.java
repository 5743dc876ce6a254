package io.llmgateway.core.output;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether a text is JSON, and of the shape a schema wants: the types of the whole and of its members, and the members it must
 * have. What lies deeper is not looked at.
 */
public final class JsonShape {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonShape() {}

    /**
     * What is wrong with a text.
     *
     * @param text the text
     * @param schema a JSON Schema; null for any JSON
     * @return a word or two; null where nothing is
     */
    public static @Nullable String fault(String text, @Nullable String schema) {
        JsonNode value = read(text);
        if (value == null) {
            return "no json";
        }
        JsonNode wanted = schema == null ? null : read(schema);
        if (wanted == null) {
            return null;
        }
        if (!fits(value, wanted.path("type"))) {
            return "json type";
        }
        for (JsonNode name : wanted.path("required")) {
            if (value.isObject() && !value.has(name.asString(""))) {
                return "json member missing";
            }
        }
        boolean members = wanted.path("properties").properties().stream()
                .allMatch(member -> !value.has(member.getKey())
                        || fits(value.path(member.getKey()), member.getValue().path("type")));
        return members ? null : "json member type";
    }

    private static @Nullable JsonNode read(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node.isMissingNode() ? null : node;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static boolean fits(JsonNode value, JsonNode type) {
        if (type.isArray()) {
            return type.valueStream().anyMatch(one -> fits(value, one));
        }
        return switch (type.asString("")) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber() || (value.isNumber() && value.asDouble() % 1 == 0);
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> true;
        };
    }
}
