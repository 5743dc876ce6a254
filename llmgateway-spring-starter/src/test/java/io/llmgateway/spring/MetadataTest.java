package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.core.config.ConfigLoader;
import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.error.MisconfiguredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** What IDEs are told of the properties is complete and true. */
class MetadataTest {
    private static final Path FILE = Path.of(
            System.getProperty("basedir", "."), "src/main/resources/META-INF/spring-configuration-metadata.json");

    // named by models, whose names no variable can hold
    private static final List<String> WITHOUT_VARIABLE = List.of(
            "llmgateway.catalogue.models", "llmgateway.catalogue.renames", "llmgateway.ledger.chargeback.prices");

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

    /** Set to the same, a property means the same wherever it is read: each of them. */
    @Test
    void springMeansWhatTheLoaderMeans() {
        List<String> taken = new ArrayList<>();
        metadata.types().forEach((name, type) -> {
            String property = name.replace("*", "x");
            Object value = Defaults.json(Defaults.sample(type));
            Object plain = result(() -> plain(property, value));
            assertThat(result(() -> spring(new MapPropertySource("test", flat(property, value)))))
                    .as(property)
                    .isEqualTo(plain);
            String text = value instanceof List<?> list ? list.get(0).toString() : value.toString();
            assertThat(result(() -> spring(new SimpleCommandLinePropertySource("--" + property + "=" + text))))
                    .as("--" + property)
                    .isEqualTo(plain);
            if (WITHOUT_VARIABLE.stream().noneMatch(property::startsWith)) {
                String variable = property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
                assertThat(result(() -> spring(
                                new SystemEnvironmentPropertySource("systemEnvironment", Map.of(variable, text)))))
                        .as(variable)
                        .isEqualTo(plain);
            }
            if (plain instanceof GatewayConfig) {
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

    private static GatewayConfig spring(PropertySource<?> source) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(usual -> environment.getPropertySources().remove(usual.getName()));
        environment.getPropertySources().addFirst(source);
        GatewayProperties properties = GatewayProperties.read(environment);
        return new ConfigLoader(Map.of())
                .tree(properties.tree(), properties.origins())
                .load();
    }

    private static Map<String, Object> flat(String property, Object value) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                values.put(property + "[" + i + "]", list.get(i));
            }
        } else {
            values.put(property, value);
        }
        return values;
    }

    private static GatewayConfig plain(String property, Object value) {
        Object below = value;
        List<String> names = List.of(property.split("\\.", -1));
        for (int i = names.size() - 1; i >= 0; i--) {
            below = Map.of(names.get(i), below);
        }
        String yaml = JsonMapper.shared().writeValueAsString(below); // which is YAML
        return new ConfigLoader(Map.of()).text("plain.yaml", yaml).load();
    }
}
