package io.llmgateway.spring.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spring.LlmGatewayAutoConfiguration;
import io.llmgateway.spring.LlmGatewayCustomizer;
import io.llmgateway.spring.telemetry.LlmGatewayTelemetryAutoConfiguration;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Metrics go to one place: to OpenTelemetry where it takes them, else to Micrometer. */
class LlmGatewayMicrometerAutoConfigurationTest {
    private static final String DURATION = "gen_ai.client.operation.duration";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    LlmGatewayAutoConfiguration.class,
                    LlmGatewayTelemetryAutoConfiguration.class,
                    LlmGatewayMicrometerAutoConfiguration.class,
                    OpenTelemetrySdkAutoConfiguration.class,
                    MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class,
                    SimpleMetricsExportAutoConfiguration.class))
            .withUserConfiguration(Scripted.class)
            .withPropertyValues(
                    "llmgateway.providers.toy.type=scripted",
                    "llmgateway.default-model=toy/model",
                    "llmgateway.watch.telemetry.tags=team, app");

    @Configuration(proxyBeanMethods = false)
    static class Scripted {
        @Bean
        ProviderFactory scripted() {
            return ScriptedProvider.factory(new ScriptedProvider("toy").otherwise(call -> Script.answer("Hello.")));
        }
    }

    /** What Boot makes of OpenTelemetry when traces are exported: no metrics in it. */
    @Configuration(proxyBeanMethods = false)
    static class Traces {
        @Bean
        InMemorySpanExporter spans() {
            return InMemorySpanExporter.create();
        }

        @Bean
        SdkTracerProvider traces(InMemorySpanExporter spans) {
            return SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Metrics {
        @Bean
        InMemoryMetricReader reader() {
            return InMemoryMetricReader.create();
        }

        @Bean
        SdkMeterProvider metrics(InMemoryMetricReader reader) {
            return SdkMeterProvider.builder().registerMetricReader(reader).build();
        }
    }

    private static long byMicrometer(AssertableApplicationContext context) {
        context.getBean(LlmClient.class).chat("Hi");
        return context.getBean(MeterRegistry.class).find(DURATION).timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    private static long byOpenTelemetry(AssertableApplicationContext context) {
        return context.getBean(InMemoryMetricReader.class).collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals(DURATION))
                .mapToLong(metric ->
                        metric.getHistogramData().getPoints().iterator().next().getCount())
                .sum();
    }

    @ParameterizedTest
    @CsvSource({"auto, 1", "on, 1", "true, 1", "off, 0", "false, 0"})
    void withoutOpenTelemetry(String use, long count) {
        runner.withClassLoader(new FilteredClassLoader(OpenTelemetrySdk.class))
                .withPropertyValues("llmgateway.spring.micrometer=" + use)
                .run(context -> {
                    assertThat(context).doesNotHaveBean(OpenTelemetry.class);
                    assertThat(byMicrometer(context)).isEqualTo(count);
                });
    }

    @ParameterizedTest
    @CsvSource({"auto, 1", "on, 1", "off, 0"})
    void withTracesAlone(String use, long count) {
        runner.withUserConfiguration(Traces.class)
                .withPropertyValues("llmgateway.spring.micrometer=" + use)
                .run(context -> {
                    assertThat(byMicrometer(context)).isEqualTo(count);
                    assertThat(context.getBean(InMemorySpanExporter.class).getFinishedSpanItems())
                            .as("spans go to OpenTelemetry all the same")
                            .isNotEmpty();
                });
    }

    @ParameterizedTest
    @CsvSource({"auto, 0, 1", "on, 1, 0", "off, 0, 1"})
    void withMetricsInOpenTelemetryNothingIsCountedTwice(String use, long here, long there) {
        runner.withUserConfiguration(Traces.class, Metrics.class)
                .withPropertyValues("llmgateway.spring.micrometer=" + use)
                .run(context -> {
                    assertThat(byMicrometer(context)).isEqualTo(here);
                    assertThat(byOpenTelemetry(context)).isEqualTo(there);
                });
    }

    @Test
    void anythingElseIsRefused() {
        runner.withPropertyValues("llmgateway.spring.micrometer=perhaps")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("perhaps"));
    }

    @Test
    void aMisspeltNameIsRefused() {
        runner.withPropertyValues("llmgateway.spring.micrometr=on").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("llmgateway.spring.micrometr: there is no such property")
                .hasMessageContaining("micrometer"));
    }

    @Test
    void switchedOffWithTheTelemetryOfTheClient() {
        runner.withPropertyValues("llmgateway.watch.telemetry.enabled=false")
                .run(context -> assertThat(byMicrometer(context)).isZero());
    }

    @Test
    void theTagsOfTheClientAreTagsHere() {
        runner.run(context -> {
            context.getBean(LlmClient.class).with(o -> o.tag("team", "search")).chat("Hi");
            assertThat(context.getBean(MeterRegistry.class)
                            .get(DURATION)
                            .tags("llmgateway.tag.team", "search", "llmgateway.tag.app", "none")
                            .timer()
                            .totalTime(TimeUnit.NANOSECONDS))
                    .isNotNegative();
        });
    }

    @Test
    void bucketsWhereTheApplicationAsksForThem() {
        runner.withPropertyValues("management.metrics.distribution.slo[" + DURATION + "]=100ms,1s")
                .run(context -> {
                    byMicrometer(context);
                    assertThat(context.getBean(MeterRegistry.class)
                                    .get(DURATION)
                                    .timer()
                                    .takeSnapshot()
                                    .histogramCounts())
                            .extracting(CountAtBucket::count)
                            .containsExactly(1.0, 1.0);
                });
    }

    @Test
    void whatTheApplicationSaysItselfWins() {
        InMemoryMetricReader own = InMemoryMetricReader.create();
        OpenTelemetry theirs = OpenTelemetrySdk.builder()
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(own).build())
                .build();
        runner.withBean("own", LlmGatewayCustomizer.class, () -> builder -> builder.openTelemetry(theirs))
                .run(context -> {
                    assertThat(byMicrometer(context)).isZero();
                    assertThat(own.collectAllMetrics()).isNotEmpty();
                });
    }

    @Test
    void withoutMicrometer() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer")).run(context -> assertThat(
                        context.getBean(LlmClient.class).chat("Hi").text())
                .isEqualTo("Hello."));
    }

    @Test
    void withoutARegistry() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        LlmGatewayAutoConfiguration.class, LlmGatewayMicrometerAutoConfiguration.class))
                .withPropertyValues("llmgateway.providers.openai.api-key=sk-test")
                .run(context -> assertThat(context)
                        .hasSingleBean(LlmClient.class)
                        .doesNotHaveBean(LlmGatewayMicrometerAutoConfiguration.class));
    }
}
