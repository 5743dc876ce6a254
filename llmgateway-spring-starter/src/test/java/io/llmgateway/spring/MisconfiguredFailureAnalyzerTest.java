package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.error.MisconfiguredException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

/** What a failed start tells. */
class MisconfiguredFailureAnalyzerTest {
    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmGatewayAutoConfiguration.class));

    @Test
    void aMissingKey() {
        FailureAnalysis told = told("llmgateway.providers.openai.region=eu");
        assertThat(told.getDescription())
                .startsWith("llmgateway.providers.openai.api-key is missing")
                .endsWith("needs a key");
        assertThat(told.getAction()).isEqualTo("Set it.");
    }

    @Test
    void anUnknownAlias() {
        FailureAnalysis told = told(
                "llmgateway.providers.openai.api-key=x",
                "llmgateway.models.smart.targets=openai/gpt-5.5",
                "llmgateway.models.cheap.targets=smrt");
        assertThat(told.getDescription())
                .contains("\"smrt\" is neither an alias")
                .endsWith("llmgateway.models.cheap.targets is written in: property source \"test\"");
        assertThat(told.getAction()).isEqualTo("Did you mean \"smart\"?");
    }

    @Test
    void aMisspeltProperty() {
        FailureAnalysis told = told("llmgateway.providers.openai.api-kye=sk-secret");
        assertThat(told.getDescription())
                .isEqualTo("property source \"test\": llmgateway.providers.openai.api-kye: there is no such property");
        assertThat(told.getAction()).isEqualTo("Did you mean \"api-key\"?");
    }

    @Test
    void anUnknownType() {
        FailureAnalysis told = told("llmgateway.providers.opnai.api-key=x");
        assertThat(told.getDescription()).contains("there is no provider type \"opnai\" on the class path");
        assertThat(told.getAction()).startsWith("Did you mean \"openai\"? Set llmgateway.providers.opnai.type");
    }

    @Test
    void noKeyAtAll() {
        FailureAnalysis told = told();
        assertThat(told.getDescription()).isEqualTo("there is no provider");
        assertThat(told.getAction())
                .startsWith("Set one of the environment variables ANTHROPIC_API_KEY, GEMINI_API_KEY, OPENAI_API_KEY")
                .contains("llmgateway.providers.openai.api-key")
                .endsWith("To start without a client, set llmgateway.enabled to false.");
    }

    @Test
    void noVendorOnTheClassPath() {
        ClassLoader without = new FilteredClassLoader(
                name -> name.startsWith("META-INF/services/") || name.startsWith("io.llmgateway.providers."));
        FailureAnalysis told = told(runner.withClassLoader(without));
        assertThat(told.getDescription()).isEqualTo("there is no provider on the class path");
        assertThat(told.getAction()).startsWith("Add a dependency such as llmgateway-openai");
    }

    @Test
    void aMessageThatSaysNoActionIsToldWhole() {
        FailureAnalysis told = analyze(
                new MisconfiguredException("llmgateway.ledger.file: x cannot be written: disk"),
                new StandardEnvironment());
        assertThat(told.getDescription()).isEqualTo("llmgateway.ledger.file: x cannot be written: disk");
        assertThat(told.getAction()).isEqualTo("Change what the description names.");
    }

    private FailureAnalysis told(String... properties) {
        return told(runner.withPropertyValues(properties));
    }

    private static FailureAnalysis told(ApplicationContextRunner runner) {
        Environment[] environment = new Environment[1];
        FailureAnalysis[] told = new FailureAnalysis[1];
        runner.withInitializer(context -> environment[0] = context.getEnvironment())
                .run(context -> told[0] = analyze(context.getStartupFailure(), environment[0]));
        return told[0];
    }

    // as Boot finds it
    private static FailureAnalysis analyze(Throwable failure, Environment environment) {
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, ArgumentResolver.of(Environment.class, environment), (type, name, e) -> {})
                .stream()
                .filter(analyzer -> analyzer.getClass().getName().startsWith("io.llmgateway."))
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }
}
