package io.llmgateway.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.spring.GatewayProperties;
import io.llmgateway.spring.LlmGatewayAutoConfiguration;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** When there is an endpoint, and what of the configuration it shows. */
class LlmGatewayEndpointTest {
    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    LlmGatewayAutoConfiguration.class,
                    LlmGatewayEndpointAutoConfiguration.class,
                    EndpointAutoConfiguration.class))
            .withPropertyValues(
                    "management.endpoints.web.exposure.include=llmgateway",
                    "llmgateway.providers.openai.api-key=sk-secret",
                    "llmgateway.models.smart.targets=openai/a, openai/b",
                    "llmgateway.models.smart.strategy=cost");

    private WebApplicationContextRunner with(String... properties) {
        return runner.withPropertyValues(properties);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Configuration.Entry> configuration(LlmGatewayEndpoint endpoint, String... path) {
        return (Map<String, Configuration.Entry>) endpoint.part(path);
    }

    @Test
    void onlyWhereItIsExposed() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(LlmGatewayEndpoint.class)
                .hasSingleBean(LlmGatewayEndpointWebExtension.class));
        with("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).doesNotHaveBean(LlmGatewayEndpoint.class));
        with("management.endpoint.llmgateway.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(LlmGatewayEndpoint.class));
        with("management.endpoints.access.default=READ_ONLY")
                .run(context -> assertThat(context).hasSingleBean(LlmGatewayEndpoint.class));
        with("llmgateway.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmGatewayEndpoint.class));
    }

    @Test
    void withoutTheActuator() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        LlmGatewayAutoConfiguration.class, LlmGatewayEndpointAutoConfiguration.class))
                .withPropertyValues("llmgateway.providers.openai.api-key=sk-secret")
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(LlmClient.class));
    }

    @Test
    void valuesAreHiddenUnlessTheyAreToBeShown() {
        runner.run(context -> assertThat(configuration(context.getBean(LlmGatewayEndpoint.class), "configuration")
                        .get("llmgateway.models.smart.strategy")
                        .value())
                .isEqualTo("******"));
        with("management.endpoint.llmgateway.show-values=always").run(context -> {
            LlmGatewayEndpoint endpoint = context.getBean(LlmGatewayEndpoint.class);
            assertThat(configuration(endpoint, "configuration").get("llmgateway.models.smart.strategy"))
                    .satisfies(entry -> {
                        assertThat(entry.value()).isEqualTo("cost");
                        assertThat(entry.origin()).contains("test");
                    });
            assertThat(configuration(endpoint, "configuration", "providers").values())
                    .extracting(Configuration.Entry::value)
                    .containsExactly("******");
            assertThat(endpoint.part("configuration", "no.such")).isNull();
        });
    }

    @Test
    void whatIsForTheStarterItselfIsShownToo() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "written",
                        Map.of(
                                "llmgateway.enabled", "true",
                                "llmgateway.spring.securityPrincipal", "false",
                                "llmgateway.providers.openai.ssl.bundle", "vendors",
                                "llmgateway.providers.openai.api-key", "sk-secret")));
        Configuration configuration = new Configuration(() -> GatewayProperties.read(environment), List.of());
        Map<String, Object> shown = new TreeMap<>();
        configuration.entries("", true).forEach((name, entry) -> shown.put(name, entry.value()));
        assertThat(shown)
                .hasSize(4)
                .hasEntrySatisfying(
                        "llmgateway.enabled", value -> assertThat(value).hasToString("true"))
                .hasEntrySatisfying("llmgateway.spring.security-principal", value -> assertThat(value)
                        .hasToString("false"))
                .containsEntry("llmgateway.providers.openai.ssl.bundle", "vendors")
                .containsEntry("llmgateway.providers.openai.api-key", "******");
        assertThat(configuration.entries("providers.openai.ssl", true).values())
                .singleElement()
                .satisfies(entry -> assertThat(entry.origin()).contains("written"));
    }

    @Test
    void secretsAreShownToNobody() {
        with(
                        "management.endpoint.llmgateway.show-values=always",
                        "llmgateway.providers.a.type=openai",
                        "llmgateway.providers.a.api-keys[0]=secret-1",
                        "llmgateway.providers.a.apiKeys[1]=secret-2",
                        "llmgateway.providers.a.headers.x-own=secret-3",
                        "llmgateway.providers.a.options.organization=secret-4",
                        "llmgateway.providers.b.type=openai",
                        "llmgateway.providers.b.enabled=false",
                        "llmgateway.providers.b.api-key=secret-5",
                        "llmgateway.providers.b.base-url=https://me:secret-6@example.com/v1",
                        "llmgateway.default-model=smart")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Map<String, Configuration.Entry> all =
                            configuration(context.getBean(LlmGatewayEndpoint.class), "configuration");
                    assertThat(all.toString()).doesNotContain("secret");
                    assertThat(all)
                            .containsKeys("llmgateway.providers.a.headers.x-own", "llmgateway.providers.b.base-url");
                    assertThat(all.get("llmgateway.default-model").value()).isEqualTo("smart");
                });
    }

    @Test
    void overHttpWhoIsAuthorizedSeesValues() {
        runner.run(context -> {
            LlmGatewayEndpointWebExtension http = new LlmGatewayEndpointWebExtension(
                    context.getBean(LlmGatewayEndpoint.class), Show.WHEN_AUTHORIZED, Set.of("admin"));
            String property = "llmgateway.models.smart.strategy";
            assertThat(http.part(SecurityContext.NONE, "configuration", property)
                            .toString())
                    .doesNotContain("cost");
            assertThat(http.part(new LoggedIn("user"), "configuration", property)
                            .toString())
                    .doesNotContain("cost");
            assertThat(http.part(new LoggedIn("admin"), "configuration", property)
                            .toString())
                    .contains("cost");
        });
    }

    private record LoggedIn(String role) implements SecurityContext {
        @Override
        public Principal getPrincipal() {
            return () -> "somebody";
        }

        @Override
        public boolean isUserInRole(String wanted) {
            return role.equals(wanted);
        }
    }

    @Test
    void theApplicationsOwnSanitizingCounts() {
        with("management.endpoint.llmgateway.show-values=always")
                .withBean(SanitizingFunction.class, () -> SanitizingFunction.sanitizeValue()
                        .ifKeyContains("strategy"))
                .run(context -> assertThat(configuration(context.getBean(LlmGatewayEndpoint.class), "configuration")
                                .get("llmgateway.models.smart.strategy")
                                .value())
                        .isEqualTo("******"));
    }

    @Test
    void modelsSayHowTheyChoose() {
        runner.run(context -> {
            LlmGatewayEndpoint endpoint = context.getBean(LlmGatewayEndpoint.class);
            assertThat(endpoint.part("models", "smart"))
                    .isEqualTo(new Shown.Model("cost", true, List.of("openai/a", "openai/b")));
            assertThat(endpoint.part("models", "dull")).isNull();
            assertThat(endpoint.part("targets", "openai", "a")).isInstanceOf(Shown.Target.class);
            assertThat(endpoint.part("nothing")).isNull();
        });
    }
}
