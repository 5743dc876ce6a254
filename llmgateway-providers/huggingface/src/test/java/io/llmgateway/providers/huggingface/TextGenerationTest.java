package io.llmgateway.providers.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Tool;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import java.time.Duration;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TGI's native form. */
class TextGenerationTest {
    private static final ChatRequest SKY =
            ChatRequest.builder().model("mistral-7b").user("The sky is of the").build();
    private static final String DETAILS =
            "{\"finish_reason\":\"eos_token\",\"generated_tokens\":3,\"seed\":null,\"prefill\":[],"
                    + "\"tokens\":[{\"id\":7,\"text\":\" colour\",\"logprob\":-0.1,\"special\":false}]}";

    private Vendor vendor;

    @BeforeEach
    void start() throws Exception {
        vendor = new Vendor("/", "api", "tgi");
    }

    @AfterEach
    void stop() {
        vendor.close();
    }

    private static String token(String text, boolean special) {
        return "data:{\"index\":1,\"token\":{\"id\":5,\"text\":\"" + text + "\",\"logprob\":-0.5,\"special\":" + special
                + "},\"generated_text\":null,\"details\":null}\n\n";
    }

    private static String last(String text, String whole, String details) {
        return "data:{\"index\":3,\"token\":{\"id\":2,\"text\":\"" + text + "\",\"logprob\":-0.5,\"special\":true},"
                + "\"generated_text\":\"" + whole + "\",\"details\":" + details + "}\n\n";
    }

    @Test
    void writesWhatIsSetAndNothingElse() throws Exception {
        vendor.json("{\"generated_text\":\" colour blue\"}");
        vendor.whole(SKY);
        RecordedRequest request = vendor.request();
        assertThat(request.getTarget()).isEqualTo("/generate");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + Vendor.KEY);
        assertThat(Vendor.body(request))
                .isEqualTo(Vendor.tree("{\"inputs\":\"The sky is of the\",\"parameters\":{\"details\":true,"
                        + "\"return_full_text\":false}}"));
    }

    @Test
    void writesAllParameters() throws Exception {
        vendor.stream(last("</s>", "{}", DETAILS));
        vendor.streamed(SKY.toBuilder()
                .maxTokens(20)
                .temperature(0.7)
                .topP(0.9)
                .stop("\n", "END")
                .seed(42)
                .responseFormat(ResponseFormat.jsonSchema("colour", Json.of("{\"type\":\"object\"}")))
                .extra("parameters", Map.of("top_k", 10))
                .build());
        RecordedRequest request = vendor.request();
        assertThat(request.getTarget()).isEqualTo("/generate_stream");
        assertThat(Vendor.body(request))
                .isEqualTo(Vendor.tree("{\"inputs\":\"The sky is of the\",\"parameters\":{\"details\":true,"
                        + "\"return_full_text\":false,\"max_new_tokens\":20,\"temperature\":0.7,\"top_p\":0.9,"
                        + "\"stop\":[\"\\n\",\"END\"],\"seed\":42,"
                        + "\"grammar\":{\"type\":\"json\",\"value\":{\"type\":\"object\"}},\"top_k\":10}}"));
    }

    @Test
    void saysGreedyForZeroAndNothingForAllTokens() throws Exception {
        vendor.json("{\"generated_text\":\"x\"}").json("{\"generated_text\":\"x\"}");
        vendor.whole(SKY.toBuilder().temperature(0).topP(0.5).build());
        assertThat(Vendor.body(vendor.request()).path("parameters"))
                .isEqualTo(Vendor.tree("{\"details\":true,\"return_full_text\":false,\"do_sample\":false}"));
        vendor.whole(SKY.toBuilder().topP(1).build());
        assertThat(Vendor.body(vendor.request()).path("parameters").has("top_p"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsAWholeAnswer(boolean list) {
        String answer = "{\"generated_text\":\" colour blue\",\"details\":" + DETAILS + ",\"new\":[{}]}";
        vendor.json(list ? "[" + answer + "]" : answer);
        ChatResponse response = vendor.whole(SKY);
        assertThat(response.text()).isEqualTo(" colour blue");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.finishReason().raw()).isEqualTo("eos_token");
        assertThat(response.usage().output()).isEqualTo(3);
        assertThat(response.usage().input()).isEqualTo(5); // 17 characters
        assertThat(response.usage().estimated()).isTrue();
        assertThat(response.info().requestId()).contains("Root=1-abc");
    }

    @Test
    void countsThePromptWhereTheServerTells() {
        vendor.json("{\"generated_text\":\"x\",\"details\":{\"finish_reason\":\"length\",\"generated_tokens\":1,"
                + "\"prefill\":[{\"id\":1,\"text\":\"The\"},{\"id\":2,\"text\":\" sky\"}]}}");
        ChatResponse response = vendor.whole(SKY);
        assertThat(response.usage().input()).isEqualTo(2);
        assertThat(response.usage().estimated()).isFalse();
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void estimatesWhereTheServerTellsNothing() {
        vendor.json("[{\"generated_text\":\"eight ch\"}]");
        ChatResponse response = vendor.whole(SKY);
        assertThat(response.usage().output()).isEqualTo(2);
        assertThat(response.usage().estimated()).isTrue();
        assertThat(response.finishReason()).isEqualTo(FinishReason.OTHER);
    }

    @ParameterizedTest
    @CsvSource({"eos_token,stop", "stop_sequence,stop", "length,length", "solar_flare,other"})
    void readsReasons(String raw, String common) {
        vendor.json("{\"details\":{\"finish_reason\":\"" + raw + "\"},\"generated_text\":\"x\"}");
        ChatResponse response = vendor.whole(SKY);
        assertThat(response.finishReason().value()).isEqualTo(common);
        assertThat(response.finishReason().raw()).isEqualTo(raw);
    }

    @Test
    void readsAStream() {
        vendor.stream(": hello\n\n" + token(" colour", false) + token(" blue", false)
                + last(
                        "</s>",
                        " colour blue",
                        "{\"finish_reason\":\"eos_token\",\"generated_tokens\":3,\"seed\":null,\"input_length\":6}"));
        ChatResponse response = vendor.streamed(SKY);
        assertThat(response.text()).isEqualTo(" colour blue");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.usage().input()).isEqualTo(6);
        assertThat(response.usage().output()).isEqualTo(3);
        assertThat(response.usage().estimated()).isFalse();
    }

    @Test
    void readsTheWholeTextWhereNoTokenWasShown() {
        vendor.stream("data:{\"generated_text\":\"all at once\",\"details\":null}\n\n");
        assertThat(vendor.streamed(SKY).text()).isEqualTo("all at once");
    }

    @Test
    void aStreamWithoutItsLastEventIsBroken() {
        vendor.stream(token(" colour", false));
        StreamBrokenException broken = catchThrowableOfType(StreamBrokenException.class, () -> vendor.streamed(SKY));
        assertThat(broken.partial().text()).isEqualTo(" colour");
    }

    @Test
    void anErrorInsideAStreamBreaksIt() {
        vendor.stream(token(" colour", false)
                + "data:{\"error\":\"Request failed during generation\",\"error_type\":\"generation\"}\n\n");
        StreamBrokenException broken = catchThrowableOfType(StreamBrokenException.class, () -> vendor.streamed(SKY));
        assertThat(broken).hasMessageContaining("Request failed during generation");
        assertThat(((ProviderFailedException) broken.getCause()).kind()).isEqualTo(FailureClass.TRANSIENT);
    }

    @Test
    void anErrorAtTheBeginningOfAStreamFails() {
        vendor.stream("data:{\"error\":\"Model is overloaded\",\"error_type\":\"overloaded\"}\n\n");
        assertThat(vendor.failure(SKY, true).kind()).isEqualTo(FailureClass.OVERLOADED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429|Model is overloaded|overloaded|OVERLOADED",
                "424|Request failed during generation|generation|TRANSIENT",
                "500|Incomplete generation|incomplete_generation|TRANSIENT",
                "422|Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 9|validation|CONTEXT_TOO_LONG",
                "422|Input validation error: `inputs` must have less than 1024 tokens. Given: 2000|validation|CONTEXT_TOO_LONG",
                "422|Input validation error: `temperature` must be strictly positive|validation|CALLER_FAULT",
                "422|Input validation error: grammar is not supported|validation|UNSUPPORTED",
                "401|Invalid credentials|auth|CREDENTIAL"
            })
    void tellsFailuresApart(int status, String message, String type, FailureClass kind) {
        vendor.answer(status, "application/json", "{\"error\":\"" + message + "\",\"error_type\":\"" + type + "\"}");
        ProviderFailedException failed = vendor.failure(SKY, false);
        assertThat(failed.kind()).isEqualTo(kind);
        assertThat(failed.status()).contains(status);
        assertThat(failed.failure().code()).isEqualTo(type);
        assertThat(failed).hasMessageContaining(message);
        assertThat(failed.requestId()).contains("Root=1-abc");
    }

    @Test
    void waitsForAModelThatLoads() {
        vendor.answer(
                503,
                "application/json",
                "{\"error\":\"Model acme/tiny is currently loading\",\"estimated_time\":12.5}");
        ProviderFailedException failed = vendor.failure(SKY, false);
        assertThat(failed.kind()).isEqualTo(FailureClass.OVERLOADED);
        assertThat(failed.retryAfter()).contains(Duration.ofMillis(12_500));
    }

    @Test
    void readsErrorsThatAreListsOrText() {
        vendor.answer(400, "application/json", "{\"error\":[\"one is wrong\",\"two as well\"]}");
        assertThat(vendor.failure(SKY, false)).hasMessageContaining("one is wrong; two as well");
        vendor.answer(404, "text/plain", "Not Found");
        ProviderFailedException failed = vendor.failure(SKY, false);
        assertThat(failed.kind()).isEqualTo(FailureClass.MODEL_UNKNOWN);
        assertThat(failed).hasMessageContaining("Not Found");
    }

    @Test
    void anErrorWithStatus200Fails() {
        vendor.json("{\"error\":\"Model is overloaded\",\"error_type\":\"overloaded\"}");
        assertThat(vendor.failure(SKY, false).kind()).isEqualTo(FailureClass.OVERLOADED);
    }

    @Test
    void takesNoConversation() {
        for (ChatRequest request : new ChatRequest[] {
            SKY.toBuilder().system("Be brief").build(),
            ChatRequest.builder().user("a").assistant("b").user("c").build(),
            ChatRequest.builder()
                    .user(new Part.Image(MediaSource.url("https://example.org/a.png")))
                    .build()
        }) {
            ProviderFailedException failed = vendor.failure(request, false);
            assertThat(failed.kind()).isEqualTo(FailureClass.UNSUPPORTED);
            assertThat(failed)
                    .hasMessageContaining("llmgateway.providers.hf.options.api")
                    .hasMessageContaining("/v1");
        }
        assertThat(vendor.requests()).isZero();
    }

    @Test
    void leavesOutByConsentOnly() {
        ChatRequest tools = SKY.toBuilder()
                .tool(Tool.function("weather", "tells the weather", Json.of("{\"type\":\"object\"}")))
                .build();
        assertThat(vendor.failure(tools, false).kind()).isEqualTo(FailureClass.UNSUPPORTED);
        assertThat(vendor.requests()).isZero();
        vendor.json("{\"generated_text\":\"x\"}");
        ChatResponse response = vendor.whole(tools.toBuilder().dropUnsupported().build());
        assertThat(response.info().warnings()).singleElement().satisfies(warning -> assertThat(warning.message())
                .contains("tools"));
    }

    @Test
    void checksBeforeItSends() {
        assertThatThrownBy(() -> vendor.whole(ChatRequest.builder().build()))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> vendor.whole(ChatRequest.of(""))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> vendor.whole(SKY.toBuilder()
                        .responseFormat(ResponseFormat.jsonSchema("colour", Json.of("{")))
                        .build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("schema \"colour\"");
        assertThat(vendor.failure(EmbeddingRequest.of("m", "a"), false).kind()).isEqualTo(FailureClass.UNSUPPORTED);
        assertThat(vendor.requests()).isZero();
    }

    @Test
    void theSameAnswerWholeAndStreamed() {
        vendor.json("{\"generated_text\":\" blue\",\"details\":" + DETAILS + "}");
        vendor.stream(token(" bl", false) + token("ue", false) + last("</s>", " blue", DETAILS));
        ChatResponse whole = vendor.whole(SKY);
        ChatResponse streamed;
        try (Reply reply = vendor.send(SKY, true)) {
            streamed = (ChatResponse) reply.await();
        }
        assertThat(streamed.parts()).isEqualTo(whole.parts());
        assertThat(streamed.usage()).isEqualTo(whole.usage());
        assertThat(streamed.finishReason()).isEqualTo(whole.finishReason());
    }
}
