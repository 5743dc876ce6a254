package io.llmgateway.testkit.replay;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads requests to {@code generateContent} into common words. Expects the names of fields in camel case. For one
 * request.
 */
final class GeminiRequests {
    private static final String FORMAT = "gemini";

    private final History history;
    private final ChatRequest.Builder request = ChatRequest.builder();
    private final Deque<Part.ToolCall> unanswered = new ArrayDeque<>();

    private GeminiRequests(History history) {
        this.history = history;
    }

    static ChatRequest read(JsonNode body, String model, History history) throws Inexpressible {
        return new GeminiRequests(history).read(Fields.of(body, "body"), model);
    }

    private ChatRequest read(Fields body, String model) throws Inexpressible {
        body.take("model");
        request.model(model);
        JsonNode system = body.take("systemInstruction");
        if (system != null) {
            List<Part> parts = new ArrayList<>();
            for (JsonNode part :
                    system.path("parts").isArray() ? system.path("parts") : List.of(system.path("parts"))) {
                parts.add(new Part.Text(part.path("text").asString("")));
            }
            request.message(new Message(Role.SYSTEM, parts, null));
        }
        for (Fields content : body.objects("contents")) {
            content(content);
        }
        for (Fields tool : body.objects("tools")) {
            tool(tool);
        }
        toolChoice(body);
        JsonNode config = body.take("generationConfig");
        if (config != null) {
            config(Fields.of(config, "body.generationConfig"));
        }
        body.rest().forEach(request::extra);
        return request.build();
    }

    private void config(Fields config) throws Inexpressible {
        RequestWords.sampling(config, request, "temperature", "topP");
        RequestWords.whole(config, request::maxTokens, "maxOutputTokens");
        RequestWords.whole(config, request::seed, "seed");
        request.stop(config.texts("stopSequences").toArray(String[]::new));
        JsonNode schema = config.take("responseJsonSchema");
        String type = config.text("responseMimeType");
        if (schema != null) {
            request.responseFormat(new ResponseFormat.JsonSchema("response", Json.of(schema.toString()), true));
        } else if ("application/json".equals(type)) {
            request.responseFormat(new ResponseFormat.JsonObject());
        } else if (type != null) {
            config.node().put("responseMimeType", type);
        }
        JsonNode thinking = config.take("thinkingConfig");
        if (thinking != null) {
            Fields fields = Fields.of(thinking, "body.generationConfig.thinkingConfig");
            request.reasoning(new ReasoningOptions(
                    lower(fields.text("thinkingLevel")),
                    fields.whole("thinkingBudget"),
                    fields.flag("includeThoughts")));
            fields.done();
        }
        if (!config.empty()) {
            request.extra("generationConfig", config.rest());
        }
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(java.util.Locale.ROOT);
    }

    private void tool(Fields tool) throws Inexpressible {
        for (Fields function : tool.objects("functionDeclarations")) {
            String schema = function.has("parameters") ? "parameters" : "parametersJsonSchema";
            String whole = function.node().toString();
            request.tool(RequestWords.function(function, schema)
                    .orElseThrow(() -> new Inexpressible("a function says more than a common word can: " + whole)));
        }
        for (var field : tool.node().properties()) {
            ObjectNode single = Recording.JSON.createObjectNode();
            single.set(field.getKey(), field.getValue());
            request.tool(new Tool.Native(FORMAT, Json.of(single.toString())));
        }
    }

    private void toolChoice(Fields body) throws Inexpressible {
        JsonNode config = body.take("toolConfig");
        if (config == null) {
            return;
        }
        Fields fields = Fields.of(config, "body.toolConfig");
        JsonNode calling = fields.take("functionCallingConfig");
        if (calling != null) {
            JsonNode names = calling.path("allowedFunctionNames");
            String mode = calling.path("mode").asString("AUTO");
            if (names.size() == 1) {
                request.toolChoice(ToolChoice.tool(names.get(0).asString()));
            } else if (names.isEmpty() && mode.equals("AUTO")) {
                request.toolChoice(ToolChoice.AUTO);
            } else if (names.isEmpty() && mode.equals("NONE")) {
                request.toolChoice(ToolChoice.NONE);
            } else if (names.isEmpty() && mode.equals("ANY")) {
                request.toolChoice(ToolChoice.REQUIRED);
            } else {
                fields.node().set("functionCallingConfig", calling);
            }
        }
        if (!fields.empty()) {
            request.extra("toolConfig", fields.rest());
        }
    }

    private void content(Fields content) throws Inexpressible {
        String role = content.text("role");
        if ("model".equals(role)) {
            List<Part> parts = answer(content);
            for (Part part : parts) {
                if (part instanceof Part.ToolCall call) {
                    unanswered.add(call);
                }
            }
            request.message(new Message(Role.ASSISTANT, parts, null));
        } else {
            List<Part> results = new ArrayList<>();
            List<Part> others = new ArrayList<>();
            for (Fields part : content.objects("parts")) {
                (part.has("functionResponse") ? results : others).add(part(part));
            }
            if (!results.isEmpty()) {
                request.message(new Message(Role.TOOL, results, null));
            }
            if (!others.isEmpty()) {
                request.message(new Message(Role.USER, others, null));
            }
        }
        content.done();
    }

    private List<Part> answer(Fields content) throws Inexpressible {
        ObjectNode answer = Recording.JSON.createObjectNode();
        ArrayNode candidates = answer.putArray("candidates");
        ObjectNode candidate = candidates.addObject().put("finishReason", "STOP");
        candidate.putObject("content").put("role", "model").set("parts", content.take("parts"));
        return history.parts(answer);
    }

    private Part part(Fields part) throws Inexpressible {
        Part opaque = new Part.Opaque(new ProviderState(FORMAT, part.node().toString()));
        Part read = opaque;
        if (part.has("text")) {
            read = new Part.Text(part.needed("text"));
        } else if (part.has("inlineData") || part.has("fileData")) {
            read = Media.part(source(part));
        } else if (part.has("functionResponse")) {
            JsonNode response = part.take("functionResponse");
            read = result(Fields.of(
                    response == null ? Recording.JSON.nullNode() : response, part.where() + ".functionResponse"));
        }
        return part.empty() ? read : opaque;
    }

    private static MediaSource source(Fields part) throws Inexpressible {
        JsonNode inline = part.take("inlineData");
        JsonNode file = part.take("fileData");
        if (inline != null) {
            Fields fields = Fields.of(inline, part.where() + ".inlineData");
            return new MediaSource.Inline(fields.needed("mimeType"), fields.needed("data"));
        }
        Fields fields = Fields.of(file == null ? Recording.JSON.nullNode() : file, part.where() + ".fileData");
        return new MediaSource.Url(fields.needed("fileUri"), fields.text("mimeType"));
    }

    private Part result(Fields result) throws Inexpressible {
        String name = result.needed("name");
        String id = result.text("id");
        Part.ToolCall call = call(id, name);
        JsonNode response = result.take("response");
        boolean error = response != null
                && response.size() == 1
                && response.path("error").isString();
        List<Part> content = new ArrayList<>();
        if (response != null) {
            content.add(new Part.Text(error ? response.path("error").asString() : response.toString()));
        }
        for (Fields part : result.objects("parts")) {
            content.add(Media.part(source(part)));
        }
        result.done();
        return new Part.ToolResult(call == null ? String.valueOf(id) : call.id(), name, content, error);
    }

    // without an id, results belong to calls of their name in order
    private Part.@Nullable ToolCall call(@Nullable String id, String name) {
        for (Part.ToolCall call : unanswered) {
            if (id == null ? call.name().equals(name) : call.id().equals(id)) {
                unanswered.remove(call);
                return call;
            }
        }
        return null;
    }
}
