package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.llmgateway.chain.CacheControl;
import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import io.llmgateway.core.config.RecallConfig;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What makes two questions the same. */
class KeyTest {
    private static final ProviderState STATE = new ProviderState("toy", "{}");
    private static final MediaSource PICTURE = new MediaSource.Inline("image/png", "AAAA");

    private static final ChatRequest FULL = ChatRequest.builder()
            .model("smart")
            .system("Be brief.")
            .message(new Message(
                    Role.USER,
                    List.of(
                            new Part.Text("What is this?", STATE),
                            new Part.Image(PICTURE, "low"),
                            new Part.Document(MediaSource.url("https://example.org/a.pdf"), "a"),
                            new Part.Audio(new MediaSource.FileId("file-1", "audio/wav"))),
                    "jane"))
            .message(Message.of(
                    Role.ASSISTANT,
                    new Part.Reasoning("hm", STATE),
                    new Part.ToolCall("1", "find", "{}", true, STATE),
                    new Part.Refusal("no"),
                    new Part.Opaque(STATE)))
            .message(Message.tool(new Part.ToolResult("1", "find", List.of(new Part.Text("found")), false)))
            .tool(new Tool.Function("find", "finds", Json.of("{}"), true))
            .tool(new Tool.Native("toy", Json.of("{\"a\":1}")))
            .stop("END", "STOP")
            .tag("team", "a")
            .extra("top_k", 5)
            .toolChoice(ToolChoice.tool("find"))
            .parallelToolCalls(true)
            .responseFormat(new ResponseFormat.JsonSchema("shape", Json.of("{}"), true))
            .temperature(0.5)
            .topP(0.5)
            .maxTokens(100)
            .seed(7)
            .reasoning(new ReasoningOptions("low", 100L, true))
            .promptCaching(new PromptCaching("k", Duration.ofMinutes(5)))
            .endUser("u1")
            .build();

    /** A field that may change the answer, to requests that differ from {@link #FULL} in it alone. */
    private static final Map<String, List<ChatRequest>> CHANGES = changes();

    /** A field that may not. */
    private static final Map<String, List<ChatRequest>> NO_CHANGES = Map.of(
            "tags", List.of(with(b -> b.tag("team", "b")), with(b -> b.tag("more", "c"))),
            "endUser", List.of(with(b -> b.endUser("u2"))),
            "promptCaching", List.of(with(b -> b.promptCaching(new PromptCaching("other", null)))));

    private static ChatRequest with(UnaryOperator<ChatRequest.Builder> change) {
        return change.apply(FULL.toBuilder()).build();
    }

    private static Map<String, List<ChatRequest>> changes() {
        Map<String, List<ChatRequest>> all = new LinkedHashMap<>();
        all.put("model", List.of(FULL.withModel("other")));
        all.put("dropUnsupported", List.of(with(b -> b.dropUnsupported())));
        all.put("toolChoice", varied(ToolChoice.tool("find"), one -> with(b -> b.toolChoice(one))));
        all.put("parallelToolCalls", List.of(with(b -> b.parallelToolCalls(false))));
        all.put("temperature", List.of(with(b -> b.temperature(0.25)), with(b -> b.temperature(0))));
        all.put("topP", List.of(with(b -> b.topP(0.25))));
        all.put("maxTokens", List.of(with(b -> b.maxTokens(101)), with(b -> b.maxTokens(1L << 40))));
        all.put("seed", List.of(with(b -> b.seed(8)), with(b -> b.seed(-7))));
        all.put("stop", List.of(with(b -> b.stop("END")), with(b -> b.stop("ENDSTOP")), with(b -> b.stop())));
        all.put(
                "extra",
                List.of(
                        with(b -> b.extra("top_k", 6)),
                        with(b -> b.extra("top_k", 5.0)),
                        with(b -> b.extra("top_k", "5")),
                        with(b -> b.extra("other", 5)),
                        with(b -> b.extra("top_k", List.of(5))),
                        with(b -> b.extra("top_k", new int[] {5})),
                        with(b -> b.extra("top_k", new byte[] {5})),
                        with(b -> b.extra("top_k", new int[] {6})),
                        with(b -> b.extra("top_k", new Object[] {5, List.of()})),
                        with(b -> b.extra("top_k", new char[] {'5'})),
                        with(b -> b.extra("top_k", '5')),
                        with(b -> b.extra("top_k", java.time.DayOfWeek.MONDAY)),
                        with(b -> b.extra("top_k", java.time.Month.MAY)),
                        with(b -> b.extra("top_k", "MONDAY")),
                        with(b -> b.extra("top_k", Map.of("a", List.of(5, Map.of()))))));
        all.put("reasoning", varied(new ReasoningOptions("low", 100L, true), one -> with(b -> b.reasoning(one))));
        all.put(
                "responseFormat",
                varied(
                        (ResponseFormat) new ResponseFormat.JsonSchema("shape", Json.of("{}"), true),
                        one -> with(b -> b.responseFormat(one))));
        all.put("tools", lists(FULL.tools(), tools -> with(b -> b.tools(tools))));
        all.put("messages", lists(FULL.messages(), FULL::withMessages));
        return all;
    }

    // each element varied, left out, doubled, or in another place
    private static <T> List<ChatRequest> lists(List<T> values, Function<List<T>, ChatRequest> made) {
        List<ChatRequest> all = new ArrayList<>();
        for (List<T> one : Variations.ofList(values)) {
            all.add(made.apply(one));
        }
        return all;
    }

    private static <T> List<ChatRequest> varied(T value, Function<T, ChatRequest> made) {
        return Variations.of(value).stream().map(made).toList();
    }

    private static final class Variations {
        private Variations() {}

        // values of the same type that differ in one place
        @SuppressWarnings("unchecked")
        static <T> List<T> of(T value) {
            List<Object> all = new ArrayList<>();
            if (value instanceof Record one) {
                all.addAll(records(one));
                for (Class<?> face : value.getClass().getInterfaces()) {
                    if (face.isSealed()) {
                        all.addAll(siblings(face, value.getClass()));
                    }
                }
            } else if (value instanceof String text) {
                all.addAll(List.of(text + "x", "", text + " "));
            } else if (value instanceof Boolean flag) {
                all.add(!flag);
            } else if (value instanceof Long number) {
                all.add(number + 1);
            } else if (value instanceof Role) {
                all.addAll(List.of(Role.SYSTEM, Role.USER));
            } else if (value instanceof List<?> list) {
                all.addAll(ofList(list));
            } else if (value instanceof Enum<?>) {
                // varied with its name, which goes along
            } else {
                fail("no variation of a " + value.getClass());
            }
            all.remove(value);
            return (List<T>) all;
        }

        private static final List<Object> SAMPLES = List.of(
                new ResponseFormat.Text(),
                new ResponseFormat.JsonObject(),
                new MediaSource.Inline("image/png", "BBBB"),
                new MediaSource.Url("AAAA", "image/png"),
                new MediaSource.FileId("AAAA", "image/png"),
                new Part.Text("hm"),
                new Part.Reasoning("found", null));

        private static List<Object> siblings(Class<?> face, Class<?> type) {
            return SAMPLES.stream()
                    .filter(one -> face.isInstance(one) && one.getClass() != type)
                    .toList();
        }

        private static List<Object> records(Record value) {
            if (value instanceof ToolChoice) {
                return List.of(ToolChoice.tool("other"), ToolChoice.AUTO, ToolChoice.NONE, ToolChoice.REQUIRED);
            }
            List<Object> all = new ArrayList<>();
            RecordComponent[] components = value.getClass().getRecordComponents();
            for (int i = 0; i < components.length; i++) {
                Object part = get(value, components[i]);
                List<Object> others = new ArrayList<>(part == null ? List.of() : of(part));
                if (components[i].getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    others.add(null);
                }
                assertThat(others).as("variations of " + components[i]).isNotEmpty();
                for (Object other : others) {
                    Record changed = make(value, components, i, other);
                    if (changed != null) {
                        all.add(changed);
                    }
                }
            }
            return all;
        }

        private static @Nullable Object get(Record value, RecordComponent component) {
            try {
                return component.getAccessor().invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.toString(), e);
            }
        }

        // null where the record does not take it
        private static @Nullable Record make(
                Record value, RecordComponent[] components, int changed, @Nullable Object other) {
            try {
                Class<?>[] types =
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
                @Nullable Object[] values = new Object[components.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = i == changed ? other : get(value, components[i]);
                }
                Constructor<?> constructor = value.getClass().getDeclaredConstructor(types);
                return (Record) constructor.newInstance(values);
            } catch (java.lang.reflect.InvocationTargetException refused) {
                return null;
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.toString(), e);
            }
        }

        static <T> List<List<T>> ofList(List<T> values) {
            List<List<T>> all = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                for (T other : of(values.get(i))) {
                    List<T> copy = new ArrayList<>(values);
                    copy.set(i, other);
                    all.add(copy);
                }
                List<T> less = new ArrayList<>(values);
                less.remove(i);
                all.add(less);
                List<T> more = new ArrayList<>(values);
                more.add(i, values.get(i));
                all.add(more);
                if (i > 0) {
                    List<T> turned = new ArrayList<>(values);
                    turned.set(i, values.get(i - 1));
                    turned.set(i - 1, values.get(i));
                    all.add(turned);
                }
            }
            return all;
        }
    }

    private static Questions questions(String policy, Map<String, String> models, String... per) {
        RecallConfig config = new RecallConfig(
                new RecallConfig.ExactConfig(null, null, 2.0, null, null, null), null, List.of(per), null, null, null);
        return new Questions(
                config, policy, model -> List.of(models.getOrDefault(model, "toy/" + model)), call -> List.of());
    }

    private static Key key(Questions questions, ModelRequest request, UnaryOperator<CacheControl.Builder> control) {
        Call call = Call.of(request, false, "id", 0)
                .with(
                        CacheControl.ATTRIBUTE,
                        control.apply(CacheControl.DEFAULT.toBuilder().always()).build());
        return Objects.requireNonNull(questions.of(call)).key();
    }

    private static Key key(ModelRequest request) {
        return key(questions("p", Map.of()), request, c -> c);
    }

    private static Set<String> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(java.lang.reflect.Field::getName)
                .filter(name -> !name.startsWith("$"))
                .collect(Collectors.toSet());
    }

    /** A new field must be said to change the answer or not, here and in {@link Canonical}. */
    @Test
    void everyFieldOfARequestIsClassified() {
        Set<String> classified = new HashSet<>(CHANGES.keySet());
        classified.addAll(NO_CHANGES.keySet());
        assertThat(fields(ChatRequest.class)).isEqualTo(classified);
        assertThat(fields(EmbeddingRequest.class))
                .containsExactlyInAnyOrder(
                        "model", "inputs", "dimensions", "purpose", "endUser", "tags", "extra", "dropUnsupported");
        assertThat(Part.class.getPermittedSubclasses()).hasSize(10);
        assertThat(Tool.class.getPermittedSubclasses()).hasSize(2);
        assertThat(MediaSource.class.getPermittedSubclasses()).hasSize(3);
        assertThat(ResponseFormat.class.getPermittedSubclasses()).hasSize(3);
    }

    @Test
    void whatMayChangeTheAnswerChangesTheKey() {
        Set<Key> keys = new HashSet<>();
        keys.add(key(FULL));
        int all = 1;
        for (Map.Entry<String, List<ChatRequest>> field : CHANGES.entrySet()) {
            assertThat(field.getValue()).as(field.getKey()).isNotEmpty();
            Set<ChatRequest> once = new LinkedHashSet<>(field.getValue());
            for (ChatRequest changed : once) {
                assertThat(key(changed)).as("a change of " + field.getKey()).isNotEqualTo(key(FULL));
                keys.add(key(changed));
                all++;
            }
        }
        assertThat(all).isGreaterThan(100);
        // two changes that come to the same are the same: no two others are
        assertThat(keys).hasSizeGreaterThan(all * 9 / 10);
    }

    @Test
    void whatMayNotChangeItDoesNot() {
        NO_CHANGES.forEach((field, all) -> {
            for (ChatRequest changed : all) {
                assertThat(key(changed)).as("a change of " + field).isEqualTo(key(FULL));
            }
        });
        List<Message> marked = new ArrayList<>(FULL.messages());
        marked.set(0, Message.of(Role.SYSTEM, new Part.Text("Be brief."), new Part.CachePoint(null)));
        assertThat(key(FULL.withMessages(marked))).isEqualTo(key(FULL));
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("a", 1);
        one.put("b", 2);
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("b", 2);
        other.put("a", 1);
        assertThat(key(with(b -> b.extra("x", one)))).isEqualTo(key(with(b -> b.extra("x", other))));
    }

    @Test
    void arraysAreWhatIsInThem() {
        Key one = key(with(b -> b.extra("x", new Object[] {new int[] {1, 2}, "a"})));
        assertThat(key(with(b -> b.extra("x", new Object[] {new int[] {1, 2}, "a"}))))
                .isEqualTo(one);
        assertThat(key(with(b -> b.extra("x", new Object[] {new int[] {1, 3}, "a"}))))
                .isNotEqualTo(one);
    }

    private record Own(List<Integer> values) {
        @Override
        public String toString() {
            return "always the same";
        }
    }

    @Test
    void whatHasNoFormIsNoQuestion() {
        Map<String, Object> itself = new HashMap<>();
        itself.put("again", itself);
        List<Object> formless = List.of(
                new Own(List.of(1)),
                List.of(new Own(List.of(1))),
                Map.of("a", new Object[] {new Own(List.of(1))}),
                Map.of(1, "a"),
                java.nio.CharBuffer.wrap("a"),
                java.util.Optional.of("a"),
                itself);
        CacheControl always = CacheControl.DEFAULT.toBuilder().always().build();
        for (Object value : formless) {
            List<ModelRequest> requests = List.of(
                    with(b -> b.extra("x", value)),
                    EmbeddingRequest.builder()
                            .model("m")
                            .inputs(List.of("a"))
                            .extra(Map.of("x", value))
                            .build());
            for (ModelRequest request : requests) {
                Call call = Call.of(request, false, "id", 0).with(CacheControl.ATTRIBUTE, always);
                assertThat(questions("p", Map.of()).of(call)).isNull();
            }
        }
    }

    @Test
    void whatIsUnsetIsNotWhatIsSetToNothing() {
        Set<Key> keys = new HashSet<>();
        List<ChatRequest> all = List.of(
                ChatRequest.of("a"),
                ChatRequest.builder().user("a").temperature(0).build(),
                ChatRequest.builder().user("a").topP(0).build(),
                ChatRequest.builder().user("a").seed(0).build(),
                ChatRequest.builder().user("a").maxTokens(0).build(),
                ChatRequest.builder().user("a").parallelToolCalls(false).build(),
                ChatRequest.builder().user("a").toolChoice(ToolChoice.AUTO).build(),
                ChatRequest.builder()
                        .user("a")
                        .reasoning(new ReasoningOptions(null, null, null))
                        .build(),
                ChatRequest.builder()
                        .user("a")
                        .responseFormat(new ResponseFormat.JsonObject())
                        .build(),
                ChatRequest.builder().user("a").user("").build(),
                ChatRequest.builder().user("").user("a").build(),
                ChatRequest.builder().system("a").build(),
                ChatRequest.builder().user("\uD800").build(),
                ChatRequest.builder().user("?").build());
        all.forEach(request -> keys.add(key(request.withModel("m"))));
        assertThat(keys).hasSize(all.size());
    }

    @Test
    void aPartitionIsCrossedByNothing() {
        ChatRequest plain = ChatRequest.builder().model("m").user("a").build();
        Set<Key> keys = new HashSet<>();
        int all = 0;
        for (String policy : List.of("p", "q")) {
            for (String target : List.of("toy/x", "toy/y", "toy/x of another")) {
                for (String tenant : Arrays.asList(null, "", "a", "b")) {
                    for (String namespace : List.of("", "a", "b")) {
                        for (String user : Arrays.asList(null, "a")) {
                            ChatRequest.Builder request = plain.toBuilder();
                            if (tenant != null) {
                                request.tag("tenant", tenant);
                            }
                            if (user != null) {
                                request.endUser(user);
                            }
                            Questions questions = questions(policy, Map.of("m", target), "user");
                            keys.add(key(questions, request.build(), c -> c.namespace(namespace)));
                            all++;
                        }
                    }
                }
            }
        }
        assertThat(keys).hasSize(all).hasSize(2 * 3 * 4 * 3 * 2);
    }

    @Test
    void randomRequestsNeverCollide() {
        Random random = new Random(42);
        Questions questions = questions("p", Map.of(), "user");
        Map<Key, ModelRequest> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            ChatRequest request = random(random);
            ModelRequest former = seen.put(key(questions, request, c -> c), request);
            if (former != null) {
                assertThat(describe((ChatRequest) former)).isEqualTo(describe(request));
            }
        }
        assertThat(seen).hasSizeGreaterThan(10_000);
    }

    // small alphabets, so that much is nearly the same
    static ChatRequest random(Random random) {
        ChatRequest.Builder request =
                ChatRequest.builder().model("m" + random.nextInt(2)).tag("tenant", "t" + random.nextInt(2));
        for (int i = random.nextInt(4); i >= 0; i--) {
            Role role = List.of(Role.USER, Role.SYSTEM, Role.ASSISTANT).get(random.nextInt(3));
            List<Part> parts = new ArrayList<>();
            for (int p = random.nextInt(3); p >= 0; p--) {
                String text = "ab\u00e9\uD83D".substring(random.nextInt(4)).repeat(random.nextInt(3));
                parts.add(
                        switch (random.nextInt(4)) {
                            case 0 -> new Part.Reasoning(text, random.nextBoolean() ? STATE : null);
                            case 1 -> new Part.ToolCall(text, "find", text);
                            case 2 ->
                                new Part.ToolResult(text, null, List.of(new Part.Text(text)), random.nextBoolean());
                            default -> new Part.Text(text);
                        });
            }
            request.message(new Message(role, parts, random.nextBoolean() ? "n" : null));
        }
        if (random.nextBoolean()) {
            request.stop("a".repeat(random.nextInt(3)), "b");
        }
        if (random.nextBoolean()) {
            request.temperature(random.nextInt(3) / 4.0);
        }
        if (random.nextBoolean()) {
            request.seed(random.nextInt(5));
        }
        if (random.nextBoolean()) {
            request.extra("k" + random.nextInt(2), random.nextInt(3));
        }
        return request.build();
    }

    // all there is of a random request, as text
    static String describe(ChatRequest request) {
        StringBuilder out = new StringBuilder();
        out.append(request.model())
                .append(request.tags())
                .append(request.stop())
                .append(request.temperature());
        out.append(request.seed()).append(request.extra());
        for (Message message : request.messages()) {
            out.append('\n').append(message.role()).append(message.name());
            for (Part part : message.parts()) {
                out.append('|');
                if (part instanceof Part.Reasoning one) {
                    out.append("R ").append(one.text()).append(one.state());
                } else if (part instanceof Part.ToolCall one) {
                    out.append("A ").append(one.id()).append('/').append(one.arguments());
                } else if (part instanceof Part.ToolResult one) {
                    out.append("U ").append(one.callId()).append(one.error());
                } else if (part instanceof Part.Text one) {
                    out.append("T ").append(one.text());
                }
            }
        }
        return out.toString();
    }

    @Test
    void aKeyIsTheSameWhateverWasAskedBefore() {
        ChatRequest broken = ChatRequest.builder()
                .model("m")
                .user("a")
                .extra("x", new Broken())
                .build();
        Questions questions = questions("p", Map.of());
        for (ChatRequest request : List.of(FULL, ChatRequest.of("a").withModel("m"), FULL)) {
            assertThat(key(questions, request, c -> c)).isEqualTo(key(request));
            assertThatThrownBy(() -> key(questions, broken, c -> c)).hasMessage("broken");
        }
    }

    /** Cannot be written. */
    private static final class Broken extends Number {
        @Override
        public int intValue() {
            return 0;
        }

        @Override
        public long longValue() {
            return 0;
        }

        @Override
        public float floatValue() {
            return 0;
        }

        @Override
        public double doubleValue() {
            return 0;
        }

        @Override
        public String toString() {
            throw new IllegalStateException("broken");
        }
    }
}
