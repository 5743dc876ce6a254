package io.llmgateway.spring.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.spi.World;
import io.llmgateway.spring.LlmGatewayAutoConfiguration;
import io.llmgateway.spring.LlmGatewayCustomizer;
import io.llmgateway.testkit.ScriptedProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.json.JsonMapper;

/** Every documented property changes what a user sees. */
class EveryPropertyTest {
    // shown to work by tests of their own, as they concern what lies around the client, or changes beside it
    private static final List<String> ELSEWHERE = List.of(
            "llmgateway.enabled",
            "llmgateway.reload",
            "llmgateway.providers.*.ssl.bundle",
            "llmgateway.spring.micrometer",
            "llmgateway.spring.security-principal",
            "management.");

    @TempDir
    Path folder;

    static Stream<Effect> effects() {
        return Stream.of(
                        RouteEffects.all(),
                        ProviderEffects.all(),
                        SteadyEffects.all(),
                        AdmitEffects.all(),
                        GuardEffects.all(),
                        OtherEffects.all(),
                        RecallEffects.all(),
                        WatchEffects.all(),
                        LimitEffects.all(),
                        PiiEffects.all(),
                        OutputEffects.all(),
                        ModerationEffects.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("effects")
    void itChangesWhatIsSeen(Effect effect) throws Exception {
        assertThat(effect.before()).as("an effect differs").isNotEqualTo(effect.after());
        assertThat(seen(effect, effect.without(), effect.before()))
                .as("without")
                .isEqualTo(effect.before());
        assertThat(seen(effect, effect.with(), effect.after()))
                .as("with %s", effect.with())
                .isEqualTo(effect.after());
    }

    @Test
    void noneIsForgotten() throws IOException {
        List<String> shown = effects()
                .map(effect -> "llmgateway." + effect.property())
                .distinct()
                .toList();
        List<String> documented = documented();
        Predicate<String> own = property -> ELSEWHERE.stream().anyMatch(property::startsWith);
        // what only holds others is shown by what it holds
        Predicate<String> holds = property -> documented.stream().anyMatch(other -> other.startsWith(property + "."));
        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(documented.stream()
                        .filter(own.negate())
                        .filter(holds.negate())
                        .toList());
    }

    private static List<String> documented() throws IOException {
        try (InputStream metadata = EveryPropertyTest.class
                .getClassLoader()
                .getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
            return JsonMapper.shared()
                    .readTree(metadata)
                    .get("properties")
                    .valueStream()
                    .map(property -> property.get("name").asString())
                    .toList();
        }
    }

    private String seen(Effect effect, List<String> more, String expected) throws Exception {
        try (Scene scene = new Scene(Files.createTempDirectory(folder, "scene"))) {
            return seen(effect, more, expected, scene);
        }
    }

    private static String seen(Effect effect, List<String> more, String expected, Scene scene) {
        AtomicReference<String> seen = new AtomicReference<>();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(LlmGatewayAutoConfiguration.class))
                .withBean(World.class, () -> scene.world)
                .withBean(LlmGatewayCustomizer.class, () -> builder -> set(effect, scene, builder))
                .withPropertyValues("llmgateway.providers.one.type=scripted", "llmgateway.providers.two.type=scripted")
                .withPropertyValues(filled(effect.common(), scene))
                .withPropertyValues(filled(more, scene))
                .run(context -> {
                    if (context.getStartupFailure() != null) {
                        if (!expected.equals(Effect.NO_START)) {
                            throw new AssertionError("the client does not start", context.getStartupFailure());
                        }
                        seen.set(expected);
                        return;
                    }
                    seen.set(String.valueOf(effect.run().see(context.getBean(LlmClient.class), scene)));
                });
        return seen.get();
    }

    private static void set(Effect effect, Scene scene, LlmGateway.Builder builder) {
        builder.factory(ScriptedProvider.factory(scene.one, scene.two));
        effect.stage().set(scene, builder);
    }

    private static String[] filled(List<String> properties, Scene scene) {
        return properties.stream()
                .map(property -> "llmgateway." + scene.filled(property))
                .toArray(String[]::new);
    }
}
