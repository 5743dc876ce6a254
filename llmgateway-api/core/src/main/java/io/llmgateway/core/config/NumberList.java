package io.llmgateway.core.config;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** A list of numbers: a list where the source has lists, else numbers separated by commas. */
final class NumberList extends ValueDeserializer<List<Double>> {
    @Override
    public List<Double> deserialize(JsonParser json, DeserializationContext context) {
        List<Double> numbers = new ArrayList<>();
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            for (String text : new TextList().split(json.getString())) {
                numbers.add(number(text, context));
            }
            return numbers;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            context.reportInputMismatch(this, "it must be a list of numbers");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            numbers.add(number(json.getString(), context));
        }
        return numbers;
    }

    private Double number(String text, DeserializationContext context) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return context.reportInputMismatch(this, "\"%s\" is no number", text);
        }
    }
}
