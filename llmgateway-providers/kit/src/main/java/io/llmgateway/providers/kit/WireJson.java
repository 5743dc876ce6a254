package io.llmgateway.providers.kit;

import io.llmgateway.chat.Json;
import io.llmgateway.error.InvalidRequestException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes JSON for the vendors' modules: pulls and pushes tokens, builds trees only off the hot path. */
public final class WireJson {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    // apart, since it costs a process that has just started more than its first call
    private static final class Trees {
        static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();
        static final ObjectReader VALUES = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    private WireJson() {}

    /**
     * Reads and writes trees; for errors and other rare things, since answers are pulled.
     *
     * @return the same one each time
     */
    public static JsonMapper mapper() {
        return Trees.MAPPER;
    }

    /**
     * A parser over a range of bytes.
     *
     * @param utf8 holds the JSON
     * @param offset where it begins
     * @param length how many bytes it has
     * @return stands before the first token
     */
    public static JsonParser parser(byte[] utf8, int offset, int length) {
        return FACTORY.createParser(ObjectReadContext.empty(), utf8, offset, length);
    }

    /**
     * A parser over the content of a frame.
     *
     * @param frame stands on the frame
     * @return stands before the first token
     */
    public static JsonParser parser(Frames frame) {
        return parser(frame.buffer(), frame.offset(), frame.length());
    }

    /**
     * Writes a JSON object.
     *
     * @param fields writes the fields; the braces are written here
     * @param extra merged into it, objects key by key, and wins
     * @return the object in UTF-8
     */
    public static byte[] object(Consumer<JsonGenerator> fields, Map<String, Object> extra) {
        Buffer out = new Buffer(); // its segments are pooled
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out.outputStream())) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        byte[] body = out.readByteArray();
        return extra.isEmpty() ? body : merged(body, extra);
    }

    private static byte[] merged(byte[] body, Map<String, Object> extra) {
        ObjectNode tree = (ObjectNode) mapper().readTree(body);
        try {
            merge(tree, (ObjectNode) mapper().<JsonNode>valueToTree(extra));
        } catch (JacksonException e) {
            throw new InvalidRequestException("extra cannot be written as JSON: use maps, lists, strings, numbers and"
                    + " booleans only: " + e.getOriginalMessage());
        }
        return mapper().writeValueAsBytes(tree);
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(field -> {
            JsonNode old = into.get(field.getKey());
            if (old instanceof ObjectNode oldObject && field.getValue() instanceof ObjectNode newObject) {
                merge(oldObject, newObject);
            } else {
                into.set(field.getKey(), field.getValue());
            }
        });
    }

    /**
     * Writes a piece of JSON the caller gave as text, after checking that it is JSON.
     *
     * @param json where to write it, as a value
     * @param value the text
     * @param where what it is, for the message, such as {@code "parameters of tool \"weather\""}
     * @throws InvalidRequestException if it is no JSON
     */
    public static void raw(JsonGenerator json, Json value, String where) {
        raw(json, value.text(), where);
    }

    /**
     * Writes a piece of JSON given as text, after checking that it is JSON.
     *
     * @param json where to write it, as a value
     * @param text the text
     * @param where what it is, for the message
     * @throws InvalidRequestException if it is no JSON
     */
    public static void raw(JsonGenerator json, String text, String where) {
        check(text, where);
        json.writeRawValue(text);
    }

    /**
     * Checks that a text is one JSON value.
     *
     * @param text the text
     * @param where what it is, for the message
     * @throws InvalidRequestException if it is not
     */
    public static void check(String text, String where) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new InvalidRequestException(where + ": it is empty, and must be JSON");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new InvalidRequestException(where + ": there is something behind the JSON value");
            }
        } catch (JacksonException e) {
            throw new InvalidRequestException(where + ": it is no JSON: " + e.getOriginalMessage());
        }
    }

    /**
     * Goes into the object the parser stands on or before.
     *
     * @param json the parser
     * @return true if there is an object; its fields follow through {@link #nextField}
     */
    public static boolean enterObject(JsonParser json) {
        JsonToken token = json.currentToken() == null ? json.nextToken() : json.currentToken();
        return token == JsonToken.START_OBJECT;
    }

    /**
     * Goes to the value of the next field of the object the parser is in.
     *
     * @param json the parser; behind the value of the last field, with its children skipped
     * @return the field's name, or null at the end of the object; the parser stands on the field's value
     */
    public static @Nullable String nextField(JsonParser json) {
        String name = json.nextName();
        if (name != null) {
            json.nextToken();
        }
        return name;
    }

    /**
     * The value the parser stands on, as JSON text; for what is kept as it is. Stands on its last token afterwards.
     *
     * @param json the parser
     * @return JSON text
     */
    public static String copy(JsonParser json) {
        ByteArrayBuilder out = new ByteArrayBuilder(256);
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            generator.copyCurrentStructure(json);
        }
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    /**
     * The value the parser stands on, as a tree; for rare and small things. Stands on its last token afterwards.
     *
     * @param json the parser
     * @return the tree
     */
    public static JsonNode tree(JsonParser json) {
        return Trees.VALUES.readTree(json);
    }

    /**
     * The text the parser stands on.
     *
     * @param json the parser
     * @return the text of a string or number; null for null, and for an object or array, which is skipped
     */
    public static @Nullable String text(JsonParser json) {
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            json.skipChildren();
            return null;
        }
        return token == JsonToken.VALUE_NULL ? null : json.getString();
    }

    /**
     * The number the parser stands on.
     *
     * @param json the parser
     * @return the number; 0 for anything else
     */
    public static long number(JsonParser json) {
        JsonToken token = json.currentToken();
        return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT
                ? (long) json.getDoubleValue()
                : 0;
    }

    /**
     * The amount of money the parser stands on, as it is written.
     *
     * @param json the parser
     * @return the number; null for anything else, for one below zero, and for one no bill has
     */
    public static @Nullable BigDecimal money(JsonParser json) {
        if (!json.currentToken().isNumeric()) {
            json.skipChildren();
            return null;
        }
        try {
            BigDecimal amount = json.getDecimalValue();
            boolean sane = amount.signum() >= 0 && Math.abs(amount.scale()) <= 30 && amount.precision() <= 30;
            return sane ? amount : null;
        } catch (JacksonException | NumberFormatException e) { // beyond any BigDecimal
            return null;
        }
    }
}
