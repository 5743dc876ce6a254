package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.error.LlmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in which one value is of another kind than it should be: read as far as possible, or told as a failure. */
class ResponsesHostileTest {
    private static final int TRIES = 15;

    private static final List<String> ITEMS = List.of(
            "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"One.\"}],"
                    + "\"content\":[{\"type\":\"reasoning_text\",\"text\":\"Deep.\"}],\"encrypted_content\":\"abc\"}",
            "{\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\",\"annotations\":[]},{\"type\":\"refusal\","
                    + "\"refusal\":\"No\"}],\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\"}",
            "{\"id\":\"fc_1\",\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"add\",\"arguments\":\"{}\"}",
            "{\"id\":\"ig_1\",\"type\":\"image_generation_call\",\"result\":\"AA==\",\"output_format\":\"png\"}",
            "{\"id\":\"ws_1\",\"type\":\"web_search_call\",\"action\":{\"query\":\"q\"}}");

    private static List<String> events() {
        List<String> events = new ArrayList<>();
        events.add("{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"m\",\"output\":[]}}");
        for (int i = 0; i < ITEMS.size(); i++) {
            String place = "\"output_index\":" + i + ",\"item\":" + ITEMS.get(i) + "}";
            events.add("{\"type\":\"response.output_item.added\"," + place);
            events.add("{\"type\":\"response.output_text.delta\",\"output_index\":" + i + ",\"item_id\":\"msg_1\","
                    + "\"content_index\":0,\"delta\":\"H\"}");
            events.add(
                    "{\"type\":\"response.function_call_arguments.delta\",\"output_index\":" + i + ",\"delta\":\"{\"}");
            events.add("{\"type\":\"response.content_part.done\",\"output_index\":" + i
                    + ",\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"Hi\"}}");
            events.add("{\"type\":\"response.output_item.done\"," + place);
        }
        events.add(ResponsesServer.completed(ITEMS.toArray(String[]::new)));
        return events;
    }

    // what came can also be sent back, or is refused with a reason
    private static boolean ends(ResponsesServer server, Supplier<ChatResponse> ask) {
        try {
            ChatResponse response = ask.get();
            ChatRequest next = ResponsesServer.question().toBuilder()
                    .message(response.message())
                    .build();
            server.answers(ResponsesServer.response("completed", List.of())).ask(next);
            return true;
        } catch (LlmException e) {
            return e.getMessage() != null;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void endsWholeAnswersInOneWayOrTheOther(long seed) {
        Random random = new Random(seed);
        try (ResponsesServer server = new ResponsesServer()) {
            for (int i = 0; i < TRIES; i++) {
                server.answers(Spoilt.json(ResponsesServer.response("completed", ITEMS), random));

                assertThat(ends(server, server::ask)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void endsStreamsInOneWayOrTheOther(long seed) {
        Random random = new Random(seed);
        try (ResponsesServer server = new ResponsesServer()) {
            for (int i = 0; i < TRIES; i++) {
                List<String> events = events();
                int at = random.nextInt(events.size());
                events.set(at, Spoilt.json(events.get(at), random));
                server.streamsText("data: " + String.join("\n\ndata: ", events) + "\n\n");

                assertThat(ends(server, server::stream)).isTrue();
            }
        }
    }
}
