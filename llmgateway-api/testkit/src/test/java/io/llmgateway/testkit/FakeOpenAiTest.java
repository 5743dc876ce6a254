package io.llmgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeOpenAiTest {
    private static final String CHAT = "/chat/completions";
    private static final String ASK =
            "{\"model\":\"gpt-x\",\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]}";
    private static final String STREAM =
            "{\"model\":\"gpt-x\",\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}],\"stream\":true,"
                    + "\"stream_options\":{\"include_usage\":true}}";

    private final FakeVendor vendor = FakeVendor.openAi();
    private final Wire wire = Wire.openAi(vendor);

    @AfterEach
    void close() {
        wire.close();
        vendor.close();
    }

    @Test
    void answersWhole() throws IOException {
        vendor.answers("Hello there, friend");
        Wire.Got got = wire.post(CHAT, ASK);
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.at("object")).isEqualTo("chat.completion");
        assertThat(got.at("model")).isEqualTo("gpt-x");
        assertThat(got.at("choices.0.message.content")).isEqualTo("Hello there, friend");
        assertThat(got.at("choices.0.finish_reason")).isEqualTo("stop");
        assertThat(got.at("usage.prompt_tokens")).isEqualTo(2);
        assertThat(got.at("usage.completion_tokens")).isEqualTo(3);
        assertThat(got.response().header("x-request-id")).startsWith("req_");
        assertThat(got.response().header("x-ratelimit-limit-requests")).isEqualTo("5000");
        assertThat(vendor.lastRequest().at("messages.0.content")).isEqualTo("one two");
        assertThat(vendor.tokensSent()).isEqualTo(3);
    }

    @Test
    void tellsHowMuchItToldToHaveUsed() throws IOException {
        vendor.answers("Hello there, friend")
                .answers("again")
                .answers("not asked for")
                .answers(FakeAnswer.text("never complete").cutAfter(1))
                .fails(FailureClass.OVERLOADED)
                .answers(FakeAnswer.text("a")
                        .usage(Usage.builder().input(7).cacheRead(3).output(5).build()));
        wire.post(CHAT, ASK);
        assertThat(vendor.tokensTold())
                .isEqualTo(Usage.builder().input(2).output(3).build());
        wire.post(CHAT, STREAM);
        assertThat(vendor.tokensTold().total()).isEqualTo(5 + 3);
        wire.post(CHAT, STREAM.replace("\"include_usage\":true", "\"include_usage\":false"));
        assertThatThrownBy(() -> wire.post(CHAT, STREAM)).isInstanceOf(IOException.class);
        wire.post(CHAT, ASK);
        assertThat(vendor.tokensTold().total()).isEqualTo(5 + 3);
        wire.post(CHAT, ASK);
        assertThat(vendor.tokensTold())
                .isEqualTo(Usage.builder().input(11).cacheRead(3).output(9).build());
    }

    @Test
    void servesInTheClassTheTestSets() throws IOException {
        vendor.answers(FakeAnswer.text("a").serviceTier("flex")).answers("b");
        assertThat(wire.post(CHAT, ASK).at("service_tier")).isEqualTo("flex");
        assertThat(wire.post(CHAT, ASK).at("service_tier")).isEqualTo("default");
    }

    @Test
    void answersAsAStreamWithUsageWhereAsked() throws IOException {
        vendor.answers("Hello there, friend").answers("again");
        Wire.Got got = wire.post(CHAT, STREAM);
        List<String> data = got.data();
        assertThat(got.response().header("content-type")).startsWith("text/event-stream");
        assertThat(data.get(data.size() - 1)).isEqualTo("[DONE]");
        assertThat(Js.at(Js.read(data.get(0)), "choices.0.delta.role")).isEqualTo("assistant");
        assertThat(data.stream().map(chunk -> Js.at(Js.read(chunk), "choices.0.delta.content")))
                .containsSubsequence("Hello", " there,", " friend");
        assertThat(Js.at(Js.read(data.get(data.size() - 2)), "usage.total_tokens"))
                .isEqualTo(5);
        String without = wire.post(CHAT, STREAM.replace("include_usage\":true", "include_usage\":false"))
                .body();
        assertThat(without).doesNotContain("usage");
    }

    @Test
    void callsTools() throws IOException {
        FakeAnswer tools =
                FakeAnswer.empty().thenTool("weather", "{\"city\":\"Rome\"}").thenTool("time", "{}");
        vendor.answers(tools).answers(tools);
        Wire.Got whole = wire.post(CHAT, ASK);
        assertThat(whole.at("choices.0.finish_reason")).isEqualTo("tool_calls");
        assertThat(whole.at("choices.0.message.content")).isNull();
        assertThat(whole.at("choices.0.message.tool_calls.0.function.arguments"))
                .isEqualTo("{\"city\":\"Rome\"}");
        assertThat(whole.at("choices.0.message.tool_calls.1.function.name")).isEqualTo("time");
        StringBuilder arguments = new StringBuilder();
        for (String chunk : wire.post(CHAT, STREAM).data()) {
            Object call = Js.at(Js.read(chunk), "choices.0.delta.tool_calls.0");
            if (Integer.valueOf(0).equals(Js.at(call, "index"))) {
                arguments.append(Js.at(call, "function.arguments"));
            }
        }
        assertThat(arguments).hasToString("{\"city\":\"Rome\"}");
    }

    @Test
    void countsTheWayTheVendorDoes() throws IOException {
        vendor.answers(FakeAnswer.text("x")
                .finish(FinishReason.LENGTH)
                .usage(Usage.builder()
                        .input(10)
                        .cacheRead(4)
                        .output(5)
                        .reasoning(3)
                        .build()));
        Wire.Got got = wire.post(CHAT, ASK);
        assertThat(got.at("choices.0.finish_reason")).isEqualTo("length");
        assertThat(got.at("usage.prompt_tokens")).isEqualTo(14);
        assertThat(got.at("usage.prompt_tokens_details.cached_tokens")).isEqualTo(4);
        assertThat(got.at("usage.completion_tokens")).isEqualTo(8);
        assertThat(got.at("usage.completion_tokens_details.reasoning_tokens")).isEqualTo(3);
    }

    @Test
    void refusesWhatTheVendorRefuses() throws IOException {
        vendor.answers("not used up by what is refused");
        try (Wire nobody = new Wire(vendor.baseUrl(), Map.of())) {
            assertThat(nobody.post(CHAT, ASK).status()).isEqualTo(401);
        }
        assertThat(wire.post("/chat", ASK).status()).isEqualTo(404);
        assertThat(wire.post(CHAT, "{\"model\":").status()).isEqualTo(400);
        assertThat(wire.post(CHAT, "{\"messages\":[]}").at("error.message"))
                .isEqualTo("you must provide a model parameter");
        assertThat(wire.post(CHAT, "{\"model\":\"m\",\"messages\":[]}").at("error.code"))
                .isEqualTo("empty_array");
        assertThat(wire.post("/responses", "{\"model\":\"m\"}").status()).isEqualTo(400);
        vendor.accepts("sk-other");
        assertThat(wire.post(CHAT, ASK).at("error.code")).isEqualTo("invalid_api_key");
        vendor.accepts("sk-test");
        assertThat(wire.post(CHAT, ASK).at("choices.0.message.content")).isEqualTo("not used up by what is refused");
        assertThat(vendor.requests()).hasSize(8);
    }

    @Test
    void failsInTheVendorsWords() throws IOException {
        vendor.fails(FailureClass.QUOTA_EXHAUSTED)
                .answers(FakeAnswer.failure(FailureClass.RATE_LIMITED).retryAfter(Duration.ofMillis(1500)))
                .fails(FailureClass.MODEL_UNKNOWN)
                .fails(FailureClass.MODEL_UNKNOWN)
                .fails(418, "{\"error\":\"teapot\"}");
        Wire.Got quota = wire.post(CHAT, ASK);
        assertThat(quota.status()).isEqualTo(429);
        assertThat(quota.at("error.code")).isEqualTo("insufficient_quota");
        Wire.Got rate = wire.post(CHAT, STREAM);
        assertThat(rate.at("error.code")).isEqualTo("rate_limit_exceeded");
        assertThat(rate.response().header("retry-after")).isEqualTo("2");
        assertThat(rate.response().header("retry-after-ms")).isEqualTo("1500");
        assertThat(wire.post(CHAT, ASK).status()).isEqualTo(404);
        assertThat(wire.post("/responses", "{\"model\":\"m\",\"input\":\"x\"}").status())
                .isEqualTo(400);
        assertThat(wire.post(CHAT, ASK).status()).isEqualTo(418);
    }

    @Test
    void answersResponsesWithTheSameItemsWholeAndStreamed() throws IOException {
        FakeAnswer answer = FakeAnswer.empty()
                .thenReasoning("let me think")
                .thenText("It is 7 o'clock")
                .thenTool("time", "{\"zone\":\"CET\"}");
        vendor.answers(answer).answers(answer);
        String ask = "{\"model\":\"m\",\"input\":\"what time?\"";
        Wire.Got whole = wire.post("/responses", ask + "}");
        assertThat(whole.at("status")).isEqualTo("completed");
        assertThat(whole.at("output.0.summary.0.text")).isEqualTo("let me think");
        assertThat(whole.at("output.1.content.0.text")).isEqualTo("It is 7 o'clock");
        assertThat(whole.at("output.2.arguments")).isEqualTo("{\"zone\":\"CET\"}");
        assertThat(whole.at("usage.output_tokens_details.reasoning_tokens")).isEqualTo(3);
        List<String> data = wire.post("/responses", ask + ",\"stream\":true}").data();
        for (int i = 0; i < data.size(); i++) {
            assertThat(Js.at(Js.read(data.get(i)), "sequence_number")).isEqualTo(i);
        }
        Map<String, Object> last = Js.read(data.get(data.size() - 1));
        assertThat(Js.at(last, "type")).isEqualTo("response.completed");
        assertThat(Js.at(last, "response.output.1.content.0.text")).isEqualTo("It is 7 o'clock");
        assertThat(data.stream()
                        .map(Js::read)
                        .filter(event -> "response.output_text.delta".equals(event.get("type")))
                        .map(event -> event.get("delta")))
                .containsExactly("It", " is", " 7", " o'clock");
    }

    @Test
    void tellsOfFailuresInsideAStreamOfResponses() throws IOException {
        vendor.answers(FakeAnswer.text("one two three").errorAfter(2, FailureClass.OVERLOADED));
        List<String> data = wire.post("/responses", "{\"model\":\"m\",\"input\":\"x\",\"stream\":true}")
                .data();
        assertThat(data.get(data.size() - 2)).contains("server_is_overloaded");
        assertThat(data.get(data.size() - 1)).contains("\"status\":\"failed\"");
    }

    @Test
    void embedsTheSameTextTheSameWay() throws IOException {
        Wire.Got floats = wire.post("/embeddings", "{\"model\":\"e\",\"input\":[\"one\",\"two words\"]}");
        assertThat(floats.at("data.1.index")).isEqualTo(1);
        assertThat((List<?>) floats.at("data.0.embedding")).hasSize(8);
        assertThat(floats.at("usage.prompt_tokens")).isEqualTo(3);
        Wire.Got base64 = wire.post(
                "/embeddings", "{\"model\":\"e\",\"input\":\"one\",\"encoding_format\":\"base64\",\"dimensions\":3}");
        assertThat((String) base64.at("data.0.embedding")).hasSize(16);
    }
}
