package io.llmgateway.core.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** A list of texts: a list where the source has lists, else texts separated by commas. */
class TextList extends ValueDeserializer<List<String>> {
    @Override
    public List<String> deserialize(JsonParser json, DeserializationContext context) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return split(json.getString());
        }
        List<String> texts = new ArrayList<>();
        if (json.currentToken() != JsonToken.START_ARRAY) {
            context.reportInputMismatch(this, "it must be a list of texts");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                context.reportInputMismatch(this, "it must be a list of texts");
            }
            texts.add(json.getString());
        }
        return texts;
    }

    List<String> split(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
