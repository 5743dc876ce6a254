package io.llmgateway.core.guard;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Tool;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import io.llmgateway.spi.Detector;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers hold that was not in the request. */
class AnsweredTest {
    private static final String CARD = "4111111111111111"; // Visa's number for tests

    private final ScriptedProvider vendor = new ScriptedProvider("toy");
    private final List<GatewayEvent.Masked> events = new CopyOnWriteArrayList<>();
    private LlmClient client = client("{ enabled: true, answers: mask }");

    private LlmClient client(String pii, Detector... detectors) {
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, steady: { retry: { attempts: 1 } }, guard: { pii: " + pii
                        + " } }")
                .provide("toy", vendor)
                .listener(event -> {
                    if (event instanceof GatewayEvent.Masked one && one.answered()) {
                        events.add(one);
                    }
                });
        for (Detector detector : detectors) {
            builder.detector(detector);
        }
        return builder.build();
    }

    private void use(String pii, Detector... detectors) {
        client.close();
        client = client(pii, detectors);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private ChatResponse streamed(String question, Script script) {
        vendor.then(script);
        try (ChatStream stream = client.stream(ChatRequest.of(question))) {
            return stream.await();
        }
    }

    @Test
    void whatWasNotInTheRequestIsToldUnlessSaidOtherwise() {
        use("{ enabled: true }");
        vendor.answers("Write to jo@corp.example, not to <EMAIL_1>; see https://corp.example/page.");
        ChatResponse response = client.chat("who is ann@corp.example?");
        assertThat(response.text()).startsWith("Write to jo@corp.example, not to ann@corp.example; see");
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.kept()).isEqualTo(Map.of(EntityType.EMAIL, 1));
            assertThat(event.masked()).isEmpty();
            assertThat(event.toString()).doesNotContain("corp.example");
        });
        assertThat(response.explain().toString()).contains("of the answer, left {EMAIL=1}");
    }

    @Test
    void aFlaggedStreamWaitsForNothing() {
        use("{ enabled: true }");
        vendor.then(Script.answer("ask jo@corp.example or pay " + CARD).inPieces(3));
        StringBuilder pieces = new StringBuilder();
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            stream.forEachText(text -> pieces.append(text).append('|'));
        }
        assertThat(pieces.toString()).startsWith("ask| jo|@|co|");
        assertThat(events)
                .singleElement()
                .extracting(GatewayEvent.Masked::kept)
                .isEqualTo(Map.of(EntityType.EMAIL, 1, EntityType.CREDIT_CARD, 1));
    }

    @Test
    void whatHasComeOfAFlaggedStreamThatIsGivenUpIsTold() {
        use("{ enabled: true }");
        vendor.then(
                Script.answer("ask jo@corp.example " + "and so on ".repeat(20)).inPieces(10));
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            Iterator<ChatEvent> read = stream.iterator();
            for (int i = 0; i < 20; i++) {
                read.next();
            }
        }
        assertThat(events).singleElement().extracting(GatewayEvent.Masked::kept).isEqualTo(Map.of(EntityType.EMAIL, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void maskedAnswersAreTheSameWholeAndStreamed(int piece) {
        String answer = "Dear <EMAIL_1>, ask jo@corp.example, or pay with 4111 1111 1111 1111. Regards";
        String expected = "Dear ann@corp.example, ask [EMAIL], or pay with [CREDIT_CARD]. Regards";
        assertThat(streamed("I am ann@corp.example", Script.answer(answer).inPieces(piece))
                        .text())
                .isEqualTo(expected);
        vendor.answers(answer);
        assertThat(client.chat("I am ann@corp.example").text()).isEqualTo(expected);
        assertThat(events)
                .hasSize(2)
                .allMatch(event -> event.masked().equals(Map.of(EntityType.EMAIL, 1, EntityType.CREDIT_CARD, 1))
                        && event.kept().isEmpty());
    }

    @Test
    void whatTheRequestHoldsInAnyFormIsNothingNew() {
        use("{ enabled: true, answers: block, operators: { credit-card: keep, phone: keep } }");
        vendor.answers("4111-1111-1111-1111 is a test number").answers("call +1 415 555 0132");
        assertThat(client.chat("is " + CARD + " fine?").text()).contains("4111-1111");
        use("{ enabled: true, answers: block, thresholds: { iban: 1 } }");
        assertThat(client.chat("whose is +1 415 555 0132?").text()).contains("0132");
        assertThat(events).isEmpty();
    }

    @Test
    void aCardInOtherDigitsIsNotEveryOther() {
        vendor.answers("it is " + bold(CARD)).answers("it is " + bold("5555555555554444"));
        assertThat(client.chat("pay with " + bold(CARD)).text()).isEqualTo("it is " + bold(CARD));
        assertThat(client.chat("pay with " + bold(CARD)).text()).isEqualTo("it is [CREDIT_CARD]");
    }

    private static String bold(String digits) {
        return digits.chars()
                .mapToObj(c -> Character.toString(0x1d7ce + c - '0'))
                .collect(joining());
    }

    @Test
    void whatIsLetThroughInRequestsIsLetThroughInAnswers() {
        use("{ enabled: true, answers: block, allow: [help@corp.example], operators: { ip-address: keep } }");
        vendor.answers("ask help@corp.example at 203.0.113.9, see https://corp.example, on May 5, 2021");
        assertThat(client.chat("hi").text()).contains("203.0.113.9");
        assertThat(events).isEmpty();
    }

    @Test
    void answersMayBeRefused() {
        use("{ enabled: true, answers: block }");
        vendor.answers("it is " + CARD);
        assertThatThrownBy(() -> client.chat("hi"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("CREDIT_CARD")
                .hasMessageContaining("llmgateway.guard.pii.answers")
                .hasMessageNotContaining(CARD);
        String start = "words and ".repeat(20);
        vendor.then(Script.answer(start + "it is " + CARD + " ok").inPieces(5));
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            StreamBrokenException broken = catchThrowableOfType(StreamBrokenException.class, stream::await);
            assertThat(broken).hasCauseInstanceOf(RefusedException.class);
            assertThat(start + "it is ").startsWith(broken.partial().text());
            assertThat(broken.partial().text()).isNotEmpty();
        }
        assertThat(events).hasSize(2).allSatisfy(event -> {
            assertThat(event.blocked()).containsKey(EntityType.CREDIT_CARD);
            assertThat(event.kept()).isEmpty();
            assertThat(event.masked()).isEmpty();
        });
    }

    @Test
    void thoughtsAndArgumentsOfToolsAreSearchedToo() {
        ChatRequest request = ChatRequest.builder()
                .user("hi")
                .tool(Tool.function("pay", "pays", Json.of("{\"type\":\"object\"}")))
                .build();
        String arguments = "{\"to\": \"jo\\u0040corp.example\", \"card\": " + CARD + ", \"n\": [1, 2.5]}";
        vendor.then(Script.callTool("1", "pay", arguments).inPieces(4));
        try (ChatStream stream = client.stream(request)) {
            assertThat(((Part.ToolCall) stream.await().parts().get(0)).arguments())
                    .isEqualTo("{\"to\": \"[EMAIL]\", \"card\": \"[CREDIT_CARD]\", \"n\": [1, 2.5]}");
        }
        ChatResponse thought = streamed(
                "hi",
                Script.answer(FinishReason.STOP, new Part.Reasoning("it is " + CARD, null), new Part.Text("done"))
                        .inPieces(4));
        assertThat(thought.parts().toString()).isNotEmpty();
        assertThat(((Part.Reasoning) thought.parts().get(0)).text()).isEqualTo("it is [CREDIT_CARD]");
    }

    @Test
    void jsonStaysJson() {
        String answer = "{\"card\": " + CARD + ", \"mail\": \"jo\\u0040corp.example\"}";
        vendor.then(Script.answer(answer).inPieces(3));
        try (ChatStream stream = client.stream(ChatRequest.builder()
                .user("hi")
                .responseFormat(new ResponseFormat.JsonObject())
                .build())) {
            assertThat(stream.await().text()).isEqualTo("{\"card\": \"[CREDIT_CARD]\", \"mail\": \"[EMAIL]\"}");
        }
    }

    @Test
    void notSearchedMeansNotSearched() {
        use("{ enabled: true, answers: keep }");
        vendor.answers("it is " + CARD);
        assertThat(client.chat("hi").text()).isEqualTo("it is " + CARD);
        assertThat(events).isEmpty();
    }

    /** Fails on answers alone. */
    private record Fails() implements Detector {
        @Override
        public String name() {
            return "fails";
        }

        @Override
        public Set<EntityType> types() {
            return Set.of(EntityType.PERSON);
        }

        @Override
        public List<Finding> find(String text, List<String> regions) {
            if (text.contains("answer")) {
                throw new IllegalStateException(text);
            }
            return List.of();
        }
    }

    @Test
    void aDetectorThatFailsLetsNothingThroughUnlessOneOnlyWatches() {
        use("{ enabled: true, answers: mask }", new Fails());
        vendor.answers("the answer").answers("the answer");
        assertThatThrownBy(() -> client.chat("hi"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("IllegalStateException")
                .hasMessageNotContaining("the answer is");
        use("{ enabled: true }", new Fails());
        assertThat(client.chat("hi").text()).isEqualTo("the answer");
    }
}
