package io.llmgateway.providers.openai;

import static io.llmgateway.providers.openai.ChatServer.chunk;
import static io.llmgateway.providers.openai.ChatServer.completion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatReadingTest {
    private final ChatServer server = new ChatServer("openai");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void readsAWholeAnswer() {
        ChatResponse answer = server.answers(
                        """
                        {"id":"c1","object":"chat.completion","created":1,"model":"model-7-2026","choices":[
                          {"index":0,"message":{"role":"assistant","content":"Forty-two.","refusal":null,"annotations":[]},
                           "logprobs":null,"finish_reason":"stop"}],
                         "usage":{"prompt_tokens":30,"completion_tokens":12,"total_tokens":42,
                           "prompt_tokens_details":{"cached_tokens":10,"audio_tokens":4,"cache_write_tokens":6},
                           "completion_tokens_details":{"reasoning_tokens":5,"audio_tokens":2}},
                         "service_tier":"default","system_fingerprint":"fp"}
                        """)
                .ask();
        assertThat(answer.text()).isEqualTo("Forty-two.");
        assertThat(answer.model()).isEqualTo("model-7-2026");
        assertThat(answer.info().id()).hasValue("c1");
        assertThat(answer.requestId()).hasValue("req_1");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage())
                .isEqualTo(Usage.builder()
                        .input(10)
                        .cacheRead(10)
                        .cacheWrite(6)
                        .audioInput(4)
                        .output(5)
                        .reasoning(5)
                        .audioOutput(2)
                        .build());
        assertThat(answer.raw()).hasValueSatisfying(raw -> assertThat(raw).contains("system_fingerprint"));
    }

    @Test
    void readsAStream() {
        ChatResponse answer = server
                .streams(
                        "{\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}],\"model\":\"\",\"id\":\"\"}",
                        "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"index\":0}],\"id\":\"c1\","
                                + "\"model\":\"model-7-2026\",\"obfuscation\":\"xyz\",\"usage\":null}",
                        chunk("{\"index\":0,\"delta\":{\"content\":\"Forty\"},\"finish_reason\":null}"),
                        chunk("{\"index\":0,\"delta\":{\"content\":\"-two.\"},\"finish_reason\":\"\"}"),
                        chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}"),
                        chunk("{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}"),
                        "{\"id\":\"c1\",\"model\":\"model-7-2026\",\"choices\":[],"
                                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}")
                .stream();
        assertThat(answer.text()).isEqualTo("Forty-two.");
        assertThat(answer.info().id()).hasValue("c1");
        assertThat(answer.finishReason().raw()).isEqualTo("stop");
        assertThat(answer.usage()).isEqualTo(Usage.builder().input(3).output(2).build());
        assertThat(server.body().path("stream_options").path("include_usage").booleanValue())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"content\":null}",
                "{}",
                "{\"role\":\"assistant\",\"content\":\"\"}",
                "{\"content\":[]}",
                "{\"content\":[{\"type\":\"news\",\"news\":{\"a\":[1]}}],\"tool_calls\":null,\"unknown\":{\"b\":[{}]}}"
            })
    void anAnswerMayBeEmpty(String message) {
        ChatResponse whole = server.answers(completion(message, "stop")).ask();
        ChatResponse streamed = server.deltas(message).stream();
        assertThat(whole.text()).isEmpty();
        assertThat(whole.parts()).isEqualTo(streamed.parts());
        assertThat(whole.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void aFilteredChoiceMayHaveNoMessage() {
        ChatResponse answer = server.answers(
                        "{\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"content_filter\","
                                + "\"content_filter_results\":{\"hate\":{\"filtered\":true}}}]}")
                .ask();
        assertThat(answer.parts()).isEmpty();
        assertThat(answer.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reasoning_content\":\"Hm.\",\"content\":\"Yes\"}",
                "{\"content\":\"Yes\",\"reasoning\":\"Hm.\"}",
                "{\"content\":\"Yes\",\"reasoning\":\"Hm.\",\"reasoning_content\":\"Hm.\"}",
                "{\"content\":\"Yes\",\"reasoning\":\"Hm.\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"Hm.\"}]}",
                "{\"content\":\"Yes\",\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":\"Hm.\"}]}",
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Hm.\"}],\"closed\":true},"
                        + "{\"type\":\"text\",\"text\":\"Yes\"}]}",
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm.\"},\"Yes\"]}"
            })
    void reasoningComesInManyForms(String message) {
        for (ChatResponse answer :
                List.of(server.answers(completion(message, "stop")).ask(), server.deltas(message).stream())) {
            assertThat(answer.reasoning()).isEqualTo("Hm.");
            assertThat(answer.text()).isEqualTo("Yes");
            assertThat(answer.parts().get(0)).isInstanceOf(Part.Reasoning.class);
        }
    }

    @Test
    void readsARefusal() {
        ChatResponse streamed = server.deltas("{\"refusal\":\"I can\"}", "{\"refusal\":\"not.\"}").stream();
        ChatResponse whole = server.answers(completion("{\"content\":null,\"refusal\":\"I cannot.\"}", "stop"))
                .ask();
        for (ChatResponse answer : new ChatResponse[] {streamed, whole}) {
            assertThat(answer.refusal()).isEqualTo("I cannot.");
            assertThat(answer.text()).isEmpty();
            assertThat(answer.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
            assertThat(answer.finishReason().raw()).isEqualTo("stop");
        }
    }

    @Test
    void readsToolsOfAWholeAnswer() {
        ChatResponse answer = server.answers(completion(
                        "{\"content\":null,\"tool_calls\":["
                                + "{\"id\":\"a\",\"type\":\"function\",\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}},"
                                + "{\"id\":\"b\",\"type\":\"function\",\"index\":0,\"function\":{\"name\":\"g\",\"arguments\":\"\"}},"
                                + "{\"id\":\"\",\"type\":\"function\",\"function\":{\"arguments\":{\"y\":[2]},\"name\":\"h\"}}]}",
                        "stop"))
                .ask();
        assertThat(answer.toolCalls())
                .extracting(Part.ToolCall::name, Part.ToolCall::arguments)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("f", "{\"x\":1}"),
                        org.assertj.core.groups.Tuple.tuple("g", "{}"),
                        org.assertj.core.groups.Tuple.tuple("h", "{\"y\":[2]}"));
        assertThat(answer.toolCalls().get(2).id()).startsWith("call_");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(answer.finishReason().raw()).isEqualTo("stop");
    }

    @Test
    void readsTheOldestFormOfATool() {
        ChatResponse answer = server
                .deltas(
                        "{\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}}",
                        "{\"function_call\":{\"arguments\":\"{\\\"x\\\"\"}}",
                        "{\"function_call\":{\"arguments\":\":1}\"}}")
                .stream();
        assertThat(answer.toolCalls()).singleElement().satisfies(call -> {
            assertThat(call.name()).isEqualTo("f");
            assertThat(call.arguments()).isEqualTo("{\"x\":1}");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // by index
                "0,a,f,|0,,,{\"x\":|1,b,g,{|0,,,1}|1,,,\"y\":2}",
                // whole, all with the same index
                "0,a,f,{\"x\":1}|0,b,g,{\"y\":2}|||",
                // whole, without index
                ",a,f,{\"x\":1}|,b,g,{\"y\":2}|||",
                // the same index, without ids
                "0,,f,{\"x\":1}|0,,g,{\"y\":2}|||",
                // without index, by id
                ",a,f,{\"x\":|,a,,1}|,b,g,{\"y\":|,b,,2}|",
                // id and name in every piece
                "0,a,f,{\"x\":|0,a,f,1}|1,b,g,{\"y\":|1,b,g,2}|",
                // a fresh id in every piece
                "0,a,f,{\"x\":|0,z,,1}|1,b,g,{\"y\":|1,y,,2}|",
                // the name after the first piece
                "0,a,,{\"x\":|0,,f,1}|1,b,g,{\"y\":2}||"
            })
    void putsPiecesOfToolsTogether(String one, String two, String three, String four, String five) {
        String[] deltas = java.util.stream.Stream.of(one, two, three, four, five)
                .filter(piece -> piece != null)
                .map(ChatReadingTest::piece)
                .toArray(String[]::new);
        ChatResponse answer = server.deltas(deltas).stream();
        assertThat(answer.toolCalls())
                .extracting(Part.ToolCall::name, Part.ToolCall::arguments, Part.ToolCall::complete)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("f", "{\"x\":1}", true),
                        org.assertj.core.groups.Tuple.tuple("g", "{\"y\":2}", true));
    }

    private static String piece(String fields) {
        String[] field = fields.split(",", 4);
        return "{\"tool_calls\":[{" + (field[0].isEmpty() ? "" : "\"index\":" + field[0] + ",")
                + "\"id\":" + (field[1].isEmpty() ? "null" : "\"" + field[1] + "\"")
                + ",\"type\":\"function\",\"function\":{\"name\":"
                + (field[2].isEmpty() ? "null" : "\"" + field[2] + "\"")
                + ",\"arguments\":\"" + field[3].replace("\"", "\\\"") + "\"}}]}";
    }

    @Test
    void aToolWithoutANameIsNoAnswer() {
        server.deltas(piece("0,a,,{}"));
        assertThat(failure(true))
                .isInstanceOfSatisfying(ProviderFailedException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureClass.MALFORMED));
    }

    @Test
    void aToolCutByTheLimitIsNotComplete() {
        ChatResponse answer = server
                .streams(
                        chunk("{\"index\":0,\"delta\":" + piece("0,a,f,{\"x\":") + ",\"finish_reason\":null}"),
                        chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}"))
                .stream();
        assertThat(answer.toolCalls().get(0).complete()).isFalse();
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void readsOnlyTheFirstOfSeveralChoices() {
        ChatRequest two = ChatServer.question().toBuilder().extra("n", 2).build();
        ChatResponse whole = server.answers(
                        "{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"one\"},\"finish_reason\":\"stop\"},"
                                + "{\"index\":1,\"message\":{\"content\":\"two\"},\"finish_reason\":\"length\"}]}")
                .ask(two);
        ChatResponse streamed = server
                .streams(
                        chunk("{\"delta\":{\"content\":\"on\"},\"index\":0}"),
                        chunk("{\"delta\":{\"content\":\"two\"},\"index\":1,\"finish_reason\":\"length\"}"),
                        chunk("{\"index\":0,\"delta\":{\"content\":\"e\"},\"finish_reason\":\"stop\"}"))
                .stream(two);
        assertThat(List.of(whole.text(), streamed.text())).containsExactly("one", "one");
        assertThat(List.of(whole.finishReason(), streamed.finishReason())).containsOnly(FinishReason.STOP);
    }

    @Test
    void readsImagesAndSound() {
        String sound = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3, 4});
        String half = Base64.getEncoder().encodeToString(new byte[] {1, 2});
        String rest = Base64.getEncoder().encodeToString(new byte[] {3, 4});
        ChatResponse whole = server.answers(completion(
                        "{\"content\":null,\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,QUJD\"}},"
                                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a/b.png\"}}],"
                                + "\"audio\":{\"id\":\"au\",\"data\":\"" + sound + "\",\"transcript\":\"Hello\"}}",
                        "stop"))
                .ask();
        ChatResponse streamed = server
                .deltas(
                        "{\"audio\":{\"id\":\"au\",\"transcript\":\"Hel\"}}",
                        "{\"audio\":{\"data\":\"" + half + "\"}}",
                        "{\"audio\":{\"transcript\":\"lo\",\"data\":\"" + rest + "\"}}")
                .stream(ChatServer.question().toBuilder()
                .extra("audio", Map.of("voice", "alloy", "format", "pcm16"))
                .build());
        assertThat(whole.parts())
                .containsExactly(
                        new Part.Image(new MediaSource.Inline("image/png", "QUJD")),
                        new Part.Image(MediaSource.url("https://a/b.png")),
                        new Part.Text("Hello"),
                        new Part.Audio(new MediaSource.Inline("audio/wav", sound)));
        assertThat(streamed.parts())
                .containsExactly(new Part.Text("Hello"), new Part.Audio(new MediaSource.Inline("audio/pcm", sound)));
    }

    @Test
    void anImageNobodyCanReadCostsNoAnswer() {
        ChatResponse answer = server.answers(completion(
                        "{\"content\":\"Here\",\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:nonsense\"}}]}",
                        "stop"))
                .ask();
        assertThat(answer.parts()).containsExactly(new Part.Text("Here"));
        assertThat(answer.info().warnings()).extracting(Warning::code).containsExactly("unreadable_image");
    }

    @ParameterizedTest
    @CsvSource({
        "stop,stop",
        "eos_token,stop",
        "length,length",
        "model_length,length",
        "tool_calls,tool_calls",
        "function_call,tool_calls",
        "content_filter,content_filter",
        "sensitive,content_filter",
        "insufficient_system_resource,error",
        "tomorrow,other"
    })
    void knowsTheWordsForTheEnd(String word, String common) {
        ChatResponse answer =
                server.answers(completion("{\"content\":\"a\"}", word)).ask();
        assertThat(answer.finishReason().value()).isEqualTo(common);
        assertThat(answer.finishReason().raw()).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"message\":\"busy\",\"type\":\"overloaded_error\",\"code\":null}}\n\n",
                "event: error\ndata: {\"error\":{\"message\":\"busy\",\"code\":\"overloaded\",\"status_code\":503}}\n\n",
                "event: error\ndata: {\"message\":\"busy\",\"code\":503}\n\n",
                "data: {\"object\":\"error\",\"message\":\"busy\",\"code\":\"3505\"}\n\n",
                "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"error\":{\"code\":503,\"message\":\"busy\"}}]}\n\n",
                "data: {\"id\":\"c\",\"x_groq\":{\"error\":\"Overloaded: busy\"},\"choices\":[]}\n\n",
                "{\"error\":{\"message\":\"The server is overloaded: busy\"}}"
            })
    void anErrorInAStreamIsNotAnAnswer(String events) {
        server.streamsText(events);
        ProviderFailedException before = (ProviderFailedException) failure(true);
        assertThat(before.kind()).isEqualTo(FailureClass.OVERLOADED);
        assertThat(before.getMessage()).contains("busy");
        server.streamsText("data: " + chunk("{\"index\":0,\"delta\":{\"content\":\"Half\"}}") + "\n\n" + events);
        StreamBrokenException after = (StreamBrokenException) failure(true);
        assertThat(after.partial().text()).isEqualTo("Half");
    }

    @Test
    void anErrorWithStatus200IsNotAnAnswer() {
        server.answers("{\"error\":{\"message\":\"Provider returned error\",\"code\":502,"
                + "\"metadata\":{\"raw\":\"upstream gone\"}},\"user_id\":\"u\"}");
        ProviderFailedException failure = (ProviderFailedException) failure(false);
        assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(failure.getMessage()).contains("upstream gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"choices\":[]}", "{}", "[]", "\"no\"", "<html>no</html>"})
    void whatIsNoAnswerIsMalformed(String body) {
        server.answers(body);
        assertThat(((ProviderFailedException) failure(false)).kind()).isEqualTo(FailureClass.MALFORMED);
    }

    @Test
    void aStreamThatIsCutIsNoAnswer() {
        String half = "data: " + chunk("{\"index\":0,\"delta\":{\"content\":\"Half\"}}") + "\n\n";
        server.streamsText(half);
        StreamBrokenException cut = (StreamBrokenException) failure(true);
        assertThat(cut.partial().text()).isEqualTo("Half");
        server.streamsText("data: [DONE]\n\n");
        assertThat(((ProviderFailedException) failure(true)).kind()).isEqualTo(FailureClass.MALFORMED);
    }

    @Test
    void aStreamNeedsNoEndBehindItsFinishReason() {
        ChatResponse answer = server
                .streamsText(
                        ": OPENROUTER PROCESSING\r\n\r\ndata:" + chunk("{\"index\":0,\"delta\":{\"content\":\"All\"}}")
                                + "\r\n\r\n: keep-alive\r\n\r\ndata: "
                                + chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}"))
                .stream();
        assertThat(answer.text()).isEqualTo("All");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void aServerMayAnswerWholeInsteadOfAStream() {
        ChatResponse answer = server.answers(completion("{\"content\":\"All\"}", "stop")).stream();
        assertThat(answer.text()).isEqualTo("All");
    }

    @Test
    void aStreamMayCallItselfJson() {
        ChatResponse answer = server
                .answers(
                        200,
                        "data: " + chunk("{\"index\":0,\"delta\":{\"content\":\"All\"},\"finish_reason\":\"stop\"}")
                                + "\n\n")
                .stream();
        assertThat(answer.text()).isEqualTo("All");
    }

    private LlmException failure(boolean streamed) {
        LlmException failure = catchThrowableOfType(LlmException.class, () -> {
            ChatResponse answer = streamed ? server.stream() : server.ask();
            assertThat(answer).isNull();
        });
        assertThat(failure).isNotNull();
        return failure;
    }
}
