package io.llmgateway.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.testkit.FakeVendor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole application with an actuator, asked over HTTP. */
class ActuatorOverHttpTest {
    private static final String QUESTION = "What is the capital of Atlantis?";
    private static final String ANSWER = "Poseidonia.";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static FakeVendor vendor;
    private static ConfigurableApplicationContext context;
    private static String operation;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @BeforeAll
    static void start() {
        vendor = FakeVendor.openAi().answers(ANSWER);
        SpringApplication application = new SpringApplicationBuilder(Application.class)
                .properties(
                        "server.port=0",
                        "management.endpoints.web.exposure.include=health,llmgateway,metrics",
                        "management.endpoint.llmgateway.show-values=always",
                        "management.endpoint.health.show-details=always",
                        "management.endpoint.health.probes.enabled=true",
                        "llmgateway.providers.openai.api-key=sk-very-secret",
                        "llmgateway.providers.openai.base-url=" + vendor.baseUrl(),
                        "llmgateway.models.smart.targets=openai/gpt-5.5",
                        "llmgateway.default-model=smart",
                        "llmgateway.admit.budgets.all.amount=5 USD",
                        "llmgateway.admit.budgets.all.window=day",
                        "llmgateway.watch.statistics.tags=team")
                .build();
        context = application.run();
        operation = context.getBean(LlmClient.class)
                .with(o -> o.tag("team", "search"))
                .chat(QUESTION)
                .info()
                .operation()
                .orElseThrow();
    }

    @AfterAll
    static void stop() {
        context.close();
        vendor.close();
    }

    @Test
    void theConfigurationIsReadAgainOnRequest() throws Exception {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(uri("llmgateway/reload"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(JsonMapper.shared().readTree(response.body()).at("/taken").asBoolean())
                .isTrue();
        assertThat(json("llmgateway/usage").at("/ledger/booked").asLong()).isEqualTo(1);
    }

    private static URI uri(String path) {
        String port = context.getEnvironment().getProperty("local.server.port");
        return URI.create("http://localhost:" + port + "/actuator/" + path);
    }

    private static HttpResponse<String> get(String path) {
        try {
            return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String path) {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        assertThat(response.body())
                .doesNotContain("sk-very-secret")
                .doesNotContain("Atlantis")
                .doesNotContain("Poseidonia");
        return JsonMapper.shared().readTree(response.body());
    }

    @Test
    void everythingInShort() {
        JsonNode all = json("llmgateway");
        assertThat(all.at("/defaultModel").asString()).isEqualTo("smart");
        assertThat(all.at("/models/smart/strategy").asString()).isEqualTo("ordered");
        assertThat(all.at("/models/smart/available").asBoolean()).isTrue();
        assertThat(all.at("/targets/openai~1gpt-5.5/state").asString()).isEqualTo("closed");
        assertThat(all.at("/budgets/0/limit").asString()).isEqualTo("5");
        assertThat(all.at("/usage/calls/complete").asLong()).isEqualTo(1);
    }

    @Test
    void parts() {
        assertThat(json("llmgateway/models/smart").at("/targets/0").asString()).isEqualTo("openai/gpt-5.5");
        assertThat(json("llmgateway/targets/openai/gpt-5.5")
                        .at("/attempts/complete")
                        .asLong())
                .isEqualTo(1);
        assertThat(json("llmgateway/budgets/all").at("/0/unit").asString()).isEqualTo("USD");
        JsonNode usage = json("llmgateway/usage");
        assertThat(usage.at("/overall/attempts/tokens/output").asLong()).isPositive();
        assertThat(usage.at("/ledger/booked").asLong()).isEqualTo(1);
        assertThat(usage.at("/ledger/total/cost").isString()).isTrue();
        assertThat(json("llmgateway/usage/team").at("/search/calls/complete").asLong())
                .isEqualTo(1);
        assertThat(json("llmgateway/configuration/models")
                        .at("/llmgateway.models.smart.targets/value")
                        .toString())
                .contains("openai/gpt-5.5");
        assertThat(json("llmgateway/configuration")
                        .at("/llmgateway.providers.openai.api-key/value")
                        .asString())
                .isEqualTo("******");
    }

    @Test
    void recentCallsWithTheirCourse() {
        JsonNode call = json("llmgateway/calls").at("/0");
        assertThat(call.at("/operation").asString()).isEqualTo(operation);
        assertThat(call.at("/target").asString()).isEqualTo("openai/gpt-5.5");
        assertThat(call.at("/tags/team").asString()).isEqualTo("search");
        JsonNode course = json("llmgateway/calls/" + operation);
        assertThat(course.at("/steps").size()).isGreaterThan(2);
        assertThat(course.at("/steps").valueStream())
                .filteredOn(step -> step.at("/kind").asString().equals("attempt-ended"))
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.at("/room").asString()).isEqualTo("send");
                    assertThat(step.at("/text").asString()).startsWith("attempt 1: complete");
                    assertThat(step.at("/data").isObject()).isTrue();
                });
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(get("llmgateway/nothing").statusCode()).isEqualTo(404);
        assertThat(get("llmgateway/models/none").statusCode()).isEqualTo(404);
        assertThat(get("llmgateway/calls/none").statusCode()).isEqualTo(404);
        assertThat(get("llmgateway/usage/person").statusCode()).isEqualTo(404);
        assertThat(get("llmgateway/configuration/none").statusCode()).isEqualTo(404);
    }

    @Test
    void healthAndProbes() {
        JsonNode health = json("health");
        assertThat(health.at("/components/llmgateway/status").asString()).isEqualTo("UP");
        assertThat(health.at("/components/llmgateway/details/targets/openai~1gpt-5.5/status")
                        .asString())
                .isEqualTo("UP");
        assertThat(json("health/liveness").toString()).doesNotContain("llmgateway");
        assertThat(json("health/readiness").toString()).doesNotContain("llmgateway");
    }

    @Test
    void metrics() {
        assertThat(json("metrics").toString()).contains("gen_ai.client.operation.duration");
        assertThat(json("metrics/gen_ai.client.operation.duration")
                        .at("/measurements/0/value")
                        .asDouble())
                .isEqualTo(1);
    }
}
