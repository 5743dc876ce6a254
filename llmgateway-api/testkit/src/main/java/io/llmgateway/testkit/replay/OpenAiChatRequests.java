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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads requests to Chat Completions, in all dialects, into common words. For one request. */
final class OpenAiChatRequests {
    private static final String FORMAT = "openai-chat";

    private final History history;
    private final ChatRequest.Builder request = ChatRequest.builder();

    private OpenAiChatRequests(History history) {
        this.history = history;
    }

    static ChatRequest read(JsonNode body, String model, History history) throws Inexpressible {
        return new OpenAiChatRequests(history).read(Fields.of(body, "body"), model);
    }

    private ChatRequest read(Fields body, String model) throws Inexpressible {
        String named = body.text("model");
        request.model(named == null ? model : named);
        for (Fields message : body.objects("messages")) {
            message(message);
        }
        for (Fields tool : body.objects("tools")) {
            request.tool(tool(tool));
        }
        body.take("stream");
        body.take("stream_options");
        toolChoice(body);
        ResponseFormats.chat(body, request);
        settings(body);
        reasoning(body);
        body.rest().forEach(request::extra);
        return request.build();
    }

    private void settings(Fields body) throws Inexpressible {
        RequestWords.sampling(body, request, "temperature", "top_p");
        RequestWords.whole(body, request::maxTokens, "max_tokens", "max_completion_tokens");
        RequestWords.whole(body, request::seed, "seed", "random_seed");
        request.stop(body.texts("stop").toArray(String[]::new));
        Boolean parallel = body.flag("parallel_tool_calls");
        if (parallel != null) {
            request.parallelToolCalls(parallel);
        }
        String key = body.text("prompt_cache_key");
        if (key != null) {
            request.promptCaching(new PromptCaching(key, null));
        }
        RequestWords.text(body, request::endUser, "user", "safety_identifier");
    }

    private void reasoning(Fields body) throws Inexpressible {
        String effort = body.text("reasoning_effort");
        JsonNode object = body.take("reasoning");
        if (effort != null) {
            request.reasoning(ReasoningOptions.effort(effort));
        }
        if (object != null) {
            Fields reasoning = Fields.of(object, "body.reasoning");
            Boolean exclude = reasoning.flag("exclude");
            request.reasoning(new ReasoningOptions(
                    reasoning.text("effort"), reasoning.whole("max_tokens"), exclude == null ? null : !exclude));
            if (!reasoning.empty()) {
                request.extra("reasoning", reasoning.rest());
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
            case "required", "any" -> request.toolChoice(ToolChoice.REQUIRED);
            default -> {
                String name = choice.path("function").path("name").asString("");
                if (name.isEmpty()) {
                    request.extra("tool_choice", Recording.JSON.treeToValue(choice, Object.class));
                } else {
                    request.toolChoice(ToolChoice.tool(name));
                }
            }
        }
    }

    private static Tool tool(Fields tool) throws Inexpressible {
        Json whole = Json.of(tool.node().toString());
        tool.text("type");
        JsonNode function = tool.take("function");
        if (function == null || !tool.empty()) {
            return new Tool.Native(FORMAT, whole);
        }
        return RequestWords.function(Fields.of(function, tool.where() + ".function"), "parameters")
                .orElseGet(() -> new Tool.Native(FORMAT, whole));
    }

    private void message(Fields message) throws Inexpressible {
        String role = message.needed("role");
        switch (role) {
            case "assistant" -> request.message(new Message(Role.ASSISTANT, answer(message), null));
            case "tool" -> {
                String name = message.text("name");
                Part.ToolResult result =
                        new Part.ToolResult(message.needed("tool_call_id"), name, parts(message, false), false);
                List<Part> all = new ArrayList<>(List.of(result));
                all.addAll(marks(message));
                request.message(new Message(Role.TOOL, all, null));
            }
            default -> {
                String name = message.text("name");
                List<Part> parts = new ArrayList<>(parts(message, true));
                parts.addAll(marks(message));
                request.message(new Message(role.equals("developer") ? Role.SYSTEM : new Role(role), parts, name));
            }
        }
        message.done();
    }

    // OpenRouter takes the mark of a message's last part also beside its content
    private static List<Part> marks(Fields message) throws Inexpressible {
        JsonNode control = message.take("cache_control");
        return control == null
                ? List.of()
                : List.of(Media.cachePoint(Fields.of(control, message.where() + ".cache_control")));
    }

    private List<Part> answer(Fields message) throws Inexpressible {
        if (Boolean.FALSE.equals(message.flag("prefix")) && message.node().size() == 1) {
            return parts(message, true);
        }
        JsonNode only = message.node().get("content");
        if (message.node().size() == 1 && only != null && only.isString()) {
            message.take("content");
            return List.of(new Part.Text(only.asString()));
        }
        for (JsonNode call : message.node().path("tool_calls")) {
            if (call.has("cache_control")) {
                throw new Inexpressible(message.where() + ".tool_calls[].cache_control has no common word");
            }
        }
        ObjectNode answer = Recording.JSON.createObjectNode();
        answer.put("id", "an-earlier-answer").put("object", "chat.completion").put("model", "m");
        ObjectNode choice = answer.putArray("choices").addObject();
        choice.put("index", 0).put("finish_reason", message.has("tool_calls") ? "tool_calls" : "stop");
        ObjectNode said = choice.putObject("message").put("role", "assistant");
        said.setAll(message.node().deepCopy());
        message.node().removeAll();
        return history.parts(answer);
    }

    private List<Part> parts(Fields message, boolean marksInside) throws Inexpressible {
        JsonNode content = message.node().get("content");
        if (content != null && content.isString()) {
            message.take("content");
            return List.of(new Part.Text(content.asString()));
        }
        List<Part> parts = new ArrayList<>();
        for (Fields part : message.objects("content")) {
            JsonNode control = marksInside ? part.take("cache_control") : null;
            parts.add(part(part));
            if (control != null) {
                parts.add(Media.cachePoint(Fields.of(control, part.where() + ".cache_control")));
            }
        }
        return parts;
    }

    private static Part part(Fields part) throws Inexpressible {
        Part opaque = new Part.Opaque(new ProviderState(FORMAT, part.node().toString()));
        Part read =
                switch (String.valueOf(part.text("type"))) {
                    case "text" -> new Part.Text(part.needed("text"));
                    case "image_url" -> image(part);
                    case "input_audio" -> audio(part);
                    case "file" -> file(part);
                    default -> opaque;
                };
        return part.empty() ? read : opaque;
    }

    private static Part image(Fields part) throws Inexpressible {
        JsonNode image = part.take("image_url");
        if (image != null && image.isString()) {
            return new Part.Image(Media.url(image.asString(), null));
        }
        Fields fields = Fields.of(image == null ? Recording.JSON.nullNode() : image, part.where() + ".image_url");
        Part read = new Part.Image(Media.url(fields.needed("url"), null), fields.text("detail"));
        fields.done();
        return read;
    }

    private static Part audio(Fields part) throws Inexpressible {
        JsonNode audio = part.take("input_audio");
        if (audio == null || !audio.isObject()) {
            throw new Inexpressible(part.where() + ".input_audio is no object");
        }
        String format = audio.path("format").asString("");
        return new Part.Audio(new MediaSource.Inline(
                format.equals("mp3") ? "audio/mpeg" : "audio/" + format,
                audio.path("data").asString("")));
    }

    private static Part file(Fields part) throws Inexpressible {
        JsonNode node = part.take("file");
        Fields file = Fields.of(node == null ? Recording.JSON.nullNode() : node, part.where() + ".file");
        String id = file.text("file_id");
        String title = file.text("filename");
        MediaSource source = id == null ? Media.url(file.needed("file_data"), null) : new MediaSource.FileId(id, null);
        file.done();
        return new Part.Document(source, title);
    }
}
