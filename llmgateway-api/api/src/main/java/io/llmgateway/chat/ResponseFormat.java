package io.llmgateway.chat;

import java.util.Objects;

/** The shape an answer must have. */
public sealed interface ResponseFormat {
    /** Free text, the default. */
    record Text() implements ResponseFormat {}

    /** Any JSON object. Vendors want the word JSON somewhere in the messages. */
    record JsonObject() implements ResponseFormat {}

    /**
     * JSON that keeps to a schema.
     *
     * @param name a short name of the shape; letters, digits, {@code _} and {@code -}
     * @param schema the JSON Schema
     * @param strict whether the vendor must enforce it; some then take a subset of JSON Schema only
     */
    record JsonSchema(String name, Json schema, boolean strict) implements ResponseFormat {
        public JsonSchema {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(schema, "schema");
        }
    }

    /**
     * JSON that keeps to a schema, enforced by the vendor.
     *
     * @param name a short name of the shape
     * @param schema the JSON Schema
     * @return the format
     */
    static ResponseFormat jsonSchema(String name, Json schema) {
        return new JsonSchema(name, schema, true);
    }
}
