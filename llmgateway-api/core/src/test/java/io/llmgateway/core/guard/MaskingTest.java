package io.llmgateway.core.guard;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import io.llmgateway.guard.Masked;
import io.llmgateway.spi.Detector;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a vendor sees, and what the caller gets. */
class MaskingTest {
    private static final String CARD = "4111111111111111"; // Visa's number for tests

    private final ScriptedProvider vendor = new ScriptedProvider("toy");
    private final List<GatewayEvent.Masked> events = new CopyOnWriteArrayList<>();
    private LlmClient client = client("{ enabled: true }");

    private LlmClient client(String pii, Detector... detectors) {
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, guard: { pii: " + pii + " } }")
                .provide("toy", vendor)
                .listener(event -> {
                    if (event instanceof GatewayEvent.Masked one) {
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

    /** Finds the word Alice. */
    private record Names() implements Detector {
        @Override
        public String name() {
            return "names";
        }

        @Override
        public Set<EntityType> types() {
            return Set.of(EntityType.PERSON);
        }

        @Override
        public List<Finding> find(String text, List<String> regions) {
            int at = text.indexOf("Alice");
            return at < 0 ? List.of() : List.of(new Finding(EntityType.PERSON, at, at + 5, 0.8, "alice"));
        }
    }

    @AfterEach
    void close() {
        client.close();
    }

    private String seen() {
        List<ChatRequest> chats = vendor.chats();
        return chats.get(chats.size() - 1).messages().get(0).text();
    }

    @Test
    void theVendorSeesPlaceholdersAndTheCallerGetsValues() {
        vendor.answers("Your card <CREDIT_CARD_1> is fine.");
        ChatResponse response = client.chat("is " + CARD + " a good card?");
        assertThat(seen()).isEqualTo("is <CREDIT_CARD_1> a good card?");
        assertThat(response.text()).isEqualTo("Your card " + CARD + " is fine.");
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.masked()).isEqualTo(Map.of(EntityType.CREDIT_CARD, 1));
            assertThat(event.toString()).doesNotContain(CARD);
        });
        assertThat(response.explain().toString())
                .contains("masked {CREDIT_CARD=1}")
                .doesNotContain(CARD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<CREDIT_CARD_1>",
                "<credit_card_1>",
                "**<CREDIT\\_CARD\\_1>**",
                "&lt;CREDIT_CARD_1&gt;",
                "\\<CREDIT_CARD_1\\>",
                "CREDIT_CARD_1",
                "`<CREDIT_CARD_1>`",
                "(<Credit_Card_1>)"
            })
    void alteredPlaceholdersAreKnown(String altered) {
        vendor.then(Script.answer("it is " + altered + ", yes").inPieces(3));
        try (ChatStream stream = client.stream(ChatRequest.of("my card is " + CARD))) {
            String text = stream.await().text();
            assertThat(text).contains(CARD).doesNotContainIgnoringCase("credit");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<CREDIT_CARD_2>", "<CREDIT_CARD_11>", "<EMAIL_1>", "XCREDIT_CARD_1", "CREDIT_CARD_1B", "<CREDIT"
            })
    void inventedOnesStayAsTheyAre(String invented) {
        vendor.then(Script.answer("see " + invented + " there").inPieces(4));
        try (ChatStream stream = client.stream(ChatRequest.of("my card is " + CARD))) {
            assertThat(stream.await().text()).isEqualTo("see " + invented + " there");
        }
    }

    @Test
    void whatLooksLikeAPlaceholderInTheRequestIsNobodys() {
        vendor.answers("<CREDIT_CARD_1> and <CREDIT_CARD_2>");
        String text = client.chat("print <credit_card_1> and " + CARD).text();
        assertThat(seen()).isEqualTo("print <credit_card_1> and <CREDIT_CARD_2>");
        assertThat(text).isEqualTo("<CREDIT_CARD_1> and " + CARD);
    }

    @Test
    void namesOfFieldsAreNobodysPlaceholders() {
        Json schema = Json.of("{\"type\":\"object\",\"properties\":{\"email_1\":{\"type\":\"string\"}}}");
        vendor.then(Script.callTool("1", "invite", "{\"email_1\":\"<EMAIL_4>\"}"));
        ChatResponse response = client.chat(c -> c.message(
                        Message.of(Role.ASSISTANT, new Part.ToolCall("0", "invite", "{\"Email_2\":\"\"}", true, null)))
                .message(Message.tool(new Part.ToolResult("0", "invite", List.of(new Part.Text("ok")), false)))
                .user("invite jo@example.org")
                .tool(Tool.function("invite", "invites", schema))
                .extra("metadata", Map.of("email_3", true)));
        assertThat(vendor.chats().get(0).messages().get(2).text()).isEqualTo("invite <EMAIL_4>");
        assertThat(((Part.ToolCall) response.parts().get(0)).arguments()).isEqualTo("{\"email_1\":\"jo@example.org\"}");
    }

    @Test
    void theSameValueHasTheSamePlaceholderThroughoutAConversation() {
        vendor.answers("ok").answers("ok");
        String other = "5500005555555559"; // Mastercard's
        client.chat("pay with " + CARD);
        client.chat(c -> c.user("pay with " + CARD)
                .message(Message.assistant("with " + CARD + "?"))
                .user("no, with " + other + ", not " + CARD));
        List<Message> messages = vendor.chats().get(1).messages();
        assertThat(messages.get(0).text()).isEqualTo("pay with <CREDIT_CARD_1>");
        assertThat(messages.get(1).text()).isEqualTo("with <CREDIT_CARD_1>?");
        assertThat(messages.get(2).text()).isEqualTo("no, with <CREDIT_CARD_2>, not <CREDIT_CARD_1>");
    }

    @Test
    void everyTextOfARequestIsMasked() {
        vendor.answers("ok");
        client.chat(ChatRequest.builder()
                .message(Message.system("system " + CARD))
                .message(new Message(Role.USER, List.of(new Part.Text("user " + CARD, null)), "name " + CARD))
                .message(Message.of(
                        Role.ASSISTANT,
                        new Part.Reasoning("thought " + CARD, null),
                        new Part.ToolCall(
                                "1", "pay", "{\"" + CARD + "\": \"x\", \"a\\n\": [\"n\\n" + CARD + "\"]}", true, null)))
                .message(Message.tool(
                        new Part.ToolResult("1", "pay", List.of(new Part.Text("result " + CARD, null)), false)))
                .message(Message.user(new Part.Document(
                        MediaSource.of("text/plain", ("doc " + CARD).getBytes(StandardCharsets.UTF_8)),
                        "title " + CARD)))
                .tool(Tool.function("pay", "for " + CARD, Json.of("{\"description\": \"card " + CARD + "\"}")))
                .endUser("user-" + CARD)
                .stop("stop " + CARD)
                .extra("note", Map.of("deep", List.of("x " + CARD)))
                .build());
        ChatRequest sent = vendor.chats().get(0);
        String all = sent.messages().stream().map(Message::parts).toList() + " "
                + sent.messages().get(1).name() + sent.tools() + sent.endUser() + sent.stop() + sent.extra();
        assertThat(all).contains("CREDIT_CARD_1");
        assertThat(sent.messages().get(0).text()).isEqualTo("system <CREDIT_CARD_1>");
        assertThat(sent.messages().get(1).name()).isEqualTo("name <CREDIT_CARD_1>");
        assertThat(((Part.Reasoning) sent.messages().get(2).parts().get(0)).text())
                .isEqualTo("thought <CREDIT_CARD_1>");
        assertThat(((Part.ToolCall) sent.messages().get(2).parts().get(1)).arguments())
                .isEqualTo("{\"" + CARD + "\": \"x\", \"a\\n\": [\"n\\n<CREDIT_CARD_1>\"]}");
        assertThat(sent.messages().get(3).parts().get(0).toString()).doesNotContain(CARD);
        Part.Document document = (Part.Document) sent.messages().get(4).parts().get(0);
        assertThat(document.title()).isEqualTo("title <CREDIT_CARD_1>");
        assertThat(document.source())
                .isEqualTo(MediaSource.of("text/plain", "doc <CREDIT_CARD_1>".getBytes(StandardCharsets.UTF_8)));
        Tool.Function tool = (Tool.Function) sent.tools().get(0);
        assertThat(tool.description()).isEqualTo("for <CREDIT_CARD_1>");
        assertThat(tool.parameters().text()).isEqualTo("{\"description\": \"card <CREDIT_CARD_1>\"}");
        assertThat(sent.endUser()).contains("user-<CREDIT_CARD_1>");
        assertThat(sent.stop()).containsExactly("stop <CREDIT_CARD_1>");
        assertThat(sent.extra().toString()).doesNotContain(CARD);
    }

    @Test
    void theLedgerKnowsTheUserWhomNoVendorSees() {
        String user = "jo@example.org";
        vendor.answers("fine").answers("").answers("");
        ChatResponse response = client.chat(c -> c.user("hi").endUser(user));
        client.embed(EmbeddingRequest.builder()
                .model("toy/e")
                .inputs(List.of("hi"))
                .endUser(user)
                .build());
        client.moderate(ModerationRequest.builder()
                .model("toy/m")
                .inputs(List.of("hi"))
                .endUser(user)
                .build());
        assertThat(vendor.calls())
                .hasSize(3)
                .allSatisfy(call -> assertThat(call.request().endUser()).contains("<EMAIL_1>"));
        assertThat(client.ledger().entries()).extracting(LedgerEntry::user).containsExactly(user, user, user);
        assertThat(response.explain().toString()).doesNotContain(user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"operators: { secrets: block }", "thresholds: { e-mail: 0.9 }"})
    void typesThatNothingFindsAreRefused(String setting) {
        assertThatThrownBy(() -> client("{ enabled: true, " + setting + " }"))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("no detector finds");
    }

    @Test
    void namesOfArgumentsSayWhatTheirValuesAre() {
        String arguments = "{\"passportNumber\":\"533380006\",\"password\":\"hunter2\",\"orderNumber\":\"5551234567\","
                + "\"phone\":[5551234567],\"note\":\"hunter2 runs\"}";
        vendor.answers("fine");
        client.chat(ChatRequest.builder()
                .message(Message.user("go on"))
                .message(Message.of(Role.ASSISTANT, new Part.ToolCall("1", "book", arguments, true, null)))
                .message(Message.tool(new Part.ToolResult("1", "book", List.of(new Part.Text("ok")), false)))
                .build());
        ChatRequest seen = (ChatRequest) vendor.calls().get(0).request();
        Part.ToolCall sent = (Part.ToolCall) seen.messages().get(1).parts().get(0);
        assertThat(sent.arguments())
                .isEqualTo(
                        "{\"passportNumber\":\"<PASSPORT_1>\",\"password\":\"<SECRET_1>\",\"orderNumber\":\"5551234567\","
                                + "\"phone\":[\"<PHONE_1>\"],\"note\":\"hunter2 runs\"}");
    }

    @Test
    void namesInExtraSayWhatTheirValuesAre() {
        vendor.answers("fine");
        client.chat(c -> c.user("go on")
                .extra("password", "hunter2")
                .extra("metadata", Map.of("passportNumber", "533380006", "passwords", List.of("hunter3")))
                .extra("options", Map.of("phone", 5551234567L, "orderNumber", 5551234568L))
                .extra("passphrase", Json.of("\"hunter4\""))
                .extra("service_tier", "default")
                .extra("seed", 12345678));
        Map<String, Object> sent = ((ChatRequest) vendor.calls().get(0).request()).extra();
        assertThat(sent.get("password")).isEqualTo("<SECRET_1>");
        assertThat(sent.get("metadata"))
                .isEqualTo(Map.of("passportNumber", "<PASSPORT_1>", "passwords", List.of("<SECRET_2>")));
        assertThat(sent.get("options")).isEqualTo(Map.of("phone", "<PHONE_1>", "orderNumber", 5551234568L));
        assertThat(sent.get("passphrase")).isEqualTo(Json.of("\"<SECRET_3>\""));
        assertThat(sent).containsEntry("service_tier", "default").containsEntry("seed", 12345678);
    }

    @Test
    void argumentsOfToolsGetValuesAsJsonWantsThem() {
        use("{ enabled: true }", new Detector() {
            @Override
            public String name() {
                return "quotes";
            }

            @Override
            public Set<EntityType> types() {
                return Set.of(EntityType.PERSON);
            }

            @Override
            public List<Finding> find(String text, List<String> regions) {
                int at = text.indexOf("O\"Neil\n");
                return at < 0 ? List.of() : List.of(new Finding(EntityType.PERSON, at, at + 7, 1, "neil"));
            }
        });
        vendor.then(Script.callTool("1", "greet", "{\"who\": \"<PERSON_1>\"}").inPieces(7));
        try (ChatStream stream = client.stream(ChatRequest.of("greet O\"Neil\n now"))) {
            assertThat(((Part.ToolCall) stream.await().parts().get(0)).arguments())
                    .isEqualTo("{\"who\": \"O\\\"Neil\\n\"}");
        }
        vendor.answers("{\"who\": \"<PERSON_1>\"}");
        assertThat(client.chat(c -> c.user("greet O\"Neil\n now").responseFormat(new ResponseFormat.JsonObject()))
                        .text())
                .isEqualTo("{\"who\": \"O\\\"Neil\\n\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "operator: redact | pay [CREDIT_CARD] now",
                "operators: { credit-card: partial } | pay ************1111 now",
                "operators: { CREDIT_CARD: keep } | pay 4111111111111111 now",
                "allow: [\"4111111111111111\"] | pay 4111111111111111 now",
                "thresholds: { credit-card: 1 } | pay 4111111111111111 now"
            })
    void operatorsAreChosenByType(String setting, String sent) {
        use("{ enabled: true, " + setting + " }");
        vendor.answers("ok");
        client.chat("pay " + CARD + " now");
        assertThat(seen()).isEqualTo(sent);
    }

    @Test
    void aPartIsOfCharactersWhateverTheyAre() {
        vendor.otherwise(call -> Script.answer("ok"));
        use("{ enabled: true, operator: partial, operators: { secret: partial } }");
        String digits = CARD.chars()
                .mapToObj(c -> Character.toString(0x1d7d8 + c - '0'))
                .collect(joining());
        client.chat("pay " + digits + " now");
        assertThat(seen()).isEqualTo("pay " + "*".repeat(12) + digits.substring(24) + " now");
        client.chat("password: \"k!#%^&*=+~z9\"");
        assertThat(seen()).isEqualTo("password: \"*********~z9\"");
    }

    @Test
    void hashesAreTheSameForTheSameKeyOnly() {
        vendor.otherwise(call -> Script.answer("ok"));
        use("{ enabled: true, operator: hash, hash-key: 0123456789abcdef }");
        client.chat(CARD);
        String once = seen();
        client.chat(CARD);
        assertThat(seen()).isEqualTo(once).matches("\\[CREDIT_CARD [0-9a-f]{12}]");
        use("{ enabled: true, operator: hash, hash-key: another-key-of-16 }");
        client.chat(CARD);
        assertThat(seen()).isNotEqualTo(once);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"operators: { credit-card: block } | operators", "operator: block | operator"})
    void whatMustNotGoOutDoesNot(String setting, String rule) {
        use("{ enabled: true, " + setting + " }");
        assertThatThrownBy(() -> client.chat("pay " + CARD))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.rule()).isEqualTo("llmgateway.guard.pii." + rule))
                .hasMessageContaining("CREDIT_CARD")
                .hasMessageNotContaining(CARD);
        assertThat(vendor.calls()).isEmpty();
    }

    @Test
    void answersMayStayMasked() {
        use("{ enabled: true, restore: false }");
        vendor.answers("<CREDIT_CARD_1>");
        assertThat(client.chat(CARD).text()).isEqualTo("<CREDIT_CARD_1>");
    }

    @Test
    void addressesOfMediaStayWholeAndAreTold() {
        vendor.answers("ok");
        String address = "https://files.example.com/x.png?mail=jo@corp.example";
        ChatRequest request = ChatRequest.builder()
                .message(Message.user(new Part.Image(MediaSource.url(address))))
                .build();
        client.chat(request);
        assertThat(((Part.Image) vendor.chats().get(0).messages().get(0).parts().get(0)).source())
                .isEqualTo(MediaSource.url(address));
        assertThat(events).singleElement().satisfies(event -> assertThat(event.kept())
                .containsEntry(EntityType.EMAIL, 1));
        use("{ enabled: true, operators: { email: block } }");
        assertThatThrownBy(() -> client.chat(request)).isInstanceOf(RefusedException.class);
    }

    @Test
    void offMeansOff() {
        use("{}");
        vendor.answers("ok");
        client.chat(CARD);
        assertThat(seen()).isEqualTo(CARD);
    }

    @Test
    void otherDetectorsTakePart() {
        use("{ enabled: true }", new Names());
        vendor.answers("Hello <PERSON_1>!");
        assertThat(client.chat("I am Alice").text()).isEqualTo("Hello Alice!");
        assertThat(seen()).isEqualTo("I am <PERSON_1>");
    }

    @Test
    void aDetectorThatFailsStopsTheCall() {
        use("{ enabled: true }", new Detector() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Set<EntityType> types() {
                return Set.of(EntityType.PERSON);
            }

            @Override
            public List<Finding> find(String text, List<String> regions) {
                throw new IllegalStateException("model not loaded");
            }
        });
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
        assertThat(vendor.calls()).isEmpty();
    }

    @Test
    void textsCanBeMaskedOutsideOfCallsToo() {
        Masked masked = client.guards().mask("my card is " + CARD);
        assertThat(masked.text()).isEqualTo("my card is <CREDIT_CARD_1>");
        assertThat(masked).hasToString(masked.text());
        assertThat(masked.restore("got <CREDIT_CARD_1>")).isEqualTo("got " + CARD);
        assertThat(client.guards().find(CARD)).singleElement().satisfies(found -> assertThat(found.type())
                .isEqualTo(EntityType.CREDIT_CARD));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ operator: hash } | llmgateway.guard.pii.hash-key is missing",
                "{ operator: hash, hash-key: short } | llmgateway.guard.pii.hash-key is missing or shorter",
                "{ hash-key: 0123456789abcdef } | nothing is hashed",
                "{ operators: { 1x: keep } } | llmgateway.guard.pii.operators.1x",
                "{ thresholds: { email: 2 } } | llmgateway.guard.pii.thresholds.email is 2.0",
                "{ regions: [Germany] } | llmgateway.guard.pii.regions has",
                "{ operator: hide } | operator"
            })
    void nonsenseIsRefused(String pii, String named) {
        assertThatThrownBy(() -> client(pii))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my card is 4111 1111 1111 1111",
                "4111 1111 1111 1111 is my card",
                "{'card': '4111 1111 1111 1111'}",
                "note: \"card\" 4111 1111 1111 1111"
            })
    void argumentsThatAreNoJsonAreSearchedAsAText(String arguments) {
        vendor.answers("fine");
        client.chat(ChatRequest.builder()
                .message(Message.of(Role.ASSISTANT, new Part.ToolCall("1", "pay", arguments)))
                .user("go on")
                .build());
        Part.ToolCall sent =
                (Part.ToolCall) vendor.chats().get(0).messages().get(0).parts().get(0);
        assertThat(sent.arguments()).contains("<CREDIT_CARD_1>").doesNotContain("1111");
    }

    @Test
    void numbersInExtraAreSearchedHoweverTheyAreHeld() {
        vendor.answers("fine");
        client.chat(ChatRequest.builder()
                .user("hi")
                .extra("json", Json.of("{\"card\": " + CARD + "}"))
                .extra("double", 4111111111111111d)
                .extra("decimal", new java.math.BigDecimal("4.111111111111111E+15"))
                .extra("weight", 0.5)
                .build());
        Map<String, Object> extra = vendor.chats().get(0).extra();
        assertThat(((Json) extra.get("json")).text()).isEqualTo("{\"card\": \"<CREDIT_CARD_1>\"}");
        assertThat(extra)
                .containsEntry("double", "<CREDIT_CARD_1>")
                .containsEntry("decimal", "<CREDIT_CARD_1>")
                .containsEntry("weight", 0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf-16", "UTF-16LE", "\"utf-16be\""})
    void documentsAreReadAsTheyAreWritten(String charset) {
        vendor.answers("fine");
        java.nio.charset.Charset written = java.nio.charset.Charset.forName(charset.replace("\"", ""));
        client.chat(c -> c.user(new Part.Document(
                MediaSource.of("text/plain; charset=" + charset, "mail jo@example.org".getBytes(written)))));
        Part.Document sent =
                (Part.Document) vendor.chats().get(0).messages().get(0).parts().get(0);
        assertThat(new String(((MediaSource.Inline) sent.source()).bytes(), written))
                .isEqualTo("mail <EMAIL_1>");
    }

    @Test
    void aDocumentThatCannotBeReadIsRefused() {
        for (MediaSource source : List.of(
                new MediaSource.Inline("text/plain", "*"),
                MediaSource.of("text/plain; charset=nonsense", new byte[] {65}))) {
            assertThatThrownBy(() -> client.chat(c -> c.user(new Part.Document(source))))
                    .isInstanceOf(InvalidRequestException.class);
        }
        assertThat(vendor.calls()).isEmpty();
    }

    @Test
    void whatAnAddressHoldsCountsAsFound() {
        vendor.answers("fine");
        client.chat(c -> c.user(new Part.Image(MediaSource.url("https://example.com/a.png?for=jo@example.org"))));
        assertThat(vendor.calls().get(0).get(Attributes.FOUND).orElseThrow().types())
                .contains(EntityType.EMAIL);
    }
}
