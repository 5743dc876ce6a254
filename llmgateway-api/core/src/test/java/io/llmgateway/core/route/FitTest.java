package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Tool;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A target that cannot do what is asked is passed over. */
class FitTest {
    private final ScriptedProvider plain =
            new ScriptedProvider("plain").otherwise(call -> Script.answer("from the plain one"));
    private final ScriptedProvider able =
            new ScriptedProvider("able").otherwise(call -> Script.answer("from the able one"));

    private LlmClient client(String... targets) {
        return LlmGateway.builder()
                .environment(Map.of())
                .provide("plain", plain)
                .provide("able", able)
                .modelInfo(model("plain", Set.of("caching"), 8_000))
                .modelInfo(model("able", Set.of("tools", "vision", "json_schema"), 1_000_000))
                .model("m", targets)
                .defaultModel("m")
                .build();
    }

    private static ModelInfo model(String vendor, Set<String> capabilities, long window) {
        return new ModelInfo(
                vendor,
                "x",
                Set.of(),
                "chat",
                window,
                1_000L,
                capabilities,
                null,
                List.of(),
                Map.of(),
                new ModelInfo.PriceSource("test", null, null));
    }

    static Stream<Arguments> needs() {
        Json schema = Json.of(Map.of("type", "object"));
        return Stream.of(
                need("no tools", c -> c.tool(Tool.function("look", "looks", schema))),
                need("no vision", c -> c.user(new Part.Image(MediaSource.of("image/png", new byte[] {1})))),
                need("no json schema", c -> c.responseFormat(ResponseFormat.jsonSchema("a", schema))),
                need("window 8000", c -> c.user("many words ".repeat(20_000))));
    }

    private static Arguments need(String why, Consumer<ChatRequest.Builder> need) {
        return Arguments.of(why, need);
    }

    @ParameterizedTest
    @MethodSource("needs")
    void whoCannotIsPassedOver(String why, Consumer<ChatRequest.Builder> need) {
        ChatRequest.Builder request = ChatRequest.builder().user("hi");
        need.accept(request);
        try (LlmClient client = client("plain/x", "able/x")) {
            ChatResponse response = client.chat(request.build());
            assertThat(response.provider()).isEqualTo("able");
            assertThat(response.explain().toString()).contains("passed over plain/x", why);
            assertThat(plain.calls()).isEmpty();
        }
    }

    @Test
    void whoCanIsAskedInOrder() {
        try (LlmClient client = client("plain/x", "able/x")) {
            assertThat(client.chat("hi").provider()).isEqualTo("plain");
        }
    }

    @Test
    void aLoneTargetIsAskedWhateverIsKnownOfIt() {
        try (LlmClient client = client("plain/x")) {
            assertThat(client.chat(c -> c.user("many words ".repeat(20_000))).provider())
                    .isEqualTo("plain");
        }
    }

    @Test
    void whereNobodySeemsAbleAllAreAsked() {
        try (LlmClient client = client("plain/x", "plain/y")) {
            assertThat(client.chat(c -> c.user("many words ".repeat(20_000))).provider())
                    .isEqualTo("plain");
        }
    }

    @Test
    void whatIsNotKnownSpeaksAgainstNobody() {
        try (LlmClient client = client("plain/unheard-of", "able/x")) {
            assertThat(client.chat(c -> c.user("many words ".repeat(20_000))).model())
                    .isEqualTo("unheard-of");
        }
    }
}
