package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResponsesStreamTest {
    private static final String CREATED =
            "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"gpt-4.1-2025-04-14\",\"output\":[]}}";
    private static final String MESSAGE =
            """
            {"id":"msg_1","type":"message","status":"completed","role":"assistant",
             "content":[{"type":"output_text","text":"Forty-two","annotations":[],"logprobs":[]}]}""";
    private static final String HOLLOW_MESSAGE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[]}";

    private final ResponsesServer server = new ResponsesServer();

    private static String event(String type, String fields) {
        return "{\"type\":\"response." + type + "\"," + fields + "}";
    }

    private static String textDelta(String text) {
        return event(
                "output_text.delta",
                "\"output_index\":0,\"item_id\":\"msg_1\",\"content_index\":0,\"delta\":\"" + text + "\"");
    }

    private static String itemDone(int index, String item) {
        return event("output_item.done", "\"output_index\":" + index + ",\"item\":" + item);
    }

    private static String itemAdded(int index, String item) {
        return event("output_item.added", "\"output_index\":" + index + ",\"item\":" + item);
    }

    /** The five places a text may come from; each test leaves some of them out. */
    private static List<String> told(BitSet places) {
        String where = "\"output_index\":0,\"item_id\":\"msg_1\",\"content_index\":0,";
        List<String> events = new ArrayList<>(List.of(CREATED, itemAdded(0, HOLLOW_MESSAGE)));
        if (places.get(0)) {
            events.add(textDelta("Forty"));
            events.add(textDelta("-two"));
        }
        if (places.get(1)) {
            events.add(event("output_text.done", where + "\"text\":\"Forty-two\""));
        }
        if (places.get(2)) {
            events.add(
                    event("content_part.done", where + "\"part\":{\"type\":\"output_text\",\"text\":\"Forty-two\"}"));
        }
        events.add(itemDone(0, places.get(3) ? MESSAGE : HOLLOW_MESSAGE));
        events.add(ResponsesServer.completed(places.get(4) ? MESSAGE : HOLLOW_MESSAGE));
        return events;
    }

    static Stream<BitSet> places() {
        return IntStream.range(1, 32).mapToObj(places -> BitSet.valueOf(new long[] {places}));
    }

    @ParameterizedTest
    @MethodSource("places")
    void readsATextOnceWhereverItComes(BitSet places) {
        ChatResponse response = server.streams(told(places).toArray(String[]::new)).stream();

        assertThat(response.text()).isEqualTo("Forty-two");
        assertThat(response.parts()).hasSize(1);
    }

    @Test
    void takesTheTextFromTheEndWhereItComesNowhereElse() {
        ChatResponse response = server.streams(CREATED, ResponsesServer.completed(MESSAGE)).stream();

        assertThat(response.text()).isEqualTo("Forty-two");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.model()).isEqualTo("gpt-4.1-2025-04-14");
        assertThat(response.info().id()).contains("resp_1");
    }

    @Test
    void completesALossyStreamFromTheEndOfTheText() {
        ChatResponse response =
                server.streams(CREATED, textDelta("Forty"), itemDone(0, MESSAGE), ResponsesServer.completed()).stream();

        assertThat(response.text()).isEqualTo("Forty-two");
    }

    @Test
    void countsWhatTheLastEventTells() {
        ChatResponse response = server.streams(CREATED, textDelta("Forty-two"), ResponsesServer.completed()).stream();

        assertThat(response.usage().input()).isEqualTo(10);
        assertThat(response.usage().cacheRead()).isEqualTo(8);
        assertThat(response.usage().cacheWrite()).isEqualTo(2);
        assertThat(response.usage().output()).isEqualTo(5);
        assertThat(response.usage().reasoning()).isEqualTo(4);
    }

    @Test
    void keepsSummariesTextsRefusalsAndCallsApart() {
        String reasoning = "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"abc\"}";
        String call = "{\"id\":\"fc_1\",\"type\":\"function_call\",\"call_id\":\"call_1\",\"name\":\"add\","
                + "\"arguments\":\"\"}";
        ChatResponse response = server
                .streams(
                        CREATED,
                        itemAdded(0, "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[]}"),
                        summary(0, "I add"),
                        summary(0, " them."),
                        summary(1, "Then I tell."),
                        itemDone(0, reasoning),
                        itemAdded(1, HOLLOW_MESSAGE),
                        event("output_text.delta", "\"output_index\":1,\"content_index\":0,\"delta\":\"So\""),
                        event("refusal.delta", "\"output_index\":1,\"content_index\":1,\"delta\":\"No\""),
                        event("refusal.done", "\"output_index\":1,\"content_index\":1,\"refusal\":\"No.\""),
                        itemAdded(2, call),
                        itemAdded(3, call.replace("_1", "_2")),
                        arguments(2, "{\\\"a\\\""),
                        arguments(3, "{\\\"b\\\":2}"),
                        arguments(2, ":1}"),
                        event("function_call_arguments.done", "\"output_index\":3,\"arguments\":\"{\\\"b\\\":2}\""),
                        itemDone(2, call.replace("\"arguments\":\"\"", "\"arguments\":\"{\\\"a\\\":1}\"")),
                        itemDone(3, call.replace("_1", "_2")),
                        ResponsesServer.completed())
                .stream();

        assertThat(response.parts())
                .extracting(part -> part.getClass().getSimpleName())
                .containsExactly("Reasoning", "Reasoning", "Text", "Refusal", "ToolCall", "ToolCall");
        assertThat(response.reasoning()).isEqualTo("I add them.\n\nThen I tell.");
        assertThat(response.refusal()).isEqualTo("No.");
        assertThat(response.toolCalls())
                .extracting(Part.ToolCall::id, Part.ToolCall::arguments)
                .containsExactly(tuple("call_1", "{\"a\":1}"), tuple("call_2", "{\"b\":2}"));
        assertThat(((Part.Reasoning) response.parts().get(0)).state()).isNull();
        assertThat(((Part.Reasoning) response.parts().get(1)).state()).isNotNull();
    }

    private static String summary(int index, String delta) {
        return event(
                "reasoning_summary_text.delta",
                "\"output_index\":0,\"item_id\":\"rs_1\",\"summary_index\":" + index + ",\"delta\":\"" + delta + "\"");
    }

    private static String arguments(int index, String delta) {
        return event("function_call_arguments.delta", "\"output_index\":" + index + ",\"delta\":\"" + delta + "\"");
    }

    @Test
    void readsACallThatOnlyItsEndTells() {
        String call = "{\"id\":\"fc_1\",\"type\":\"function_call\",\"call_id\":\"\",\"name\":\"add\","
                + "\"arguments\":{\"a\":1}}";

        ChatResponse response =
                server.streams(CREATED, arguments(0, "{"), itemDone(0, call), ResponsesServer.completed()).stream();

        assertThat(response.toolCalls()).singleElement().satisfies(found -> {
            assertThat(found.id()).isEqualTo("fc_1");
            assertThat(found.arguments()).isEqualTo("{\"a\":1}");
            assertThat(found.complete()).isTrue();
        });
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(response.finishReason().raw()).isEqualTo("completed");
    }

    @Test
    void goesByIdsWhereThereAreNoPlaces() {
        ChatResponse response = server
                .streams(
                        CREATED,
                        "{\"type\":\"response.output_item.added\",\"item\":" + HOLLOW_MESSAGE + "}",
                        event("output_text.delta", "\"item_id\":\"msg_1\",\"delta\":\"One\""),
                        "{\"type\":\"response.output_item.done\",\"item\":" + HOLLOW_MESSAGE + "}",
                        "{\"type\":\"response.output_item.added\",\"item\":" + HOLLOW_MESSAGE.replace("_1", "_2") + "}",
                        event("output_text.delta", "\"item_id\":\"msg_2\",\"delta\":\"Two\""),
                        "{\"type\":\"response.output_item.done\",\"item\":" + HOLLOW_MESSAGE.replace("_1", "_2") + "}",
                        ResponsesServer.completed(HOLLOW_MESSAGE, MESSAGE.replace("_1", "_2")))
                .stream();

        assertThat(response.parts())
                .extracting(part -> ((Part.Text) part).text())
                .containsExactly("One", "Two");
    }

    @Test
    void understandsEventsWithoutNamesAndFieldsInAnyOrder() {
        ChatResponse response = server
                .streamsText(
                        """
                        : a comment

                        data: {"response":{"model":"m","id":"gen-1"},"type":"response.created"}

                        data: {"delta":"Hi","output_index":0,"type":"response.output_text.delta"}

                        data: {"type":"response.of_tomorrow","delta":"?","item":[1],"part":7}

                        data: {"response":{"usage":null,"output":[]},"type":"response.completed"}

                        data: [DONE]

                        """)
                .stream();

        assertThat(response.text()).isEqualTo("Hi");
        assertThat(response.model()).isEqualTo("m");
        assertThat(response.finishReason().raw()).isEqualTo("completed");
        assertThat(response.usage().estimated()).isTrue();
    }

    @Test
    void keepsWhatTheVendorsOwnToolsDid() {
        String search = "{\"id\":\"ws_1\",\"type\":\"web_search_call\",\"status\":\"completed\","
                + "\"action\":{\"type\":\"search\",\"query\":\"q\"}}";
        String image = "{\"id\":\"ig_1\",\"type\":\"image_generation_call\",\"status\":\"completed\","
                + "\"output_format\":\"webp\",\"result\":\"UklGRg==\"}";

        ChatResponse response = server
                .streams(
                        CREATED,
                        itemAdded(0, "{\"id\":\"ws_1\",\"type\":\"web_search_call\",\"status\":\"in_progress\"}"),
                        event("web_search_call.searching", "\"output_index\":0,\"item_id\":\"ws_1\""),
                        itemDone(0, search),
                        event("image_generation_call.partial_image", "\"output_index\":1,\"partial_image_b64\":\"AA\""),
                        itemDone(1, image),
                        ResponsesServer.completed(search, image))
                .stream();

        assertThat(response.parts()).hasSize(3);
        assertThat(((Part.Opaque) response.parts().get(0)).state().data()).isEqualTo(search);
        assertThat(((Part.Image) response.parts().get(1)).source().mediaType()).isEqualTo("image/webp");
        assertThat(((Part.Opaque) response.parts().get(2)).state().data()).doesNotContain("UklGRg");
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(
                        "{\"type\":\"error\",\"sequence_number\":2,\"error\":{\"type\":\"tokens\","
                                + "\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down\"}}",
                        FailureClass.RATE_LIMITED),
                Arguments.of(
                        "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"Oh\",\"param\":null}",
                        FailureClass.TRANSIENT),
                Arguments.of(
                        event(
                                "failed",
                                "\"response\":{\"id\":\"resp_1\",\"status\":\"failed\",\"error\":{\"code\":"
                                        + "\"insufficient_quota\",\"message\":\"Pay\"},\"output\":[]}"),
                        FailureClass.QUOTA_EXHAUSTED),
                Arguments.of(event("failed", "\"response\":{}"), FailureClass.TRANSIENT),
                Arguments.of(
                        "{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down\"}}",
                        FailureClass.RATE_LIMITED));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void failsBeforeTheAnswerBegins(String event, FailureClass kind) {
        server.streams(CREATED, event);

        assertThatThrownBy(server::stream)
                .isInstanceOfSatisfying(ProviderFailedException.class, failed -> assertThat(failed.kind())
                        .isEqualTo(kind));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void keepsWhatCameBeforeAnError(String event, FailureClass kind) {
        server.streams(CREATED, textDelta("Forty"), event);

        assertThatThrownBy(server::stream).isInstanceOfSatisfying(StreamBrokenException.class, broken -> {
            assertThat(broken.partial().text()).isEqualTo("Forty");
            assertThat(broken.partial().finishReason()).isEqualTo(FinishReason.ERROR);
            assertThat(((ProviderFailedException) broken.getCause()).kind()).isEqualTo(kind);
        });
    }

    @Test
    void tellsACutStreamFromACompleteOne() {
        String body = "data: " + CREATED + "\n\ndata: " + textDelta("Forty") + "\n\ndata: "
                + ResponsesServer.tree(itemDone(0, MESSAGE)) + "\n\n";
        server.streamsText(body).streamsText(body + "data: [DONE]\n\n").streamsText(body + "data: {\"type\":\"resp");

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(server::stream).isInstanceOfSatisfying(StreamBrokenException.class, broken -> assertThat(
                            broken.partial().text())
                    .isEqualTo("Forty-two"));
        }
    }

    @Test
    void readsAWholeAnswerToAQuestionForAStream() {
        ChatResponse response = server.answers(ResponsesServer.response("completed", List.of(MESSAGE))).stream();

        assertThat(response.text()).isEqualTo("Forty-two");
        assertThat(server.body().path("stream").asBoolean()).isTrue();
    }
}
