package io.llmgateway.core.guard;

import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.guard.Origin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All texts of a request that go out to a vendor, in order. What is no text stays as it is: ids, names of tools and models,
 * settings, tags (which no vendor gets), media that are no text, and what a vendor wants back unchanged. Web addresses of media
 * are shown and stay, since the vendor must find what is there.
 */
final class RequestTexts {
    private static final int LEAST_NUMBER = 6; // digits
    private static final int LONGEST_NUMBER = 400;

    /** What becomes of texts. */
    @FunctionalInterface
    interface Change {
        /**
         * Gets a text.
         *
         * @param origin where it comes from
         * @param text the text
         * @return what takes its place
         */
        String apply(Origin origin, String text);

        /**
         * Gets a value of the arguments of a tool, or of what {@code extra} holds.
         *
         * @param origin where it comes from
         * @param name the member it belongs to, empty where there is none
         * @param value the value
         * @return what takes its place
         */
        default String member(Origin origin, String name, String value) {
            return apply(origin, value);
        }

        /**
         * Sees what cannot be changed, since names stand in it: a JSON text as it is written, or the name of a member.
         *
         * @param text the text
         */
        default void written(String text) {}
    }

    private final Change change;
    private final Consumer<String> addresses;

    private RequestTexts(Change change, Consumer<String> addresses) {
        this.change = change;
        this.addresses = addresses;
    }

    /**
     * Changes the texts of a request.
     *
     * @param request the request
     * @param change gets each text and its origin, and gives the text that takes its place
     * @return the changed request; an equal one where nothing has changed
     */
    static ModelRequest map(ModelRequest request, Change change) {
        return map(request, change, address -> {});
    }

    /**
     * Changes the texts of a request, and shows web addresses of media.
     *
     * @param request the request
     * @param change gets each text and its origin, and gives the text that takes its place
     * @param addresses gets each address
     * @return the changed request; an equal one where nothing has changed
     * @throws InvalidRequestException if it holds what cannot be looked into
     */
    static ModelRequest map(ModelRequest request, Change change, Consumer<String> addresses) {
        RequestTexts texts = new RequestTexts(change, addresses);
        if (request instanceof ChatRequest chat) {
            return texts.chat(chat);
        }
        return request instanceof EmbeddingRequest embedding
                ? texts.embedding(embedding)
                : texts.moderation((ModerationRequest) request);
    }

    /** A call that goes on with another request, on behalf of whom the caller named, whomever that request names. */
    static Call going(Call call, ModelRequest request) {
        Call going = call.withRequest(request);
        Optional<String> user = call.user();
        return user.isEmpty() || user.equals(going.user()) ? going : going.with(Attributes.USER, user.get());
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
        PromptCaching caching = chat.promptCaching().orElse(null);
        PromptCaching newCaching = caching == null ? null : new PromptCaching(metadata(caching.key()), caching.ttl());
        if (tools.equals(chat.tools())
                && stop.equals(chat.stop())
                && extra.equals(chat.extra())
                && Objects.equals(user, newUser)
                && Objects.equals(format, newFormat)
                && Objects.equals(caching, newCaching)) {
            return messages.equals(chat.messages()) ? chat : chat.withMessages(messages);
        }
        ChatRequest.Builder builder = chat.toBuilder()
                .messages(messages)
                .tools(tools)
                .stop(stop.toArray(String[]::new))
                .extra(extra);
        if (newUser != null) {
            builder.endUser(newUser);
        }
        if (newFormat != null) {
            builder.responseFormat(newFormat);
        }
        if (newCaching != null) {
            builder.promptCaching(newCaching);
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
        List<Part> parts = all(message.parts(), part -> part(part, origin));
        String name = metadata(message.name());
        return parts.equals(message.parts()) && Objects.equals(name, message.name())
                ? message
                : new Message(message.role(), parts, name);
    }

    private Part part(Part part, Origin origin) {
        if (part instanceof Part.Text text) {
            String changed = change.apply(origin, text.text());
            return changed.equals(text.text()) ? part : new Part.Text(changed, text.state());
        }
        if (part instanceof Part.Reasoning reasoning) {
            return new Part.Reasoning(change.apply(origin, reasoning.text()), reasoning.state());
        }
        if (part instanceof Part.Refusal refusal) {
            return new Part.Refusal(change.apply(origin, refusal.text()));
        }
        if (part instanceof Part.ToolCall call) {
            change.written(call.arguments());
            String arguments = JsonStrings.like(call.arguments())
                    ? JsonStrings.mapAll(call.arguments(), (name, value) -> change.member(origin, name, value))
                    : change.apply(origin, call.arguments());
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
            address(document.source());
            return new Part.Document(
                    document(document.source(), text -> change.apply(Origin.DOCUMENT, text)),
                    title == null ? null : change.apply(Origin.DOCUMENT, title));
        }
        if (part instanceof Part.Image image) {
            address(image.source());
        } else if (part instanceof Part.Audio audio) {
            address(audio.source());
        }
        return part;
    }

    private void address(MediaSource source) {
        if (source instanceof MediaSource.Url url) {
            addresses.accept(url.url());
        }
    }

    /** Changes the text of a document that is one and goes along. */
    static MediaSource document(MediaSource source, UnaryOperator<String> change) {
        if (!(source instanceof MediaSource.Inline inline) || !inline.isText()) {
            return source;
        }
        String text = inline.text();
        String changed = change.apply(text);
        return changed.equals(text) ? source : inline.withText(changed);
    }

    private Json json(Json json) {
        change.written(json.text());
        return new Json(JsonStrings.map(json.text(), text -> change.apply(Origin.DEFINITION, text)));
    }

    private Map<String, Object> extra(Map<String, Object> extra) {
        if (extra.isEmpty()) {
            return extra;
        }
        Map<String, Object> changed = new LinkedHashMap<>(extra);
        changed.replaceAll((name, value) -> Objects.requireNonNull(member(name, value)));
        return changed;
    }

    private @Nullable Object member(String name, @Nullable Object value) {
        change.written(name);
        if (value instanceof CharSequence text) {
            return change.member(Origin.METADATA, name, text.toString());
        }
        if (value instanceof Json json) {
            change.written(json.text());
            return new Json(JsonStrings.mapAll(
                    json.text(),
                    (inner, text) -> change.member(Origin.METADATA, inner.isEmpty() ? name : inner, text)));
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> changed = new LinkedHashMap<>();
            map.forEach((inner, one) -> changed.put(inner, member(String.valueOf(inner), one)));
            return changed;
        }
        if (value instanceof Object[] array) {
            return member(name, Arrays.asList(array));
        }
        if (value instanceof Iterable<?> items) {
            List<@Nullable Object> changed = new ArrayList<>();
            items.forEach(item -> changed.add(member(name, item)));
            return changed;
        }
        if (value instanceof Number number) {
            String text = plain(number);
            String changed = text.length() < LEAST_NUMBER ? text : change.member(Origin.METADATA, name, text);
            return changed.equals(text) ? number : changed;
        }
        if (value == null || value instanceof Boolean || value instanceof Enum || value instanceof Character) {
            return value;
        }
        throw new InvalidRequestException("extra holds a " + value.getClass().getName()
                + ", which cannot be looked into: use maps, lists, strings, numbers and booleans");
    }

    // 4111111111111111 is 4.111111111111111E15 otherwise
    private static String plain(Number number) {
        String text = number.toString();
        if (text.indexOf('E') < 0 || text.length() > LONGEST_NUMBER) {
            return text;
        }
        BigDecimal exact = new BigDecimal(text);
        return Math.abs(exact.scale()) > LONGEST_NUMBER ? text : exact.toPlainString();
    }

    private @Nullable String metadata(@Nullable String text) {
        return text == null ? null : change.apply(Origin.METADATA, text);
    }

    // the same list where nothing has changed, as in most: a copy for each look at a request came to 1 KB
    private static <T> List<T> all(List<T> from, UnaryOperator<T> each) {
        if (from.size() == 1) {
            T before = from.get(0);
            T after = each.apply(before);
            return after.equals(before) ? from : List.of(after);
        }
        List<T> changed = null;
        for (int i = 0; i < from.size(); i++) {
            T before = from.get(i);
            T after = each.apply(before);
            if (changed == null && !after.equals(before)) {
                changed = new ArrayList<>(from.size());
                changed.addAll(from.subList(0, i));
            }
            if (changed != null) {
                changed.add(after);
            }
        }
        return changed == null ? from : changed;
    }

    /** Whose word a message is: what is neither the user's, the model's nor a tool's is an instruction. */
    static Origin origin(Role role) {
        if (role.equals(Role.USER)) {
            return Origin.USER;
        }
        if (role.equals(Role.ASSISTANT)) {
            return Origin.ASSISTANT;
        }
        return role.equals(Role.TOOL) ? Origin.TOOL_RESULT : Origin.SYSTEM;
    }
}
