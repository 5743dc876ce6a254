package io.llmgateway.testkit.replay;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.ResponseFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The shape of the answer as the vendors' requests ask for it. */
final class ResponseFormats {
    private ResponseFormats() {}

    /** {@code response_format{type, json_schema{name, schema, strict}}}. */
    static void chat(Fields body, ChatRequest.Builder request) throws Inexpressible {
        JsonNode node = body.take("response_format");
        if (node == null) {
            return;
        }
        Fields format = Fields.of(node, "body.response_format");
        switch (format.needed("type")) {
            case "text" -> request.responseFormat(new ResponseFormat.Text());
            case "json_object" -> request.responseFormat(new ResponseFormat.JsonObject());
            default -> {
                JsonNode schema = format.take("json_schema");
                Fields fields = Fields.of(
                        schema == null ? Recording.JSON.nullNode() : schema, "body.response_format.json_schema");
                request.responseFormat(schema(fields));
                if (!fields.empty()) {
                    request.extra("response_format", Map.of("json_schema", fields.rest()));
                }
            }
        }
        format.done();
    }

    /** {@code text{format{type, name, schema, strict}, verbosity}}. */
    static void responses(Fields body, ChatRequest.Builder request) throws Inexpressible {
        JsonNode node = body.take("text");
        if (node == null) {
            return;
        }
        Fields text = Fields.of(node, "body.text");
        JsonNode formatNode = text.take("format");
        if (formatNode != null) {
            Fields format = Fields.of(formatNode, "body.text.format");
            switch (format.needed("type")) {
                case "text" -> request.responseFormat(new ResponseFormat.Text());
                case "json_object" -> request.responseFormat(new ResponseFormat.JsonObject());
                default -> request.responseFormat(schema(format));
            }
            format.done();
        }
        if (!text.empty()) {
            request.extra("text", text.rest());
        }
    }

    private static ResponseFormat schema(Fields fields) throws Inexpressible {
        String name = fields.text("name");
        @Nullable JsonNode schema = fields.take("schema");
        Boolean strict = fields.flag("strict");
        return new ResponseFormat.JsonSchema(
                name == null ? "response" : name, Json.of(String.valueOf(schema)), strict != null && strict);
    }
}
