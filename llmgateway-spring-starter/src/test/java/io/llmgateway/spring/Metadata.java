package io.llmgateway.spring;

import io.llmgateway.core.config.GatewayConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what an IDE reads to complete properties: from the records of the configuration and their Javadoc. Names with {@code *}
 * say what may stand below names of the user's own.
 */
final class Metadata {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
    private static final String CORE = "llmgateway-api/core/src/main/java/io/llmgateway/core/config";
    private static final String WORDS = "llmgateway-api/api/src/main/java/io/llmgateway/chat";
    private static final String DIALECTS =
            "llmgateway-providers/openai/src/main/java/io/llmgateway/providers/openai/Dialects.java";

    private static final String MORE =
            "llmgateway-spring-starter/src/main/resources/META-INF/additional-spring-configuration-metadata.json";

    private static final Pattern USUAL = Pattern.compile("; (\\S+) if absent");

    private final SourceDocs docs;
    private final Map<String, Map<String, Object>> groups = new TreeMap<>();
    private final Map<String, Map<String, Object>> properties = new TreeMap<>();
    private final Map<String, Map<String, Object>> hints = new TreeMap<>();

    private Metadata(SourceDocs docs) {
        this.docs = docs;
    }

    static Metadata read() {
        try {
            Metadata all = new Metadata(SourceDocs.read(ROOT.resolve(CORE), ROOT.resolve(WORDS)));
            all.groups.put("llmgateway", group("llmgateway", GatewayConfig.class, "The gateway to language models."));
            all.section("llmgateway", GatewayConfig.class);
            all.property("llmgateway.enabled", Boolean.class.getName(), "Whether there is a client at all.", true);
            all.property(
                    "llmgateway.providers.*.ssl.bundle",
                    String.class.getName(),
                    "The SSL bundle, of those below spring.ssl.bundle, whose keys and trust its connections have; the JDK's"
                            + " own if absent.",
                    null);
            all.more();
            all.vendors();
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // what the starter itself knows, in Spring's own form
    @SuppressWarnings("unchecked")
    private void more() throws IOException {
        Map<String, List<Map<String, Object>>> more =
                JsonMapper.shared().readValue(Files.readString(ROOT.resolve(MORE)), Map.class);
        more.getOrDefault("groups", List.of()).forEach(one -> groups.put((String) one.get("name"), one));
        more.getOrDefault("properties", List.of()).forEach(one -> properties.put((String) one.get("name"), one));
        more.getOrDefault("hints", List.of()).forEach(one -> hints.put((String) one.get("name"), one));
    }

    /** All names, with {@code *} for those of the user's own, and their types. */
    Map<String, Type> types() {
        Map<String, Type> types = new LinkedHashMap<>();
        collect("llmgateway", GatewayConfig.class, types);
        return types;
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("groups", groups.values());
        all.put("properties", properties.values());
        all.put("hints", hints.values());
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(all)
                        .replace("\r\n", "\n")
                + "\n";
    }

    private static void collect(String name, Type type, Map<String, Type> into) {
        if (type instanceof Class<?> plain && plain.isRecord()) {
            for (RecordComponent component : plain.getRecordComponents()) {
                collect(name + "." + Shape.name(component), component.getGenericType(), into);
            }
        } else if (type instanceof ParameterizedType several && several.getRawType() == Map.class) {
            collect(name + ".*", several.getActualTypeArguments()[1], into);
        } else {
            into.put(name, type);
        }
    }

    private void section(String prefix, Class<?> type) {
        Map<String, Object> defaults = Defaults.of(type);
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + Shape.name(component);
            String said = docs.of(type, component.getName());
            place(name, component.getGenericType(), said, defaults.get(component.getName()));
        }
    }

    private void place(String name, Type type, String said, Object usual) {
        if (type instanceof Class<?> plain && plain.isRecord()) {
            groups.put(name, group(name, plain, said));
            section(name, plain);
            return;
        }
        property(name, written(type), said, usual(name, type, said, usual));
        if (type instanceof ParameterizedType several && several.getRawType() == Map.class) {
            Type value = several.getActualTypeArguments()[1];
            place(name + ".*", value, said, null);
            hint(name + ".values", value);
        } else {
            hint(name, type);
        }
    }

    // a choice may depend on others, which only its description says
    private static Object usual(String name, Type type, String said, Object usual) {
        boolean choice = type == Boolean.class || (type instanceof Class<?> plain && plain.isEnum());
        if (!choice) {
            return usual;
        }
        Matcher word = USUAL.matcher(said);
        if (!word.find()
                || (type != Boolean.class && usual == null && word.group(1).equals("none"))) {
            return null;
        }
        Object told = type == Boolean.class ? (Object) Boolean.valueOf(word.group(1)) : word.group(1);
        if (usual != null && !usual.equals(told)) {
            throw new AssertionError(name + " is said to be " + told + " if absent, but is " + usual);
        }
        return told;
    }

    private void property(String name, String type, String said, Object usual) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("name", name);
        property.put("type", type);
        property.put("description", said);
        if (usual != null) {
            property.put("defaultValue", usual);
        }
        properties.put(name, property);
    }

    private void hint(String name, Type type) {
        if (type instanceof Class<?> plain && plain.isEnum()) {
            List<Map<String, Object>> values = new ArrayList<>();
            for (Object constant : plain.getEnumConstants()) {
                String own = ((Enum<?>) constant).name();
                Map<String, Object> value = new LinkedHashMap<>();
                value.put("value", own.toLowerCase(Locale.ROOT).replace('_', '-'));
                value.put("description", docs.of(plain, own));
                values.add(value);
            }
            hints.put(name, values(name, values));
        }
    }

    // what records cannot know
    private void vendors() throws IOException {
        List<String> types = List.of("anthropic", "gemini", "huggingface", "openai");
        List<String> dialects = Pattern.compile("Dialect\\.named\\(\"([a-z0-9-]+)\"\\)")
                .matcher(Files.readString(ROOT.resolve(DIALECTS)))
                .results()
                .map(found -> found.group(1))
                .toList();
        open("llmgateway.providers.keys", types);
        open("llmgateway.providers.*.type", types);
        open("llmgateway.providers.*.dialect", dialects);
        open("llmgateway.admit.budgets.*.window", List.of("hour", "day", "week", "month", "year"));
        open("llmgateway.guard.moderation.lists.*.severity", List.of("low", "medium", "high"));
        open("llmgateway.models.*.hedge-after", List.of("p95", "never"));
        open("llmgateway.models.*.by", List.of("user", "prompt-prefix"));
        if (dialects.size() < 10) {
            throw new AssertionError("the dialects stand elsewhere now: " + dialects);
        }
    }

    // these, and what else the user likes
    private void open(String name, List<String> values) {
        Map<String, Object> hint = values(
                name,
                values.stream()
                        .map(value -> Map.<String, Object>of("value", value))
                        .toList());
        hint.put("providers", List.of(Map.of("name", "any")));
        hints.put(name, hint);
    }

    private static Map<String, Object> values(String name, List<Map<String, Object>> values) {
        Map<String, Object> hint = new LinkedHashMap<>();
        hint.put("name", name);
        hint.put("values", values);
        return hint;
    }

    private static Map<String, Object> group(String name, Class<?> type, String said) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("name", name);
        group.put("type", type.getName());
        group.put("description", said);
        return group;
    }

    private static String written(Type type) {
        if (type instanceof ParameterizedType several) {
            List<String> arguments = new ArrayList<>();
            for (Type argument : several.getActualTypeArguments()) {
                arguments.add(written(argument));
            }
            return ((Class<?>) several.getRawType()).getName() + "<" + String.join(",", arguments) + ">";
        }
        return ((Class<?>) type).getName();
    }
}
