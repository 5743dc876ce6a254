package io.llmgateway.testkit.replay;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Tool;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Words most vendors' requests share. */
final class RequestWords {
    private RequestWords() {}

    static void sampling(Fields body, ChatRequest.Builder request, String temperature, String topP) {
        Double heat = body.decimal(temperature);
        if (heat != null) {
            request.temperature(heat);
        }
        Double share = body.decimal(topP);
        if (share != null) {
            request.topP(share);
        }
    }

    static void whole(Fields body, LongConsumer word, String... names) {
        for (String name : names) {
            Long value = body.whole(name);
            if (value != null) {
                word.accept(value);
            }
        }
    }

    static void text(Fields body, Consumer<String> word, String... names) throws Inexpressible {
        for (String name : names) {
            String value = body.text(name);
            if (value != null) {
                word.accept(value);
            }
        }
    }

    /** A function of the application; empty where the entry says more than a common word can. */
    static Optional<Tool> function(Fields function, String schema) throws Inexpressible {
        String name = function.text("name");
        @Nullable String description = function.text("description");
        @Nullable JsonNode parameters = function.take(schema);
        @Nullable Boolean strict = function.flag("strict");
        if (name == null || !function.empty()) {
            return Optional.empty();
        }
        Json json = Json.of(parameters == null ? "{\"type\":\"object\",\"properties\":{}}" : parameters.toString());
        return Optional.of(new Tool.Function(name, description == null ? "" : description, json, strict));
    }
}
