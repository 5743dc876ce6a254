package io.llmgateway.providers.openai;

import io.llmgateway.chat.ProviderState;
import io.llmgateway.providers.kit.WireJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One item of an answer of the Responses API. A message is pulled; of everything else the whole is kept, because the
 * vendor wants it back as it was.
 *
 * @param type such as {@code message}; empty if it has none
 * @param fields all fields, without the content of a message
 * @param contents the pieces of a message or of a reasoning's text, in order
 */
record ResponsesItem(String type, ObjectNode fields, List<Content> contents) {
    /**
     * One piece of an item's content.
     *
     * @param kind what it is; null for what is not known here
     * @param text its text, may be empty
     */
    record Content(@Nullable Kind kind, String text) {}

    /** What a text is. */
    enum Kind {
        TEXT,
        REFUSAL,
        SUMMARY,
        THOUGHT
    }

    /**
     * Reads an item.
     *
     * @param json stands on the item's first token, and on its last afterwards
     */
    static ResponsesItem read(JsonParser json) {
        ObjectNode fields = WireJson.mapper().createObjectNode();
        List<Content> contents = List.of();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return new ResponsesItem("", fields, contents);
        }
        for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
            if (name.equals("content") && isMessage(fields)) {
                contents = contents(json);
            } else {
                fields.set(name, WireJson.tree(json));
            }
        }
        if (fields.has("content")) {
            contents = contents(fields.get("content"));
            if (isMessage(fields)) {
                fields.remove("content");
            }
        }
        return new ResponsesItem(text(fields, "type"), fields, contents);
    }

    private static boolean isMessage(ObjectNode fields) {
        return text(fields, "type").equals("message");
    }

    private static List<Content> contents(JsonNode tree) {
        try (JsonParser json = WireJson.mapper().treeAsTokens(tree)) {
            json.nextToken();
            return contents(json);
        }
    }

    private static List<Content> contents(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return List.of();
        }
        List<Content> contents = new ArrayList<>(1);
        while (json.nextToken() == JsonToken.START_OBJECT) {
            contents.add(content(json));
        }
        return contents;
    }

    /**
     * Reads a piece of content.
     *
     * @param json stands on its first token, and on its last afterwards
     */
    static Content content(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return new Content(null, "");
        }
        String type = "";
        String text = "";
        String refusal = "";
        for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                json.skipChildren();
                continue;
            }
            switch (name) {
                case "type" -> type = json.getString();
                case "text" -> text = json.getString();
                case "refusal" -> refusal = json.getString();
                default -> {}
            }
        }
        Kind kind = kind(type);
        return new Content(kind, kind == Kind.REFUSAL ? refusal : text);
    }

    private static @Nullable Kind kind(String type) {
        return switch (type) {
            case "output_text", "text" -> Kind.TEXT;
            case "refusal" -> Kind.REFUSAL;
            case "summary_text" -> Kind.SUMMARY;
            case "reasoning_text" -> Kind.THOUGHT;
            default -> null;
        };
    }

    /** The summaries of a reasoning item. */
    List<Content> summaries() {
        JsonNode summary = fields.get("summary");
        return summary == null ? List.of() : contents(summary);
    }

    /** The text of a field, empty if there is none. */
    String text(String name) {
        return text(fields, name);
    }

    private static String text(ObjectNode fields, String name) {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return "";
        }
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** What the vendor wants back: the item without the named fields. */
    ProviderState stateWithout(String format, String... names) {
        ObjectNode rest = fields.deepCopy();
        for (String name : names) {
            rest.remove(name);
        }
        return new ProviderState(format, rest.toString());
    }

    /** The whole item, as the vendor wants it back. */
    ProviderState state(String format) {
        return new ProviderState(format, fields.toString());
    }
}
