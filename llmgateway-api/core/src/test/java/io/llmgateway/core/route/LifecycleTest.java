package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayEvent.ModelRetires;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that retire, and models that are called otherwise now. Today is the first of January 2026. */
class LifecycleTest {
    private final FakeWorld world = new FakeWorld(7);
    private final ScriptedProvider provider = new ScriptedProvider("a", world).otherwise(call -> Script.answer("yes"));
    private final ConcurrentLinkedQueue<GatewayEvent> events = new ConcurrentLinkedQueue<>();
    private LlmClient client;

    @TempDir
    private Path directory;

    private LlmGateway.Builder builder(Map<String, String> environment) {
        return LlmGateway.builder()
                .environment(environment)
                .world(world)
                .provide("a", provider)
                .listener(events::add)
                .modelInfo(model("gone", "2026-01-01"))
                .modelInfo(model("soon", "2026-03-01"))
                .modelInfo(model("later", "2026-12-01"));
    }

    private LlmClient client(String catalogue, String target) {
        return client(catalogue, target, Map.of());
    }

    private LlmClient client(String catalogue, String target, Map<String, String> environment) {
        client = builder(environment)
                .yaml("llmgateway: { default-model: m, models: { m: { targets: [" + target + "] } }, catalogue: { "
                        + catalogue + " } }")
                .build();
        return client;
    }

    private static ModelInfo model(String name, String retires) {
        ModelInfo.PriceSource source = new ModelInfo.PriceSource("test", null, null);
        LocalDate day = LocalDate.parse(retires);
        return new ModelInfo("a", name, Set.of(), "chat", null, null, Set.of(), day, List.of(), Map.of(), source);
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
    }

    private List<ModelRetires> told() {
        return events.stream()
                .filter(ModelRetires.class::isInstance)
                .map(ModelRetires.class::cast)
                .toList();
    }

    @Test
    void aModelThatRetiresSoonIsToldOnceADay() {
        LlmClient asked = client("", "a/soon");
        ChatResponse response = asked.chat("hi");
        asked.chat("hi");
        assertThat(told()).hasSize(1);
        ModelRetires event = told().get(0);
        assertThat(event.provider()).isEqualTo("a");
        assertThat(event.model()).isEqualTo("soon");
        assertThat(event.retires()).isEqualTo(LocalDate.parse("2026-03-01"));
        assertThat(response.explain().toString()).contains("route", "a/soon is no longer served from 2026-03-01");

        world.advance(Duration.ofDays(1));
        asked.chat("hi");
        assertThat(told()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'', a/soon, 1",
        "'', a/later, 0",
        "'', a/unheard-of, 0",
        "retire-warning: 30d, a/soon, 0",
        "retire-warning: 400d, a/later, 1"
    })
    void howLongBeforeIsASetting(String catalogue, String target, int times) {
        client(catalogue, target).chat("hi");
        assertThat(told()).hasSize(times);
    }

    @Test
    void anAliasOfARetiredModelIsRefused() {
        assertThatThrownBy(() -> client("", "a/later, a/gone"))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContainingAll(
                        "llmgateway.models.m.targets",
                        "a/gone",
                        "2026-01-01",
                        "renames",
                        "llmgateway.catalogue.retired");
    }

    @Test
    void orTakenWhereThatIsAllowedAndToldEachDay() {
        assertThat(client("retired: allow", "a/gone").chat("hi").text()).isEqualTo("yes");
        assertThat(told()).hasSize(1);
    }

    @Test
    void theDayMayBeConfiguredOverWhatTheListsSay() throws IOException {
        assertThatThrownBy(() -> client("models: { a/x: { retires: 2025-12-31 } }", "a/x"))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("a/x is no longer served since 2025-12-31");
        Path list = Files.writeString(
                directory.resolve("list.json"),
                """
                {"format": "llmgateway-prices", "models": {"a/x": {"retires": "2025-12-31"}}}
                """);
        client("files: ['" + list + "'], models: { a/x: { retires: 2026-02-01 } }", "a/x")
                .chat("hi");
        assertThat(told()).extracting(ModelRetires::retires).containsExactly(LocalDate.parse("2026-02-01"));
    }

    @Test
    void theSettingsMayComeFromTheEnvironment() {
        client(
                        "",
                        "a/gone",
                        Map.of("LLMGATEWAY_CATALOGUE_RETIRED", "allow", "LLMGATEWAY_CATALOGUE_RETIRE_WARNING", "400d"))
                .chat(c -> c.model("a/later").user("hi"));
        assertThat(told()).extracting(ModelRetires::model).containsExactly("later");
    }

    @Test
    void aRenamedTargetIsAskedByItsNewName() {
        LlmClient asked = client("renames: { a/gone: a/new, former/x-1.5: a/new }", "a/gone");
        ChatResponse response = asked.chat("hi");
        assertThat(response.model()).isEqualTo("new");
        assertThat(response.warnings()).extracting(Warning::code).containsExactly("renamed");
        assertThat(response.explain().toString()).contains("route", "a/gone is renamed: a/new is asked");

        response = asked.chat(c -> c.model("former/x-1.5").user("hi"));
        assertThat(response.model()).as("also of a provider that is gone").isEqualTo("new");
        assertThat(response.warnings()).extracting(Warning::code).containsExactly("renamed");

        assertThat(asked.chat(c -> c.model("a/new").user("hi")).warnings()).isEmpty();
    }

    @Test
    void aRenamedTargetKeepsItsPlaceInRules() {
        client = builder(Map.of())
                .yaml(
                        """
                        llmgateway:
                          default-model: m
                          models:
                            m: { targets: [a/later, a/old], strategy: conditional, when: "tokens > 0 -> a/old" }
                          catalogue: { renames: { a/old: a/new } }
                        """)
                .build();
        assertThat(client.chat("hi").model()).isEqualTo("new");
    }

    @Test
    void namesWithDotsStandInBrackets() throws IOException {
        Path file = Files.writeString(
                directory.resolve("llmgateway.properties"),
                """
                llmgateway.default-model=m
                llmgateway.models.m.targets=a/x-1.5
                llmgateway.catalogue.renames[a/x-1.5]=a/x-2
                """);
        client = builder(Map.of()).file(file).build();
        assertThat(client.chat("hi").model()).isEqualTo("x-2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retire-warning: -PT1H           | retire-warning is PT-1H",
                "retire-warning: soon            | llmgateway.catalogue.retire-warning: \"soon\" is no duration",
                "retired: ignore                 | llmgateway.catalogue.retired: it must be one of: allow, refuse",
                "models: { a/x: { retires: soon } } | llmgateway.catalogue.models.a/x.retires: it must be a day, such as",
                "renames: { old: a/new }         | llmgateway.catalogue.renames.old is \"a/new\": both names",
                "renames: { a/old: new }         | llmgateway.catalogue.renames.a/old is \"new\": both names",
                "renames: { a/old: b/new }       | llmgateway.catalogue.renames.a/old: \"b/new\" names the provider",
                "renames: { a/1: a/2, a/2: a/3 } | llmgateway.catalogue.renames.a/1: \"a/2\" is renamed itself",
                "renames: { a/1: a/1 }           | llmgateway.catalogue.renames.a/1: \"a/1\" is renamed itself"
            })
    void nonsenseIsRefused(String catalogue, String why) {
        assertThatThrownBy(() -> client(catalogue, "a/later"))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(why);
    }
}
