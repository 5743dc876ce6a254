package io.llmgateway.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgateway.error.MisconfiguredException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    private static final String YAML =
            """
            llmgateway:
              default-model: smart
              timeouts: { total: 90s, first-token: 1500ms }
              providers:
                openai: { api-key: "${OPENAI_API_KEY}" }
                local:
                  type: openai
                  dialect: ollama
                  base-url: http://localhost:11434/v1
                  headers: { X-Team: search }
                  options: { api: chat }
              models:
                smart: { targets: [openai/gpt-5.5, local/llama3.3], strategy: ordered }
              admit: { max-prompt-chars: 1000 }
            """;

    private static final String PROPERTIES =
            """
            llmgateway.default-model=smart
            llmgateway.timeouts.total=90s
            llmgateway.timeouts.first-token=1500ms
            llmgateway.providers.openai.api-key=${OPENAI_API_KEY}
            llmgateway.providers.local.type=openai
            llmgateway.providers.local.dialect=ollama
            llmgateway.providers.local.base-url=http://localhost:11434/v1
            llmgateway.providers.local.headers.X-Team=search
            llmgateway.providers.local.options.api=chat
            llmgateway.models.smart.targets=openai/gpt-5.5, local/llama3.3
            llmgateway.models.smart.strategy=ordered
            llmgateway.admit.max-prompt-chars=1000
            """;

    private static final Map<String, String> KEY = Map.of("OPENAI_API_KEY", "sk-test");

    private static GatewayConfig load(String name, String content, Map<String, String> environment) {
        return new ConfigLoader(environment).text(name, content).environment().load();
    }

    @Test
    void yamlAndPropertiesSayTheSame() {
        GatewayConfig yaml = load("llmgateway.yaml", YAML, KEY);
        assertThat(yaml).isEqualTo(load("llmgateway.properties", PROPERTIES, KEY));
        assertThat(yaml.defaultModel()).isEqualTo("smart");
        assertThat(yaml.timeouts().timeouts().total()).isEqualTo(Duration.ofSeconds(90));
        assertThat(yaml.timeouts().timeouts().firstToken()).isEqualTo(Duration.ofMillis(1500));
        assertThat(yaml.timeouts().timeouts().connect()).isEqualTo(Duration.ofSeconds(10));
        assertThat(yaml.providers().get("openai").apiKey()).isEqualTo("sk-test");
        assertThat(yaml.providers().get("local"))
                .isEqualTo(new ProviderConfig(
                        null,
                        "openai",
                        null,
                        null,
                        "http://localhost:11434/v1",
                        "ollama",
                        Map.of("X-Team", "search"),
                        Map.of("api", "chat"),
                        null,
                        null));
        assertThat(yaml.models().get("smart").targets()).containsExactly("openai/gpt-5.5", "local/llama3.3");
        assertThat(yaml.admit().maxPromptChars()).isEqualTo(1000);
    }

    @Test
    void environmentSaysTheSameAlone() {
        Map<String, String> environment = Map.of(
                "LLMGATEWAY_DEFAULT_MODEL", "smart",
                "LLMGATEWAY_TIMEOUTS_FIRST_TOKEN", "2s",
                "LLMGATEWAY_PROVIDERS_MY_LOCAL_TYPE", "openai",
                "LLMGATEWAY_PROVIDERS_MY_LOCAL_BASE_URL", "http://localhost:1/v1",
                "LLMGATEWAY_PROVIDERS_MY_LOCAL_OPTIONS_API", "responses",
                "LLMGATEWAY_MODELS_SMART_TARGETS", "my-local/a,my-local/b",
                "LLMGATEWAY_ADMIT_MAX_PROMPT_CHARS", "5",
                "LLMGATEWAY_CONFIG", "somewhere.yaml",
                "LLMGATEWAY_SERVICE_HOST", "10.0.0.1",
                "PATH", "/bin");
        GatewayConfig config = new ConfigLoader(environment).environment().load();
        assertThat(config.defaultModel()).isEqualTo("smart");
        assertThat(config.timeouts().firstToken()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.providers().get("my-local").baseUrl()).isEqualTo("http://localhost:1/v1");
        assertThat(config.providers().get("my-local").options()).isEqualTo(Map.of("api", "responses"));
        assertThat(config.models().get("smart").targets()).isEqualTo(List.of("my-local/a", "my-local/b"));
        assertThat(config.admit().maxPromptChars()).isEqualTo(5);
    }

    @Test
    void environmentWinsOverTheFilePropertyByProperty() {
        GatewayConfig config = load(
                "llmgateway.yaml",
                YAML,
                Map.of("OPENAI_API_KEY", "sk-test", "LLMGATEWAY_PROVIDERS_LOCAL_BASE_URL", "http://localhost:2/v1"));
        assertThat(config.providers().get("local").baseUrl()).isEqualTo("http://localhost:2/v1");
        assertThat(config.providers().get("local").dialect()).isEqualTo("ollama");
    }

    @Test
    void emptyFilesMeanDefaults() {
        assertThat(load("llmgateway.yaml", "", Map.of()).providers()).isEmpty();
        assertThat(load("llmgateway.yaml", "llmgateway:\n", Map.of()).models()).isEmpty();
        assertThat(load("llmgateway.properties", "# nothing", Map.of()).admit().maxPromptChars())
                .isEqualTo(4_000_000);
    }

    @Test
    void placeholdersMayHaveDefaults() {
        String yaml = "llmgateway: { default-model: '${MODEL:a/b}' }";
        assertThat(load("c.yaml", yaml, Map.of()).defaultModel()).isEqualTo("a/b");
        assertThat(load("c.yaml", yaml, Map.of("MODEL", "c/d")).defaultModel()).isEqualTo("c/d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "${OLD:${NEW:none}}            | OLD=1,NEW=2 | 1",
                "${OLD:${NEW:none}}            | NEW=2       | 2",
                "${OLD:${NEW:none}}            |             | none",
                "${OLD:${NEW}}                 | OLD=1       | 1",
                "${OLD:http://${NEW:h}:80}/v1  | NEW=2       | http://2:80/v1",
                "http://${OLD:${NEW:h}}:80     |             | http://h:80",
                "${OLD:{\"a\": {}}}            |             | {\"a\": {}}",
                "a${OLD:}b                     |             | ab",
                "${OLD:${NEW:}}${OLD}          | OLD=${NEW}  | ${NEW}${NEW}",
                "$OLD ${old-new} {}            | OLD=1       | $OLD ${old-new} {}",
            })
    void defaultsMayHoldPlaceholders(String value, @Nullable String variables, String filled) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables == null ? new String[0] : variables.split(",")) {
            environment.put(
                    variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
        }
        String yaml = "llmgateway: { default-model: '" + value + "' }";
        assertThat(load("c.yaml", yaml, environment).defaultModel()).isEqualTo(filled);
    }

    @Test
    void placeholdersMayStandInsideAValue() {
        String yaml =
                "llmgateway: { providers: { a: { base-url: 'http://${HOST}:${PORT:80}/v1', api-key: '${KEY}' } } }";
        ProviderConfig provider = load("c.yaml", yaml, Map.of("HOST", "example.org", "KEY", "a$1"))
                .providers()
                .get("a");
        assertThat(provider.baseUrl()).isEqualTo("http://example.org:80/v1");
        assertThat(provider.apiKey()).isEqualTo("a$1");
        assertThatThrownBy(() -> load("c.yaml", yaml, Map.of("KEY", "x")))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.a.base-url")
                .hasMessageContaining("HOST");
    }

    @Test
    void aProviderNeedsNoMoreThanAName() {
        assertThat(load("c.yaml", "llmgateway: { providers: { openai: } }", Map.of())
                        .providers())
                .containsEntry("openai", ProviderConfig.EMPTY);
    }

    @Test
    void aHeaderMayHaveTheNameOfAProperty() {
        Map<String, String> environment = Map.of(
                "LLMGATEWAY_PROVIDERS_A_HEADERS_X_API_KEY", "one",
                "LLMGATEWAY_PROVIDERS_A_TYPE", "openai");
        assertThat(new ConfigLoader(environment).environment().load().providers())
                .containsOnlyKeys("a")
                .hasEntrySatisfying("a", a -> assertThat(a.headers()).isEqualTo(Map.of("x-api-key", "one")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llmgateway: { providers: { openai: SECRET } }",
                "llmgateway:\n  providers:\n    openai:\n      api-key SECRET\n      type: openai\n",
                "llmgateway:\n  providers:\n    openai:\n      api-key: 'SECRET\n",
                "llmgateway: { providers: { openai: { headers: SECRET } } }",
                "llmgateway: { providers: { openai: { api-key: [SECRET] } } }",
                "llmgateway: { providers: [SECRET] }",
            })
    void noMistakeShowsAKey(String yaml) {
        Throwable mistake = catchThrowable(() -> load("llmgateway.yaml", yaml, Map.of()));
        StringWriter trace = new StringWriter();
        assertThat(mistake).isInstanceOf(MisconfiguredException.class);
        mistake.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).contains("llmgateway.yaml").doesNotContain("SECRET");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llmgateway: { provders: {} }                                    | llmgateway.provders | \"providers\"",
                "llmgateway: { providers: { a: { api-kee: x } } }                | llmgateway.providers.a.api-kee | \"api-key\"",
                "llmgateway: { timeouts: { total: 10 } }                         | llmgateway.timeouts.total | 10m",
                "llmgateway: { timeouts: { total: 0s } }                         | llmgateway.timeouts | more than 0",
                "llmgateway: { models: { a: { strategy: ordered } } }            | llmgateway.models.a | targets is missing",
                "llmgateway: { models: { a: { targets: 'x/y', strategy: odd } } } | llmgateway.models.a.strategy | one of: ordered",
                "llmgateway: { models: { a: { targets: { x: y } } } }            | llmgateway.models.a.targets | list",
                "llmgateway: { models: { a: } }                                  | models.a | targets",
                "llmgateway: { providers: { a: { headers: { X: } } } }           | llmgateway.providers.a | headers.X",
                "llmgateway: { admit: { max-prompt-chars: many } } | llmgateway.admit.max-prompt-chars | a whole number",
                "llmgateway: { models: { a: { targets: x/y, on-break: true } } } | llmgateway.models.a.on-break: | fail, continue",
                "llmgateway: { models: { a: { targets: x/y, by: [user] } } } | llmgateway.models.a.by: | a single text",
                "llmgateway: { models: { a: { targets: x/y, bandit: { min-share: 2 } } } } | llmgateway.models.a.bandit.min-share is 2.0 | 0.5",
                "llmgateway: { steady: { retry: { attempts: 0 } } } | llmgateway.steady.retry.attempts is 0 | 1 or more",
                "llmgateway: { providers: { a: { enabled: perhaps } } } | llmgateway.providers.a.enabled | true or false",
                "llmgateway: { admit: { max-prompt-chars: 99999999999 } } | llmgateway.admit.max-prompt-chars | too large",
                "llmgateway: { admit: { access: { otherwise: deny } } } | llmgateway.admit.access.otherwise | default, mode, rules",
                "llmgateway: { models: { a: { targets: x/y, weights: '1, x' } } } | llmgateway.models.a.weights | no number",
                "llmgateway: { reload: [1s] } | llmgateway.reload | duration",
                "llmgateway: { catalogue: { models: { a/b: { retires: soon } } } } | a/b.retires | 2027-01-01",
                "llmgateway: { admit: { max-prompt-chars: -1 } }                 | llmgateway.admit | 1 or more",
                "llmgateway: { default-model: '${NOT_SET}' }                     | llmgateway.default-model | NOT_SET",
                "llmgateway: { default-model: '${NOT_SET:${NEITHER}}' }          | llmgateway.default-model | variable NEITHER",
                "llmgateway: { default-model: '${NOT_SET:${NEITHER:a}' }         | llmgateway.default-model | close it with }",
                "'llmgateway: { default-model: a, default-model: b }'            | line 1 | default-model",
                "'llmgateway: { default-model: [a'                               | line 1 | YAML",
                "other: { a: b }                                                 | other | llmgateway",
                "llmgateway: 5                                                   | llmgateway | single value",
            })
    void nonsenseIsRefusedWithFilePropertyAndHelp(String yaml, String property, String help) {
        assertThatThrownBy(() -> load("llmgateway.yaml", yaml, Map.of()))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.yaml")
                .hasMessageContaining(property)
                .hasMessageContaining(help);
    }

    @Test
    void anUnknownVariableIsRefusedWithTheNearest() {
        Map<String, String> environment = Map.of("LLMGATEWAY_DEFAULT_MODLE", "x");
        assertThatThrownBy(() -> new ConfigLoader(environment).environment())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("LLMGATEWAY_DEFAULT_MODLE")
                .hasMessageContaining("did you mean \"LLMGATEWAY_DEFAULT_MODEL\"?");
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("nowhere.yaml");
        assertThatThrownBy(() -> new ConfigLoader(Map.of()).file(missing))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(missing.toString());
        Path there = Files.writeString(folder.resolve("there.yaml"), "llmgateway: { default-model: a/b }");
        assertThat(new ConfigLoader(Map.of()).file(there).load().defaultModel()).isEqualTo("a/b");
    }

    @Test
    void commasPartListsButNoRules() {
        ModelConfig model = load(
                        "x.properties",
                        "llmgateway.models.a.targets=x/y, z/w,\nllmgateway.models.a.weights=1, 2.5\n"
                                + "llmgateway.models.a.when=tag.tier == a,b -> x/y\nllmgateway.models.a.by=",
                        Map.of())
                .models()
                .get("a");
        assertThat(model.targets()).containsExactly("x/y", "z/w");
        assertThat(model.weights()).containsExactly(1.0, 2.5);
        assertThat(model.when()).containsExactly("tag.tier == a,b -> x/y");
        assertThat(model.by()).isEmpty();
    }

    @Test
    void keysDoNotShowInText() {
        assertThat(load("llmgateway.yaml", YAML, KEY).toString()).doesNotContain("sk-test");
    }

    @Test
    void aNameWithDotsStandsInBracketsInProperties() {
        GatewayConfig config = load(
                "x.properties",
                "llmgateway.catalogue.models[openai/gpt-5.5].prices.input=4.50\nllmgateway.models[v1.5].targets=openai/x",
                Map.of());
        assertThat(config.catalogue().models().get("openai/gpt-5.5").prices().get("input"))
                .isEqualTo(new java.math.BigDecimal("4.50"));
        assertThat(config.models()).containsKey("v1.5");
        for (String wrong : List.of("llmgateway.models[v1.targets=a", "llmgateway.models[v1]x.targets=a")) {
            assertThatThrownBy(() -> load("x.properties", wrong, Map.of()))
                    .isInstanceOf(MisconfiguredException.class)
                    .hasMessageContaining("in brackets");
        }
    }

    @Test
    void pricesOfYamlAreExact() {
        assertThat(load(
                                "x.yaml",
                                "llmgateway: { catalogue: { models: { a/b: { prices: { input: 3.12345678901234567891 } } } } }",
                                Map.of())
                        .catalogue()
                        .models()
                        .get("a/b")
                        .prices())
                .containsEntry("input", new java.math.BigDecimal("3.12345678901234567891"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admit: { budgets: { m: } }",
                "admit: { limits: { m: } }",
                "admit: { budgets: { m: { amount: 1 USD, window: day, match: { team: } } } }",
                "admit: { budgets: { m: { amount: 1 USD, window: day, at: { 80: } } } }",
                "admit: { limits: { m: { requests: 99999999999999999999 } } }",
                "admit: { limits: { m: { requests: 1.5 } } }",
                "ledger: { keep: 1000000000000 }",
                "catalogue: { currencies: { EURO: 1.1 } }",
                "catalogue: { currencies: { USD: 2 } }"
            })
    void valuesThatAreMissingOrDoNotFitAreRefused(String setting) {
        assertThatThrownBy(() -> load("x.yaml", "llmgateway: { " + setting + " }", Map.of()))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("x.yaml: llmgateway.")
                .hasMessageNotContainingAny("io.llmgateway", "NullPointer", "java.");
    }
}
