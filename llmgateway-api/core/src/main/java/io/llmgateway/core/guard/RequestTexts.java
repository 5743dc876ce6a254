package io.llmgateway.core.guard;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.guard.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All texts of a request that go out to a vendor, in order. What is no text stays as it is: ids, names of tools and models,
 * numbers, tags (which no vendor gets), media that are no text, and what a vendor wants back unchanged.
 */
final class RequestTexts {
    private final BiFunction<Origin, String, String> change;

    private RequestTexts(BiFunction<Origin, String, String> change) {
        this.change = change;
    }

    /**
     * Changes the texts of a request.
     *
     * @param request the request
     * @param change gets each text and its origin, and gives the text that takes its place
     * @return the changed request; an equal one where nothing has changed
     */
    static ModelRequest map(ModelRequest request, BiFunction<Origin, String, String> change) {
        RequestTexts texts = new RequestTexts(change);
        if (request instanceof ChatRequest chat) {
            return texts.chat(chat);
        }
        return request instanceof EmbeddingRequest embedding
                ? texts.embedding(embedding)
                : texts.moderation((ModerationRequest) request);
    }

    private ChatRequest chat(ChatRequest chat) {
        List<Tool> tools = all(chat.tools(), this::tool);
        List<Message> messages = all(chat.messages(), this::message);
        List<String> stop = all(chat.stop(), text -> change.apply(Origin.METADATA, text));
        Map<String, Object> extra = extra(chat.extra());
        String user = chat.endUser().orElse(null);
        String newUser = metadata(user);
        ResponseFormat format = chat.responseFormat().orElse(null);
        ResponseFormat newFormat = format instanceof ResponseFormat.JsonSchema schema
                ? new ResponseFormat.JsonSchema(schema.name(), json(schema.schema()), schema.strict())
                : format;
        if (tools.equals(chat.tools())
                && messages.equals(chat.messages())
                && stop.equals(chat.stop())
                && extra.equals(chat.extra())
                && Objects.equals(user, newUser)
                && Objects.equals(format, newFormat)) {
            return chat;
        }
        ChatRequest.Builder builder =
                chat.toBuilder().messages(messages).tools(tools).stop(stop.toArray(String[]::new));
        extra.forEach(builder::extra);
        if (newUser != null) {
            builder.endUser(newUser);
        }
        if (newFormat != null) {
            builder.responseFormat(newFormat);
        }
        return builder.build();
    }

    private EmbeddingRequest embedding(EmbeddingRequest embedding) {
        List<String> inputs = all(embedding.inputs(), text -> change.apply(Origin.USER, text));
        Map<String, Object> extra = extra(embedding.extra());
        String user = embedding.endUser().orElse(null);
        String newUser = metadata(user);
        if (inputs.equals(embedding.inputs()) && extra.equals(embedding.extra()) && Objects.equals(user, newUser)) {
            return embedding;
        }
        EmbeddingRequest.Builder builder = embedding.toBuilder().inputs(inputs).extra(extra);
        if (newUser != null) {
            builder.endUser(newUser);
        }
        return builder.build();
    }

    private ModerationRequest moderation(ModerationRequest moderation) {
        List<String> inputs = all(moderation.inputs(), text -> change.apply(Origin.USER, text));
        Map<String, Object> extra = extra(moderation.extra());
        String user = moderation.endUser().orElse(null);
        String newUser = metadata(user);
        if (inputs.equals(moderation.inputs()) && extra.equals(moderation.extra()) && Objects.equals(user, newUser)) {
            return moderation;
        }
        ModerationRequest.Builder builder =
                moderation.toBuilder().inputs(inputs).extra(extra);
        if (newUser != null) {
            builder.endUser(newUser);
        }
        return builder.build();
    }

    private Tool tool(Tool tool) {
        if (tool instanceof Tool.Function function) {
            return new Tool.Function(
                    function.name(),
                    change.apply(Origin.DEFINITION, function.description()),
                    json(function.parameters()),
                    function.strict());
        }
        return tool instanceof Tool.Native known ? new Tool.Native(known.format(), json(known.definition())) : tool;
    }

    private Message message(Message message) {
        Origin origin = origin(message.role());
        return new Message(message.role(), all(message.parts(), part -> part(part, origin)), metadata(message.name()));
    }

    private Part part(Part part, Origin origin) {
        if (part instanceof Part.Text text) {
            return new Part.Text(change.apply(origin, text.text()), text.state());
        }
        if (part instanceof Part.Reasoning reasoning) {
            return new Part.Reasoning(change.apply(origin, reasoning.text()), reasoning.state());
        }
        if (part instanceof Part.Refusal refusal) {
            return new Part.Refusal(change.apply(origin, refusal.text()));
        }
        if (part instanceof Part.ToolCall call) {
            String arguments = JsonStrings.mapAll(call.arguments(), text -> change.apply(origin, text));
            return new Part.ToolCall(call.id(), call.name(), arguments, call.complete(), call.state());
        }
        if (part instanceof Part.ToolResult result) {
            return new Part.ToolResult(
                    result.callId(),
                    result.name(),
                    all(result.content(), inner -> part(inner, Origin.TOOL_RESULT)),
                    result.error());
        }
        if (part instanceof Part.Document document) {
            String title = document.title();
            return new Part.Document(
                    document(document.source(), text -> change.apply(Origin.DOCUMENT, text)),
                    title == null ? null : change.apply(Origin.DOCUMENT, title));
        }
        return part;
    }

    /** Changes the text of a document that is one and goes along. */
    static MediaSource document(MediaSource source, UnaryOperator<String> change) {
        if (!(source instanceof MediaSource.Inline inline) || !text(inline.mediaType())) {
            return source;
        }
        String text = new String(Base64.getDecoder().decode(inline.base64()), StandardCharsets.UTF_8);
        String changed = change.apply(text);
        return changed.equals(text)
                ? source
                : MediaSource.of(inline.mediaType(), changed.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean text(String mediaType) {
        return mediaType.startsWith("text/") || mediaType.startsWith("application/json");
    }

    private Json json(Json json) {
        return new Json(JsonStrings.map(json.text(), text -> change.apply(Origin.DEFINITION, text)));
    }

    private Map<String, Object> extra(Map<String, Object> extra) {
        Map<String, Object> changed = new LinkedHashMap<>(extra);
        changed.replaceAll((name, value) -> value(value));
        return changed;
    }

    private Object value(Object value) {
        if (value instanceof String text) {
            return change.apply(Origin.METADATA, text);
        }
        if (value instanceof Json json) {
            return json(json);
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> changed = new LinkedHashMap<>(map);
            changed.replaceAll((name, inner) -> value(inner));
            return changed;
        }
        return value instanceof List<?> list ? all(list, this::value) : value;
    }

    private @Nullable String metadata(@Nullable String text) {
        return text == null ? null : change.apply(Origin.METADATA, text);
    }

    private static <T> List<T> all(List<? extends T> from, java.util.function.Function<T, T> each) {
        List<T> changed = new ArrayList<>(from.size());
        from.forEach(one -> changed.add(each.apply(one)));
        return changed;
    }

    private static Origin origin(Role role) {
        if (role.equals(Role.USER)) {
            return Origin.USER;
        }
        if (role.equals(Role.ASSISTANT)) {
            return Origin.ASSISTANT;
        }
        return role.equals(Role.TOOL) ? Origin.TOOL_RESULT : Origin.SYSTEM;
    }
}
