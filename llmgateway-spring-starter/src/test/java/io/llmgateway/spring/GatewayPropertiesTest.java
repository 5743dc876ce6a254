package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.core.config.ConfigLoader;
import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.error.MisconfiguredException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/** What is written for Spring means what it means to the loader. */
class GatewayPropertiesTest {
    private final ConfigurableEnvironment environment = new StandardEnvironment();
    private final MutablePropertySources sources = environment.getPropertySources();

    GatewayPropertiesTest() {
        sources.remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        sources.remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    }

    @Test
    void theSameYamlMeansTheSame() {
        String yaml =
                """
                llmgateway:
                  default-model: smart
                  timeouts: { connect: 10s, first-token: 2m, idle: PT1M, total: 10m }
                  providers:
                    openai: { api-key: "sk-1", region: eu }
                    Local.One:
                      enabled: true
                      type: openai
                      base-url: http://localhost:11434/v1
                      headers: { X-Team: search, x.y: z, type: t }
                      options: { api: chat }
                    gemini:
                  models:
                    Smart_one: { targets: [openai/gpt-5.5, "local/a,b"], strategy: round-robin }
                    gpt-5.5: { targets: [openai/gpt-5.5], weights: [1, 0.5] }
                    cheap:
                      targets: openai/gpt-5.5, Local.One/llama3.3
                      strategy: conditional
                      when:
                        - "tokens > 5, hours in 8..18 -> openai/gpt-5.5"
                        - "true -> Local.One/llama3.3"
                  admit:
                    budgets:
                      search: { match: { team: search }, amount: 500 USD, at: { 80: warn, 100: block } }
                    access:
                      default: allow
                      rules:
                        support: { who: { teams: [support], claims: { a.b: c } }, models: [cheap] }
                    data:
                      health:
                  guard:
                    output: { html: off, leakage: block }
                    pii: { operators: { credit-card: redact }, deny: { person: [Ada, Bob] }, thresholds: { email: 0.25 } }
                  recall: { exact: { ttl: 10m, ttls: { openai/gpt-5.5: 0s } } }
                  catalogue:
                    models:
                      openai/gpt-5.5: { prices: { input: 1.10, cache-read: 0.1 }, retires: 2027-01-01 }
                      local/*: { free: true }
                    currencies: { EUR: 1.16 }
                  ledger:
                    chargeback:
                      prices: { openai/gpt-5.5: { cache-read: 0.5 } }
                      tiers: { 1000: 5 }
                """;
        sources.addFirst(yaml("application.yml", yaml));

        assertThat(read())
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(plain(yaml));
        assertThat(read().models().keySet()).containsExactly("Smart_one", "gpt-5.5", "cheap");
    }

    @Test
    void aNameMayBeSpeltAsSpringAllows() {
        sources.addFirst(properties(
                "llmgateway.defaultModel", "smart",
                "llmgateway.providers.openai.api_key", "sk-1",
                "llmgateway.providers.my_ID.APIKEY", "sk-2",
                "llmgateway.providers[my.id].base-url", "http://x",
                "llmgateway.models.smart.targets[1]", "b/b",
                "llmgateway.models.smart.targets[0]", "a/a,a",
                "llmgateway.models.smart.strategy", "ROUND_ROBIN",
                "llmgateway.timeouts.firstToken", Duration.ofSeconds(3),
                "llmgateway.timeouts.idle", "5000000us"));

        GatewayConfig config = read();

        assertThat(config.defaultModel()).isEqualTo("smart");
        assertThat(config.providers()).containsOnlyKeys("openai", "my_ID", "my.id");
        assertThat(config.providers().get("my_ID").apiKey()).isEqualTo("sk-2");
        assertThat(config.models().get("smart").targets()).containsExactly("a/a,a", "b/b");
        assertThat(config.models().get("smart").strategy()).hasToString("ROUND_ROBIN");
        assertThat(config.timeouts().firstToken()).hasSeconds(3);
        assertThat(config.timeouts().idle()).hasSeconds(5);
    }

    @Test
    void aListComesWholeFromOneSource() {
        sources.addLast(properties("llmgateway.models.a.targets[0]", "high/1"));
        sources.addLast(properties("llmgateway.models.a.targets", "low/1,low/2", "llmgateway.models.a.zone", "UTC"));

        assertThat(read().models().get("a").targets()).containsExactly("high/1");
        assertThat(read().models().get("a").zone()).isEqualTo("UTC");
    }

    @Test
    void sourcesCountInSpringsOrder() {
        sources.addLast(new SimpleCommandLinePropertySource("--llmgateway.default-model=by/command"));
        sources.addLast(variables(Map.of(
                "LLMGATEWAY_DEFAULT_MODEL", "by/variable",
                "LLMGATEWAY_PROVIDERS_OPENAI_APIKEY", "sk-variable",
                "LLMGATEWAY_PROVIDERS_LOCAL_BASE_URL", "http://variable",
                "LLMGATEWAY_SERVICE_HOST", "10.0.0.1",
                "LLMGATEWAY_ENABLED", "true")));
        sources.addLast(properties(
                "llmgateway.default-model", "by/file",
                "llmgateway.providers.openai.api-key", "sk-file",
                "llmgateway.providers.openai.region", "eu"));

        GatewayConfig config = read();

        assertThat(config.defaultModel()).isEqualTo("by/command");
        assertThat(config.providers().get("openai").apiKey()).isEqualTo("sk-variable");
        assertThat(config.providers().get("openai").region()).isEqualTo("eu");
        assertThat(config.providers().get("local").baseUrl()).isEqualTo("http://variable");
    }

    @Test
    void placeholdersAreSpringsOwn() {
        sources.addLast(properties("a.key", "sk-1", "a.model", "${a.vendor}/m", "a.vendor", "openai"));
        sources.addLast(properties(
                "llmgateway.providers.openai.api-key", "${a.key}",
                "llmgateway.models.m.targets[0]", "${a.model}",
                "llmgateway.providers.x.base-url", "${no.such:http://default}",
                "llmgateway.providers.x.headers.literal", "\\${a.key}"));

        assertThat(read().providers().get("openai").apiKey()).isEqualTo("sk-1");
        assertThat(read().providers().get("x").baseUrl()).isEqualTo("http://default");
        assertThat(read().providers().get("x").headers()).containsEntry("literal", "${a.key}");
        assertThat(read().models().get("m").targets()).containsExactly("openai/m");
    }

    @Test
    void aPlaceholderNobodyFillsIsAnError() {
        sources.addLast(yaml(
                "application.yml", "llmgateway:\n  providers:\n    openai:\n      api-key: sk-secret${NO_SUCH_KEY}\n"));

        assertThatThrownBy(this::read)
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("application.yml")
                .hasMessageContaining("line 4: llmgateway.providers.openai.api-key: ")
                .hasMessageContaining("${NO_SUCH_KEY} cannot be filled: set")
                .hasMessageNotContaining("sk-secret")
                .hasNoCause();
    }

    @Test
    void aMisspeltPropertyIsToldWithItsLine() {
        sources.addLast(yaml("application.yml", "llmgateway:\n  recall:\n    exact:\n      tll: 10m\n"));

        assertThatThrownBy(this::read)
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageEndingWith(
                        "[application.yml], line 4: llmgateway.recall.exact.tll: there is no such property;"
                                + " did you mean \"ttl\"?");
    }

    @Test
    void aMisspeltVariableIsToldToo() {
        sources.addLast(variables(Map.of("LLMGATEWAY_DEFAULT_MODLE", "x")));

        assertThatThrownBy(this::read)
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("LLMGATEWAY_DEFAULT_MODEL");
    }

    @Test
    void aFileOfTheLoadersOwnIsNotForgottenInSilence() {
        sources.addLast(variables(Map.of("LLMGATEWAY_CONFIG", "/etc/llm.yaml")));

        assertThatThrownBy(this::read)
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("SPRING_CONFIG_IMPORT");
    }

    @Test
    void aValueIsNoSection() {
        sources.addLast(properties("llmgateway.providers.openai", "sk-1"));
        assertThatThrownBy(this::read)
                .hasMessageContaining("it must hold properties")
                .hasMessageNotContaining("sk-1");

        sources.addLast(properties("llmgateway.providers.openai.region", "eu"));
        assertThatThrownBy(this::read).hasMessageContaining("\"openai\" is set to a single value elsewhere");
    }

    @Test
    void anEmptySectionTakesNothingAway() {
        sources.addLast(properties("llmgateway.providers.openai", ""));
        sources.addLast(properties("llmgateway.providers.openai.region", "eu"));

        assertThat(read().providers().get("openai").region()).isEqualTo("eu");
    }

    @Test
    void bundlesAreKeptApart() {
        sources.addLast(properties("llmgateway.providers.my_ID.ssl.bundle", "lab"));
        sources.addLast(variables(Map.of("LLMGATEWAY_PROVIDERS_MY_LOCAL_SSL_BUNDLE", "lab2")));

        assertThat(GatewayProperties.read(environment).bundles())
                .containsExactly(Map.entry("my_ID", "lab"), Map.entry("my-local", "lab2"));
        assertThat(read().providers()).containsOnlyKeys("my_ID", "my-local");
    }

    @Test
    void whatOthersSayIsNotOurs() {
        sources.addLast(
                properties("llmgateways.x", "1", "llmgateway", "2", "other.llmgateway.x", "3", "llmgateway.", ""));
        sources.addLast(properties("llm-gateway.default-model", "a/b", "llmgateway.enabled", "true"));

        assertThat(read().defaultModel()).isEqualTo("a/b");
    }

    private GatewayConfig read() {
        GatewayProperties properties = GatewayProperties.read(environment);
        return new ConfigLoader(Map.of())
                .tree(properties.tree(), properties.origins())
                .load();
    }

    private static GatewayConfig plain(String yaml) {
        return new ConfigLoader(Map.of()).text("llmgateway.yaml", yaml).load();
    }

    private static MapPropertySource yaml(String name, String yaml) {
        try {
            ByteArrayResource file = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), name);
            return (MapPropertySource)
                    new YamlPropertySourceLoader().load(name, file).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MapPropertySource properties(Object... namesAndValues) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new MapPropertySource("test " + sources.size(), values);
    }

    private static SystemEnvironmentPropertySource variables(Map<String, Object> values) {
        return new SystemEnvironmentPropertySource("systemEnvironment", values);
    }
}
