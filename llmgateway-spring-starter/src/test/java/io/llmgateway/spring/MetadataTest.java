package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.core.config.ConfigLoader;
import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.error.MisconfiguredException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.json.JsonMapper;

/** What IDEs are told of the properties is complete and true. */
class MetadataTest {
    private static final Path FILE = Path.of(
            System.getProperty("basedir", "."), "src/main/resources/META-INF/spring-configuration-metadata.json");

    private final Metadata metadata = Metadata.read();

    @Test
    void theFileIsUpToDate() throws IOException {
        String now = metadata.json();
        if (Boolean.getBoolean("metadata.write")) {
            Files.writeString(FILE, now);
        }
        assertThat(Files.readString(FILE))
                .as("the metadata of the properties; run mvn test -pl llmgateway-spring-starter -am -Dtest=MetadataTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dmetadata.write=true")
                .isEqualTo(now);
    }

    @Test
    void everyPropertyIsDescribed() {
        Map<String, Map<?, ?>> described = new LinkedHashMap<>();
        Map<?, ?> file = JsonMapper.shared().readValue(FILE.toFile(), Map.class);
        ((List<?>) file.get("properties"))
                .forEach(one -> described.put((String) ((Map<?, ?>) one).get("name"), (Map<?, ?>) one));

        assertThat(described.keySet()).containsAll(metadata.types().keySet());
        assertThat(described.get("llmgateway.timeouts.connect").get("defaultValue"))
                .isEqualTo("10s");
        assertThat(described.get("llmgateway.models.*.strategy").get("defaultValue"))
                .isEqualTo("ordered");
        assertThat(described.get("llmgateway.providers.*.api-key").get("description"))
                .asString()
                .startsWith("The key; if absent, the vendor's usual");
        assertThat(described.values()).allSatisfy(one -> assertThat((String) one.get("description"))
                .endsWith(".")
                .doesNotContain("{@", "null"));
    }

    /** Set to the same, a property means the same whether Spring or the loader reads it: for each of them. */
    @Test
    void springMeansWhatTheLoaderMeans() {
        List<String> taken = new ArrayList<>();
        metadata.types().forEach((name, type) -> {
            String property = name.replace("*", "x");
            Object spring = result(() -> spring(property, type));
            Object plain = result(() -> plain(property, type));
            assertThat(spring).as(property).isEqualTo(plain);
            if (spring instanceof GatewayConfig) {
                taken.add(name);
            }
        });
        assertThat(taken).hasSizeGreaterThan(metadata.types().size() * 2 / 3);
    }

    private static Object result(Supplier<GatewayConfig> read) {
        try {
            return read.get();
        } catch (MisconfiguredException e) {
            return e.getMessage().substring(e.getMessage().indexOf("llmgateway."));
        }
    }

    private static GatewayConfig spring(String property, Type type) {
        Map<String, Object> values = new LinkedHashMap<>();
        Object json = Defaults.json(Defaults.sample(type));
        if (json instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                values.put(property + "[" + i + "]", list.get(i));
            }
        } else {
            values.put(property, json);
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", values));
        GatewayProperties properties = GatewayProperties.read(environment);
        return new ConfigLoader(Map.of())
                .tree(properties.tree(), properties.origins())
                .load();
    }

    private static GatewayConfig plain(String property, Type type) {
        Object value = Defaults.json(Defaults.sample(type));
        List<String> names = List.of(property.split("\\.", -1));
        for (int i = names.size() - 1; i >= 0; i--) {
            value = Map.of(names.get(i), value);
        }
        String yaml = JsonMapper.shared().writeValueAsString(value); // which is YAML
        return new ConfigLoader(Map.of()).text("plain.yaml", yaml).load();
    }
}
