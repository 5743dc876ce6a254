package io.llmgateway.providers.openai;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an error says, whatever shape it has.
 *
 * @param message for a person, empty if there is none; not redacted
 * @param code the vendor's code, or null
 * @param type the vendor's type, or null
 * @param inner a finer code, or null
 * @param status an HTTP status told in the body, or 0
 * @param waitSeconds how long the body says it will take, in seconds, or 0
 */
record ErrorBody(
        String message,
        @Nullable String code,
        @Nullable String type,
        @Nullable String inner,
        int status,
        double waitSeconds) {

    /**
     * Reads a body.
     *
     * @param root the body, or the error in it; missing where it was no JSON
     */
    static ErrorBody of(JsonNode root) {
        JsonNode error = root.path("error");
        if (error.isObject()) {
            return object(error, root);
        }
        if (error.isString()) {
            // xAI has code, Hugging Face error_type and estimated_time beside it
            return new ErrorBody(
                    error.stringValue(),
                    text(root.path("code")),
                    text(root.path("error_type")),
                    null,
                    status(root),
                    root.path("estimated_time").asDouble(0));
        }
        return object(root, root);
    }

    private static ErrorBody object(JsonNode error, JsonNode root) {
        return new ErrorBody(
                message(error),
                text(error.path("code")),
                text(error.path("type")),
                inner(error),
                Math.max(status(error), status(root)),
                error.path("metadata").path("retry_after_seconds").asDouble(0));
    }

    private static String message(JsonNode error) {
        if (error.isString()) {
            return error.stringValue();
        }
        String message = words(error.path("message"));
        if (message.isEmpty()) {
            message = words(error.path("detail"));
        }
        // a router passes on what its vendor said
        String raw = words(error.path("metadata").path("raw"));
        return raw.isEmpty() ? message : message + ": " + raw;
    }

    // validation errors are lists, and sometimes lie one level deeper
    private static String words(JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isObject()) {
            return node.has("detail") ? words(node.path("detail")) : node.toString();
        }
        List<String> all = new ArrayList<>();
        for (JsonNode item : node) {
            String what = item.path("msg").asString("");
            all.add(what.isEmpty() ? item.toString() : place(item.path("loc")) + what);
        }
        return String.join("; ", all);
    }

    private static String place(JsonNode loc) {
        List<String> steps = new ArrayList<>();
        for (JsonNode step : loc) {
            steps.add(step.asString(""));
        }
        return steps.isEmpty() ? "" : String.join(".", steps) + ": ";
    }

    private static @Nullable String inner(JsonNode error) {
        for (String spelling : List.of("innererror", "inner_error")) {
            String code = text(error.path(spelling).path("code"));
            if (code != null) {
                return code;
            }
        }
        return text(error.path("metadata").path("error_type"));
    }

    private static int status(JsonNode node) {
        for (String field : List.of("status_code", "raw_status_code", "code", "status", "http_status_code")) {
            int value = node.path(field).asInt(0);
            if (value >= 400 && value < 600) {
                return value;
            }
        }
        return 0;
    }

    private static @Nullable String text(JsonNode node) {
        String text = node.isString() || node.isNumber() ? node.asString("") : "";
        return text.isBlank() ? null : text;
    }

    /** The code, or the type where there is no code, or the code says no more than a status. */
    @Nullable
    String word() {
        boolean number = code != null && code.chars().allMatch(Character::isDigit);
        return code == null || (number && type != null) ? type : code;
    }
}
