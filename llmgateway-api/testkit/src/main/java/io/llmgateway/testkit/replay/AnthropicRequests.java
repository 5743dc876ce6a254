package io.llmgateway.testkit.replay;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads requests to Anthropic's Messages API into common words. For one request. */
final class AnthropicRequests {
    private static final String FORMAT = "anthropic";

    private final History history;
    private final ChatRequest.Builder request = ChatRequest.builder();

    private AnthropicRequests(History history) {
        this.history = history;
    }

    static ChatRequest read(JsonNode body, String model, History history) throws Inexpressible {
        return new AnthropicRequests(history).read(Fields.of(body, "body"), model);
    }

    private ChatRequest read(Fields body, String model) throws Inexpressible {
        String named = body.text("model");
        request.model(named == null ? model : named);
        if (body.has("system")) {
            request.message(new Message(Role.SYSTEM, parts(body, "system"), null));
        }
        for (Fields message : body.objects("messages")) {
            message(message);
        }
        for (Fields tool : body.objects("tools")) {
            request.tool(tool(tool));
        }
        body.take("stream");
        toolChoice(body);
        settings(body);
        output(body);
        body.rest().forEach(request::extra);
        return request.build();
    }

    private void settings(Fields body) throws Inexpressible {
        RequestWords.sampling(body, request, "temperature", "top_p");
        RequestWords.whole(body, request::maxTokens, "max_tokens");
        request.stop(body.texts("stop_sequences").toArray(String[]::new));
        JsonNode control = body.take("cache_control");
        if (control != null) {
            Part.CachePoint point = Media.cachePoint(Fields.of(control, "body.cache_control"));
            request.promptCaching(new PromptCaching(null, point.ttl()));
        }
        JsonNode metadata = body.take("metadata");
        if (metadata != null) {
            Fields fields = Fields.of(metadata, "body.metadata");
            RequestWords.text(fields, request::endUser, "user_id");
            if (!fields.empty()) {
                request.extra("metadata", fields.rest());
            }
        }
    }

    // effort and budget are common words; the kinds of thinking a vendor knows are not
    private void output(Fields body) throws Inexpressible {
        @Nullable String effort = null;
        JsonNode config = body.take("output_config");
        if (config != null) {
            Fields fields = Fields.of(config, "body.output_config");
            effort = fields.text("effort");
            JsonNode format = fields.take("format");
            if (format != null) {
                Json schema = Json.of(format.path("schema").toString());
                request.responseFormat(new ResponseFormat.JsonSchema("response", schema, true));
            }
            fields.done();
        }
        @Nullable Long budget = null;
        JsonNode thinking = body.node().get("thinking");
        if (thinking != null && thinking.has("budget_tokens")) {
            Fields fields = Fields.of(thinking, "body.thinking");
            body.take("thinking");
            fields.take("type");
            budget = fields.whole("budget_tokens");
            if (!fields.empty()) {
                request.extra("thinking", fields.rest());
            }
        }
        if (effort != null || budget != null) {
            request.reasoning(new ReasoningOptions(effort, budget, null));
        }
    }

    private void toolChoice(Fields body) throws Inexpressible {
        JsonNode node = body.take("tool_choice");
        if (node == null) {
            return;
        }
        Fields choice = Fields.of(node, "body.tool_choice");
        Boolean alone = choice.flag("disable_parallel_tool_use");
        if (alone != null) {
            request.parallelToolCalls(!alone);
        }
        switch (choice.needed("type")) {
            case "auto" -> request.toolChoice(ToolChoice.AUTO);
            case "none" -> request.toolChoice(ToolChoice.NONE);
            case "any" -> request.toolChoice(ToolChoice.REQUIRED);
            case "tool" -> request.toolChoice(ToolChoice.tool(choice.needed("name")));
            default -> request.extra("tool_choice", Recording.JSON.treeToValue(node, Object.class));
        }
        choice.done();
    }

    private static Tool tool(Fields tool) throws Inexpressible {
        Json whole = Json.of(tool.node().toString());
        if (!tool.has("input_schema") || tool.has("type")) {
            return new Tool.Native(FORMAT, whole);
        }
        return RequestWords.function(tool, "input_schema").orElseGet(() -> new Tool.Native(FORMAT, whole));
    }

    private void message(Fields message) throws Inexpressible {
        String role = message.needed("role");
        if (role.equals("assistant")) {
            request.message(new Message(Role.ASSISTANT, answer(message), null));
        } else {
            List<Part> results = new ArrayList<>();
            List<Part> others = new ArrayList<>();
            List<Part> current = others;
            for (Part part : parts(message, "content")) {
                if (!(part instanceof Part.CachePoint)) {
                    current = part instanceof Part.ToolResult ? results : others;
                }
                current.add(part);
            }
            add(Role.TOOL, results);
            add(new Role(role), others);
        }
        message.done();
    }

    private void add(Role role, List<Part> parts) {
        if (!parts.isEmpty()) {
            request.message(new Message(role, parts, null));
        }
    }

    // read piece by piece between the cache marks, which no answer has
    private List<Part> answer(Fields message) throws Inexpressible {
        JsonNode content = message.take("content");
        if (content == null || content.isString()) {
            return List.of(new Part.Text(content == null ? "" : content.asString()));
        }
        List<Part> parts = new ArrayList<>();
        ArrayNode piece = Recording.JSON.createArrayNode();
        for (JsonNode block : content) {
            ObjectNode bare = ((ObjectNode) block).deepCopy();
            JsonNode control = bare.remove("cache_control");
            piece.add(bare);
            if (control != null && !control.isNull()) {
                parts.addAll(read(piece));
                parts.add(Media.cachePoint(Fields.of(control, message.where() + ".cache_control")));
                piece = Recording.JSON.createArrayNode();
            }
        }
        if (!piece.isEmpty()) {
            parts.addAll(read(piece));
        }
        return parts;
    }

    private List<Part> read(ArrayNode blocks) throws Inexpressible {
        ObjectNode answer = Recording.JSON.createObjectNode();
        answer.put("id", "an-earlier-answer").put("type", "message").put("role", "assistant");
        answer.put("model", "m").put("stop_reason", "end_turn");
        answer.set("content", blocks);
        answer.putObject("usage").put("input_tokens", 1).put("output_tokens", 1);
        return history.parts(answer);
    }

    private List<Part> parts(Fields from, String name) throws Inexpressible {
        JsonNode content = from.node().get(name);
        if (content != null && content.isString()) {
            from.take(name);
            return List.of(new Part.Text(content.asString()));
        }
        List<Part> parts = new ArrayList<>();
        for (Fields block : from.objects(name)) {
            JsonNode control = block.take("cache_control");
            parts.add(part(block));
            if (control != null) {
                parts.add(Media.cachePoint(Fields.of(control, block.where() + ".cache_control")));
            }
        }
        return parts;
    }

    private Part part(Fields block) throws Inexpressible {
        Part opaque = new Part.Opaque(new ProviderState(FORMAT, block.node().toString()));
        Part read =
                switch (String.valueOf(block.text("type"))) {
                    case "text" -> new Part.Text(block.needed("text"));
                    case "image" -> new Part.Image(source(block));
                    case "document" -> {
                        String title = block.text("title");
                        yield block.has("citations") ? opaque : new Part.Document(source(block), title);
                    }
                    case "tool_result" -> {
                        Boolean error = block.flag("is_error");
                        yield new Part.ToolResult(
                                block.needed("tool_use_id"), null, parts(block, "content"), Boolean.TRUE.equals(error));
                    }
                    default -> opaque;
                };
        return block.empty() ? read : opaque;
    }

    private static MediaSource source(Fields block) throws Inexpressible {
        JsonNode node = block.take("source");
        Fields source = Fields.of(node == null ? Recording.JSON.nullNode() : node, block.where() + ".source");
        String type = source.needed("type");
        String media = source.text("media_type");
        return switch (type) {
            case "base64" -> new MediaSource.Inline(String.valueOf(media), source.needed("data"));
            case "text" ->
                MediaSource.of(String.valueOf(media), source.needed("data").getBytes(StandardCharsets.UTF_8));
            case "url" -> new MediaSource.Url(source.needed("url"), media);
            case "file" -> new MediaSource.FileId(source.needed("file_id"), media);
            default -> throw new Inexpressible(source.where() + " is of type " + type);
        };
    }
}
