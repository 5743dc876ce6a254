package io.llmgateway.core.ledger;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.LedgerEntry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads what {@link EntryWriter} wrote. Fields it does not know are left aside. */
final class EntryReader {
    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private EntryReader() {}

    /**
     * Reads a line.
     *
     * @throws RuntimeException of many kinds, if it is no entry
     */
    static LedgerEntry read(String line) {
        JsonNode json = tree(line);
        int version = json.required("v").intValue();
        if (version != EntryWriter.VERSION) {
            throw new IllegalArgumentException("it is of version " + version + ", and this library reads "
                    + EntryWriter.VERSION + ": use a newer one");
        }
        Attempt attempt = new Attempt(
                json.required("attempt").intValue(),
                text(json, "provider"),
                text(json, "model"),
                word(Outcome.class, json, "outcome"),
                json.has("failure") ? failure(json.required("failure")) : null,
                millis(json.required("latency")),
                json.has("firstToken") ? millis(json.required("firstToken")) : null,
                usage(json.required("usage"), json.required("estimated").booleanValue()),
                cost(json.required("cost")));
        Map<String, String> tags = new LinkedHashMap<>();
        json.required("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().stringValue()));
        return new LedgerEntry(
                text(json, "operation"),
                Instant.parse(text(json, "at")),
                attempt,
                word(Purpose.class, json, "purpose"),
                text(json, "asked"),
                text(json, "served"),
                optional(json, "user"),
                tags,
                json.required("cached").booleanValue(),
                json.has("saved") ? amount(json, "saved") : null);
    }

    // a mapper does the same, and has five hundred classes, which a process would load when it starts
    private static JsonNode tree(String line) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            json.nextToken();
            JsonNode tree = value(json);
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("there is something behind its last brace");
            }
            return tree;
        }
    }

    private static JsonNode value(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                for (String name = json.nextName(); name != null; name = json.nextName()) {
                    json.nextToken();
                    object.set(name, value(json));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(json));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.stringNode(json.getString());
            case VALUE_NUMBER_INT -> NODES.numberNode(json.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(json.getDecimalValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(json.getBooleanValue());
            default -> NODES.nullNode();
        };
    }

    private static Usage usage(JsonNode json, boolean estimated) {
        Usage.Builder usage = Usage.builder().estimated(estimated);
        json.properties().forEach(bucket -> {
            long tokens = bucket.getValue().longValue();
            switch (bucket(bucket.getKey())) {
                case INPUT -> usage.input(tokens);
                case CACHE_READ -> usage.cacheRead(tokens);
                case CACHE_WRITE -> usage.cacheWrite(tokens);
                case CACHE_WRITE_LONG -> usage.cacheWriteLong(tokens);
                case AUDIO_INPUT -> usage.audioInput(tokens);
                case IMAGE_INPUT -> usage.imageInput(tokens);
                case OUTPUT -> usage.output(tokens);
                case REASONING -> usage.reasoning(tokens);
                case AUDIO_OUTPUT -> usage.audioOutput(tokens);
                case IMAGE_OUTPUT -> usage.imageOutput(tokens);
                case REQUEST -> throw new IllegalArgumentException("a request has no tokens");
            }
        });
        return usage.build();
    }

    private static Cost cost(JsonNode json) {
        List<Cost.Line> lines = new ArrayList<>();
        for (JsonNode line : json.required("lines")) {
            lines.add(new Cost.Line(
                    bucket(text(line, "bucket")),
                    line.required("quantity").longValue(),
                    amount(line, "price"),
                    amount(line, "amount")));
        }
        PriceStatus status = word(PriceStatus.class, json, "status");
        String prices = text(json, "prices");
        return json.required("amount").isNull()
                ? Cost.of(lines, status, prices)
                : Cost.of(amount(json, "amount"), lines, status, prices);
    }

    private static Failure failure(JsonNode json) {
        return new Failure(
                word(FailureClass.class, json, "kind"),
                "",
                json.has("status") ? json.required("status").intValue() : null,
                optional(json, "code"),
                optional(json, "requestId"),
                null);
    }

    private static String text(JsonNode json, String name) {
        return json.required(name).stringValue();
    }

    private static @Nullable String optional(JsonNode json, String name) {
        return json.has(name) ? text(json, name) : null;
    }

    private static BigDecimal amount(JsonNode json, String name) {
        return new BigDecimal(text(json, name));
    }

    private static Duration millis(JsonNode number) {
        return Duration.ofNanos(number.decimalValue().movePointRight(6).longValueExact());
    }

    private static Bucket bucket(String word) {
        return Bucket.of(word).orElseThrow(() -> new IllegalArgumentException("there is no bucket \"" + word + "\""));
    }

    private static <E extends Enum<E>> E word(Class<E> type, JsonNode json, String name) {
        return word(type, text(json, name));
    }

    private static <E extends Enum<E>> E word(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
