package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.core.detect.Detection;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.guard.EntityType;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Made-up values look alike, are nobody's, and lead back. */
class SurrogatesTest {
    @ParameterizedTest
    @CsvSource({
        "EMAIL, jane.doe@corp.test, alex.miller@example.com, robin.berger@example.com",
        "PERSON, Jane Doe, Alex Miller, Robin Berger",
        "PERSON, JANE, ALEX, ROBIN",
        "IP_ADDRESS, 10.1.2.3, 192.0.2.1, 192.0.2.2",
        "IP_ADDRESS, fe80::1, 2001:db8::1, 2001:db8::2",
        "URL, https://corp.test/x, https://example.com/1, https://example.com/2",
        "MAC_ADDRESS, 3C:22:FB:01:02:03, 00:00:5E:00:53:01, 00:00:5E:00:53:02",
        "CREDIT_CARD, 4111 1111 1111 1111, 9999 0000 0000 0010, 9999 0000 0000 0021",
        "IBAN, GB29 NWBK 6016 1331 9268 19, XX00 XXXX 0000 0000 0000 01, XX00 XXXX 0000 0000 0000 02",
        "PHONE, +49 30 123456, +99 90 000001, +99 90 000002",
        "PHONE, (415) 555-0132, (000) 000-0001, (000) 000-0002",
        "US_SSN, 078-05-1120, 000-00-0001, 000-00-0002",
        "PASSPORT, C01X00T47, X00X00X01, X00X00X02",
        "SECRET, hunter2, xxxxxb0, xxxxxc0",
        "LOCATION, Berlin, Xxxxxb, Xxxxxc"
    })
    void keepTheShape(EntityType type, String value, String first, String second) {
        assertThat(Surrogates.of(type, value, 1)).isEqualTo(first);
        assertThat(Surrogates.of(type, value, 2)).isEqualTo(second);
    }

    @Test
    void noCardOrAccountNumberIsValid() {
        Detection detection = Detection.of(List.of(), List.of(), Map.of());
        for (int number = 1; number < 1_000; number++) {
            String card = Surrogates.of(EntityType.CREDIT_CARD, "4111111111111111", number);
            String account = Surrogates.of(EntityType.IBAN, "DE89370400440532013000", number);
            assertThat(detection.find("card " + card + " iban " + account))
                    .noneMatch(found ->
                            Set.of(EntityType.CREDIT_CARD, EntityType.IBAN).contains(found.type()));
        }
    }

    @Test
    void allAreDifferentUntilThereAreNoMore() {
        for (EntityType type : List.of(
                EntityType.EMAIL,
                EntityType.PERSON,
                EntityType.IP_ADDRESS,
                EntityType.CREDIT_CARD,
                EntityType.US_SSN)) {
            Set<String> all = new HashSet<>();
            int number = 1;
            for (; number < 1_000; number++) {
                String made = Surrogates.of(type, "4111 1111 1111 1111", number);
                if (made == null) {
                    break;
                }
                assertThat(all.add(made)).as(made).isTrue();
            }
            assertThat(number).isGreaterThan(399);
        }
    }

    @Test
    void whatTheRequestHoldsAlreadyIsNotTaken() {
        Placeholders placeholders = new Placeholders(true);
        placeholders.reserve("Miller knows Alex, and 192.0.2.1 and 000-00-0001 too");
        assertThat(placeholders.surrogate(EntityType.PERSON, "Jane Doe")).isEqualTo("Robin Berger");
        assertThat(placeholders.surrogate(EntityType.IP_ADDRESS, "10.0.0.1")).isEqualTo("192.0.2.3");
        assertThat(placeholders.surrogate(EntityType.US_SSN, "078-05-1120")).isEqualTo("000-00-0002");
    }

    @Test
    void whereNoneCanBeMadeAPlaceholderStands() {
        Placeholders placeholders = new Placeholders(true);
        assertThat(placeholders.surrogate(EntityType.SECRET, "\u5bc6")).isEqualTo("B");
        assertThat(placeholders.surrogate(EntityType.SECRET, "!?")).isEqualTo("<SECRET_1>");
        assertThat(placeholders.surrogate(EntityType.SECRET, "a".repeat(65))).isEqualTo("<SECRET_2>");
    }

    @Test
    void callersGetTheirValuesBack() {
        ScriptedProvider vendor = new ScriptedProvider("toy");
        List<GatewayEvent.Masked> events = new CopyOnWriteArrayList<>();
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, guard: { pii: { enabled: true, operator: surrogate,"
                        + " answers: block, deny: { person: [Jane Doe] } } } }")
                .provide("toy", vendor)
                .listener(event -> {
                    if (event instanceof GatewayEvent.Masked one) {
                        events.add(one);
                    }
                })
                .build()) {
            vendor.then(Script.answer("Dear ALEX MILLER, your card 9999000000000010 fits; mail alex.miller@example.com")
                    .inPieces(3));
            try (ChatStream stream = client.stream(ChatRequest.builder()
                    .user("I am Jane Doe, jane@corp.test")
                    .message(Message.assistant("Hello Jane Doe"))
                    .user("my card is 4111111111111111")
                    .build())) {
                assertThat(stream.await().text())
                        .isEqualTo("Dear Jane Doe, your card 4111111111111111 fits; mail jane@corp.test");
            }
            List<Message> sent = vendor.chats().get(0).messages();
            assertThat(sent.get(0).text()).isEqualTo("I am Alex Miller, alex.miller@example.com");
            assertThat(sent.get(1).text()).isEqualTo("Hello Alex Miller");
            assertThat(sent.get(2).text()).isEqualTo("my card is 9999000000000010");
            assertThat(events).singleElement().satisfies(event -> assertThat(event.answered())
                    .isFalse());
        }
    }
}
