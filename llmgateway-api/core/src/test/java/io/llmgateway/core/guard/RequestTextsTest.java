package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import io.llmgateway.error.InvalidRequestException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * No text of a request is forgotten: each place that can hold one is looked into, or is named here with the reason why it never
 * holds what a user says. A new one fails this test until one of both is true.
 */
class RequestTextsTest {
    private static final Map<String, String> NEVER = new TreeMap<>(Map.ofEntries(
            Map.entry("ChatRequest.model", "names a model"),
            Map.entry("ChatRequest.tags", "no vendor gets them"),
            Map.entry("EmbeddingRequest.model", "names a model"),
            Map.entry("EmbeddingRequest.tags", "no vendor gets them"),
            Map.entry("EmbeddingRequest.purpose", "a word of the vendor's: what the vectors are for"),
            Map.entry("ToolChoice.name", "names a tool of the application"),
            Map.entry("ReasoningOptions.effort", "a word of the vendor's"),
            Map.entry("Function.name", "names a tool of the application"),
            Map.entry("Native.format", "names a wire format"),
            Map.entry("JsonSchema.name", "names a schema of the application"),
            Map.entry("ToolCall.id", "made by the vendor, and must come back as it was"),
            Map.entry("ToolCall.name", "names a tool of the application"),
            Map.entry("ToolResult.callId", "made by the vendor, and must come back as it was"),
            Map.entry("ToolResult.name", "names a tool of the application"),
            Map.entry("ProviderState.format", "names a wire format"),
            Map.entry("ProviderState.data", "made by the vendor, signed or encrypted, and must come back as it was"),
            Map.entry("Image.detail", "a word of the vendor's"),
            Map.entry("Inline.mediaType", "names a kind of media"),
            Map.entry("Url.mediaType", "names a kind of media"),
            Map.entry("FileId.mediaType", "names a kind of media"),
            Map.entry("FileId.id", "made by the vendor, and must come back as it was")));

    // getters that hold no text of the caller's: numbers, switches, what the class says of itself
    private static final Set<String> NO_TEXT = Set.of(
            "ChatRequest.kind",
            "EmbeddingRequest.kind",
            "ChatRequest.dropUnsupported",
            "ChatRequest.parallelToolCalls",
            "ChatRequest.temperature",
            "ChatRequest.topP",
            "ChatRequest.maxTokens",
            "ChatRequest.seed",
            "EmbeddingRequest.dimensions",
            "EmbeddingRequest.dropUnsupported");

    private final Set<String> places = new TreeSet<>();

    @Test
    void everyPlaceForTextIsLookedIntoOrClassified() {
        ChatRequest chat = chat();
        EmbeddingRequest embedding = EmbeddingRequest.builder()
                .model(mark("EmbeddingRequest.model"))
                .inputs(List.of(mark("EmbeddingRequest.inputs")))
                .purpose(mark("EmbeddingRequest.purpose"))
                .endUser(mark("EmbeddingRequest.endUser"))
                .tags(Map.of("t", mark("EmbeddingRequest.tags")))
                .extra(Map.of("e", List.of(mark("EmbeddingRequest.extra"))))
                .build();
        Set<String> seen = new TreeSet<>();
        seen.addAll(seen(chat));
        seen.addAll(seen(embedding));

        Set<String> forgotten = new TreeSet<>(places);
        forgotten.removeAll(seen);
        assertThat(forgotten).as("places for text that are not looked into").isEqualTo(NEVER.keySet());
        assertThat(getters(ChatRequest.class)).as("getters this test knows").isEqualTo(known("ChatRequest"));
        assertThat(getters(EmbeddingRequest.class))
                .as("getters this test knows")
                .isEqualTo(known("EmbeddingRequest"));
    }

    private ChatRequest chat() {
        List<Part> parts = new ArrayList<>();
        for (Object part : variants(Part.class)) {
            parts.add((Part) part);
        }
        ChatRequest.Builder builder = ChatRequest.builder()
                .model(mark("ChatRequest.model"))
                .message(new Message(Role.USER, parts, mark("Message.name")))
                .toolChoice(ToolChoice.tool(mark("ToolChoice.name")))
                .reasoning((ReasoningOptions) variants(ReasoningOptions.class).get(0))
                .promptCaching((PromptCaching) variants(PromptCaching.class).get(0))
                .stop(mark("ChatRequest.stop"))
                .endUser(mark("ChatRequest.endUser"))
                .tag("t", mark("ChatRequest.tags"))
                .extra("e", Map.of("deep", List.of(mark("ChatRequest.extra"))));
        variants(Tool.class).forEach(tool -> builder.tool((Tool) tool));
        variants(ResponseFormat.class).stream()
                .filter(ResponseFormat.JsonSchema.class::isInstance)
                .forEach(format -> builder.responseFormat((ResponseFormat) format));
        return builder.build();
    }

    // what is reached through other types, and what is a place itself
    private Set<String> known(String type) {
        Set<String> known = new TreeSet<>(
                List.of("messages", "tools", "toolChoice", "responseFormat", "reasoning", "promptCaching"));
        if (type.equals("EmbeddingRequest")) {
            known.clear();
        }
        places.stream()
                .filter(place -> place.startsWith(type + "."))
                .forEach(place -> known.add(place.substring(type.length() + 1)));
        NO_TEXT.stream()
                .filter(place -> place.startsWith(type + "."))
                .forEach(place -> known.add(place.substring(type.length() + 1)));
        return known;
    }

    private static Set<String> getters(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers())
                        && method.getParameterCount() == 0
                        && !method.isSynthetic())
                .map(Method::getName)
                .filter(name -> !Set.of("toBuilder", "toString", "hashCode").contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> seen(ModelRequest request) {
        StringBuilder texts = new StringBuilder();
        ModelRequest same = RequestTexts.map(
                request,
                (origin, text) -> {
                    texts.append(text).append('\n');
                    return text;
                },
                address -> texts.append(address).append('\n'));
        assertThat(same).isSameAs(request);
        return places.stream()
                .filter(place -> texts.indexOf("mark:" + place + ":") >= 0)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private String mark(String place) {
        places.add(place);
        return "mark:" + place + ":";
    }

    /** Values of a type, each kind of it at least once. */
    private List<Object> variants(Class<?> type) {
        if (type.isSealed()) {
            return Arrays.stream(type.getPermittedSubclasses())
                    .flatMap(kind -> variants(kind).stream())
                    .toList();
        }
        Map<String, List<Object>> values = new LinkedHashMap<>();
        int most = 1;
        for (RecordComponent component : type.getRecordComponents()) {
            List<Object> some = values(type, component);
            values.put(component.getName(), some);
            most = Math.max(most, some.size());
        }
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            List<Object> arguments = new ArrayList<>();
            for (List<Object> some : values.values()) {
                arguments.add(some.get(Math.min(i, some.size() - 1)));
            }
            try {
                Class<?>[] types = Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
                all.add(type.getDeclaredConstructor(types).newInstance(arguments.toArray()));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(type.getName(), e);
            }
        }
        return all;
    }

    private List<Object> values(Class<?> owner, RecordComponent component) {
        String place = owner.getSimpleName() + "." + component.getName();
        Class<?> type = component.getType();
        if (type == String.class) {
            String mark = mark(place);
            return switch (place) {
                case "Inline.base64" ->
                    List.of(Base64.getEncoder().encodeToString(mark.getBytes(StandardCharsets.UTF_8)));
                case "Inline.mediaType" -> List.of("text/plain");
                case "Url.url" -> List.of("https://example.com/" + mark);
                case "ToolCall.arguments" -> List.of("{\"a\": \"" + mark + "\"}");
                default -> List.of(mark);
            };
        }
        if (type == Json.class) {
            return List.of(Json.of("{\"a\": \"" + mark(place) + "\"}"));
        }
        if (type == boolean.class || type == Boolean.class) {
            return List.of(true);
        }
        if (type == Long.class) {
            return List.of(1L);
        }
        if (type == Duration.class) {
            return List.of(Duration.ofMinutes(5));
        }
        if (type == List.class) {
            Type item = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
            assertThat(item).as(place).isEqualTo(Part.class);
            return List.of(List.of(new Part.Text(mark("Text.text"))));
        }
        assertThat(type.isRecord() || type.isSealed())
                .as("%s is of a type this test does not know", place)
                .isTrue();
        return variants(type);
    }

    private static ChatRequest with(Part part) {
        return ChatRequest.builder().message(Message.user(part)).build();
    }

    private static MediaSource.Inline document(ModelRequest request) {
        Part.Document document = (Part.Document)
                ((ChatRequest) request).messages().get(0).parts().get(0);
        return (MediaSource.Inline) document.source();
    }

    @Test
    void documentsInDataAddressesAreTextToo() {
        for (String address : List.of(
                "data:text/plain;base64,am9AZXhhbXBsZS5jb20=",
                "data:text/plain;base64,%61%6d%39%41ZXhhbXBsZS5jb20=",
                "data:text/plain,jo%40example.com",
                "data:,jo@example.com",
                "DATA:application/json;charset=utf-8,jo@example.com")) {
            MediaSource.Inline changed = document(RequestTexts.map(
                    with(new Part.Document(MediaSource.url(address))),
                    (origin, text) -> text.equals("jo@example.com") ? "<EMAIL_1>" : text));
            assertThat(changed.text()).isEqualTo("<EMAIL_1>");
        }
        MediaSource image = MediaSource.url("data:image/png;base64,am9AZXhhbXBsZS5jb20=");
        assertThat(document(RequestTexts.map(with(new Part.Document(image)), (origin, text) -> "changed")))
                .isEqualTo(image);
    }

    @Test
    void whatCannotBeLookedIntoIsRefused() {
        record Hidden(String text) {}
        ChatRequest request = ChatRequest.builder()
                .user("hi")
                .extra("e", Map.of("deep", new Hidden("x")))
                .build();
        assertThatThrownBy(() -> RequestTexts.map(request, (origin, text) -> text))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Hidden");
    }

    @Test
    void arraysSetsAndNumbersOfExtraAreLookedInto() {
        ChatRequest request = ChatRequest.builder()
                .user("hi")
                .extra("e", new Object[] {
                    "text", Set.of("in a set"), 4111111111111111L, 12, true, java.nio.CharBuffer.wrap("b")
                })
                .build();
        ChatRequest changed =
                (ChatRequest) RequestTexts.map(request, (origin, text) -> text.equals("hi") ? text : "<" + text + ">");
        assertThat(changed.extra().get("e"))
                .isEqualTo(List.of("<text>", List.of("<in a set>"), "<4111111111111111>", 12, true, "<b>"));
    }
}
