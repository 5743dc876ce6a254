package io.llmgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeAnthropicTest {
    private static final String PATH = "/v1/messages";
    private static final String ASK =
            "{\"model\":\"claude-x\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]}";
    private static final String STREAM = ASK.replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");

    private final FakeVendor vendor = FakeVendor.anthropic();
    private final Wire wire = Wire.anthropic(vendor);

    @AfterEach
    void close() {
        wire.close();
        vendor.close();
    }

    @Test
    void answersWhole() throws IOException {
        vendor.answers(FakeAnswer.empty()
                .thenReasoning("let me see")
                .thenText("Hi!")
                .thenTool("weather", "{\"city\":\"Rome\"}"));
        Wire.Got got = wire.post(PATH, ASK);
        assertThat(got.at("content.0.thinking")).isEqualTo("let me see");
        assertThat((String) got.at("content.0.signature")).isNotEmpty();
        assertThat(got.at("content.1.text")).isEqualTo("Hi!");
        assertThat(got.at("content.2.input.city")).isEqualTo("Rome");
        assertThat(got.at("stop_reason")).isEqualTo("tool_use");
        assertThat(got.at("usage.input_tokens")).isEqualTo(2);
        assertThat(got.response().header("request-id")).startsWith("req_");
    }

    @Test
    void streamsInBlocksAndCountsTwice() throws IOException {
        vendor.answers(FakeAnswer.text("one two three")
                .usage(Usage.builder()
                        .input(3)
                        .cacheRead(5)
                        .cacheWrite(7)
                        .cacheWriteLong(9)
                        .output(4)
                        .build()));
        List<String> data = wire.post(PATH, STREAM).data();
        assertThat(data.stream().map(event -> String.valueOf(Js.at(Js.read(event), "type"))))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        Map<String, Object> start = Js.read(data.get(0));
        assertThat(Js.at(start, "message.usage.cache_creation_input_tokens")).isEqualTo(16);
        assertThat(Js.at(start, "message.usage.output_tokens")).isEqualTo(1);
        Map<String, Object> end = Js.read(data.get(7));
        assertThat(Js.at(end, "usage.output_tokens")).isEqualTo(4);
        assertThat(Js.at(end, "usage.cache_creation.ephemeral_1h_input_tokens")).isEqualTo(9);
        assertThat(Js.at(end, "delta.stop_reason")).isEqualTo("end_turn");
    }

    @Test
    void refusesWhatTheVendorRefuses() throws IOException {
        try (Wire noVersion = new Wire(vendor.baseUrl(), Map.of("x-api-key", "k"));
                Wire nobody = new Wire(vendor.baseUrl(), Map.of("anthropic-version", "2023-06-01"))) {
            assertThat(noVersion.post(PATH, ASK).status()).isEqualTo(400);
            assertThat(nobody.post(PATH, ASK).at("error.type")).isEqualTo("authentication_error");
        }
        assertThat(wire.post("/v1/complete", ASK).status()).isEqualTo(404);
        assertThat(wire.post(PATH, ASK.replace("max_tokens", "most")).at("error.message"))
                .isEqualTo("max_tokens: Field required");
        assertThat(wire.post(PATH, "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[]}")
                        .status())
                .isEqualTo(400);
        assertThat(wire.post(PATH, ASK.replace("user", "system")).status()).isEqualTo(400);
    }

    @Test
    void failsInTheVendorsWords() throws IOException {
        vendor.fails(FailureClass.OVERLOADED)
                .answers(FakeAnswer.failure(FailureClass.RATE_LIMITED).retryAfter(Duration.ofSeconds(7)))
                .answers(FakeAnswer.text("never").errorAfter(0, FailureClass.OVERLOADED))
                .answers(FakeAnswer.text("never").errorAfter(0, FailureClass.OVERLOADED))
                .answers(FakeAnswer.refusal("No."));
        assertThat(wire.post(PATH, ASK).status()).isEqualTo(529);
        assertThat(wire.post(PATH, ASK).response().header("retry-after")).isEqualTo("7");
        Wire.Got inside = wire.post(PATH, STREAM);
        assertThat(inside.status()).isEqualTo(200);
        assertThat(inside.body()).startsWith("event: error\n").contains("overloaded_error");
        assertThat(inside.data()).hasSize(1);
        assertThat(wire.post(PATH, ASK).status()).isEqualTo(529);
        Wire.Got refused = wire.post(PATH, ASK);
        assertThat(refused.at("stop_reason")).isEqualTo("refusal");
        assertThat(refused.at("stop_details.explanation")).isEqualTo("No.");
    }
}
