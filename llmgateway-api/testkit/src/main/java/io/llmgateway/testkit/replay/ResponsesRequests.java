package io.llmgateway.testkit.replay;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads requests to the Responses API into common words. For one request. */
final class ResponsesRequests {
    private static final String FORMAT = "openai-responses";

    /** Items that only a request has; an answer never brings them, so a provider need not read them. */
    private static final Set<String> ONLY_SENT = Set.of("item_reference", "additional_tools");

    private final History history;
    private final ChatRequest.Builder request = ChatRequest.builder();
    private @Nullable ArrayNode answer;

    private ResponsesRequests(History history) {
        this.history = history;
    }

    static ChatRequest read(JsonNode body, String model, History history) throws Inexpressible {
        return new ResponsesRequests(history).read(Fields.of(body, "body"), model);
    }

    private ChatRequest read(Fields body, String model) throws Inexpressible {
        String named = body.text("model");
        request.model(named == null ? model : named);
        String instructions = body.text("instructions");
        if (instructions != null) {
            request.system(instructions);
        }
        input(body);
        for (Fields tool : body.objects("tools")) {
            request.tool(tool(tool));
        }
        body.take("stream");
        toolChoice(body);
        ResponseFormats.responses(body, request);
        settings(body);
        body.rest().forEach(request::extra);
        return request.build();
    }

    private void settings(Fields body) throws Inexpressible {
        RequestWords.sampling(body, request, "temperature", "top_p");
        RequestWords.whole(body, request::maxTokens, "max_output_tokens");
        Boolean parallel = body.flag("parallel_tool_calls");
        if (parallel != null) {
            request.parallelToolCalls(parallel);
        }
        String key = body.text("prompt_cache_key");
        if (key != null) {
            request.promptCaching(new PromptCaching(key, null));
        }
        RequestWords.text(body, request::endUser, "user", "safety_identifier");
        JsonNode reasoning = body.take("reasoning");
        if (reasoning != null) {
            Fields fields = Fields.of(reasoning, "body.reasoning");
            String effort = fields.text("effort");
            if (effort != null) {
                request.reasoning(ReasoningOptions.effort(effort));
            }
            if (!fields.empty()) {
                request.extra("reasoning", fields.rest());
            }
        }
    }

    private void toolChoice(Fields body) {
        JsonNode choice = body.take("tool_choice");
        if (choice == null) {
            return;
        }
        switch (choice.asString("")) {
            case "auto" -> request.toolChoice(ToolChoice.AUTO);
            case "none" -> request.toolChoice(ToolChoice.NONE);
            case "required" -> request.toolChoice(ToolChoice.REQUIRED);
            default -> {
                if (choice.path("type").asString("").equals("function")) {
                    request.toolChoice(ToolChoice.tool(choice.path("name").asString("")));
                } else {
                    request.extra("tool_choice", Recording.JSON.treeToValue(choice, Object.class));
                }
            }
        }
    }

    private static Tool tool(Fields tool) throws Inexpressible {
        Json whole = Json.of(tool.node().toString());
        if (!String.valueOf(tool.text("type")).equals("function")) {
            return new Tool.Native(FORMAT, whole);
        }
        return RequestWords.function(tool, "parameters").orElseGet(() -> new Tool.Native(FORMAT, whole));
    }

    private void input(Fields body) throws Inexpressible {
        JsonNode input = body.node().get("input");
        if (input != null && input.isString()) {
            body.take("input");
            request.user(input.asString());
            return;
        }
        for (Fields item : body.objects("input")) {
            item(item);
        }
        endAnswer();
    }

    private void item(Fields item) throws Inexpressible {
        JsonNode role = item.node().get("role");
        String type = item.node().path("type").asString("message");
        if (ONLY_SENT.contains(type)) {
            endAnswer();
            request.message(Message.of(
                    Role.ASSISTANT,
                    new Part.Opaque(new ProviderState(FORMAT, item.node().toString()))));
        } else if (type.equals("function_call_output")) {
            endAnswer();
            toolResult(item);
        } else if (type.equals("message") && role != null && !role.asString("").equals("assistant")) {
            endAnswer();
            message(item);
        } else {
            if (answer == null) {
                answer = Recording.JSON.createArrayNode();
            }
            answer.add(type.equals("message") ? said(item.node()) : item.node());
        }
    }

    // as an answer would bring it: the short form of a message is only for requests
    private static ObjectNode said(ObjectNode message) {
        ObjectNode whole = message.deepCopy().put("type", "message");
        JsonNode content = whole.path("content");
        if (content.isString()) {
            whole.putArray("content")
                    .addObject()
                    .put("type", "output_text")
                    .put("text", content.asString())
                    .putArray("annotations");
        }
        return whole;
    }

    private void endAnswer() throws Inexpressible {
        if (answer == null) {
            return;
        }
        ObjectNode body = Recording.JSON.createObjectNode();
        body.put("id", "an-earlier-answer")
                .put("object", "response")
                .put("model", "m")
                .put("status", "completed");
        body.set("output", answer);
        answer = null;
        request.message(new Message(Role.ASSISTANT, history.parts(body), null));
    }

    private void message(Fields item) throws Inexpressible {
        String role = item.needed("role");
        item.take("type");
        List<Part> parts = parts(item, "content");
        request.message(new Message(role.equals("developer") ? Role.SYSTEM : new Role(role), parts, null));
        item.done();
    }

    private void toolResult(Fields item) throws Inexpressible {
        item.take("type");
        item.take("id");
        item.take("status");
        request.message(Message.tool(new Part.ToolResult(item.needed("call_id"), null, parts(item, "output"), false)));
        item.done();
    }

    private static List<Part> parts(Fields item, String name) throws Inexpressible {
        JsonNode content = item.node().get(name);
        if (content != null && content.isString()) {
            item.take(name);
            return List.of(new Part.Text(content.asString()));
        }
        List<Part> parts = new ArrayList<>();
        for (Fields part : item.objects(name)) {
            parts.add(part(part));
        }
        return parts;
    }

    private static Part part(Fields part) throws Inexpressible {
        Part opaque = new Part.Opaque(new ProviderState(FORMAT, part.node().toString()));
        Part read =
                switch (String.valueOf(part.text("type"))) {
                    case "input_text" -> new Part.Text(part.needed("text"));
                    case "input_image" -> {
                        String id = part.text("file_id");
                        yield new Part.Image(
                                id == null
                                        ? Media.url(part.needed("image_url"), null)
                                        : new MediaSource.FileId(id, null),
                                part.text("detail"));
                    }
                    case "input_file" -> file(part);
                    default -> opaque;
                };
        return part.empty() ? read : opaque;
    }

    private static Part file(Fields part) throws Inexpressible {
        String id = part.text("file_id");
        String url = part.text("file_url");
        String title = part.text("filename");
        if (id != null) {
            return new Part.Document(new MediaSource.FileId(id, null), title);
        }
        return new Part.Document(Media.url(url == null ? part.needed("file_data") : url, null), title);
    }
}
