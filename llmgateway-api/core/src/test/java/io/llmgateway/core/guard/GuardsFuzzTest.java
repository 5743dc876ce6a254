package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.guard.Finding;
import io.llmgateway.guard.Guards;
import io.llmgateway.guard.Masked;
import io.llmgateway.testkit.ScriptedProvider;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text breaks finding, masking and restoring, none takes more time than its length asks for, and all come back. */
class GuardsFuzzTest {
    private static final String[] PARTS = {
        "jane.doe@example.com",
        "4111 1111 1111 1111",
        "DE89 3704 0044 0532 0130 00",
        "+1 415 555 0132",
        "192.168.0.1",
        "fe80::1",
        "Dear Mr. John Smith,",
        "password: hunter2!",
        "AKIAIOSFODNN7EXAMPLQ",
        "078-05-1120",
        "<EMAIL_1>",
        "EMAIL_2",
        "[EMAIL]",
        "&lt;EMAIL_1&gt;",
        "\\u003cEMAIL_1\\u003e",
        "\\",
        "\"",
        "{\"a\": ",
        "\u0000",
        "\u200b",
        "\u202e",
        "\ud83d\ude00",
        "\ud83d",
        "\ude00",
        "\udb40\udc41",
        "e\u0301",
        "\u6211\u662f\u5f20\u4f1f",
        "\uff11",
        "\r\n",
        "\t",
        " ",
        "a",
        "1",
        "@",
        ".",
        "-",
        "Jane Doe",
        "B-1234",
        "Alex Miller",
        "0001",
        "%40",
        "&#64;"
    };

    private final Guards placeholders = guards("placeholder");
    private final Guards surrogates = guards("surrogate");

    private static Guards guards(String operator) {
        LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, guard: { pii: { enabled: true, operator: " + operator
                        + ", regions: [DE, US], deny: { person: [Jane Doe, 张伟] },"
                        + " patterns: { badge: { pattern: 'B-\\d+', near: [badge, Dear] } } } } }")
                .provide("toy", new ScriptedProvider("toy"))
                .build();
        return client.guards();
    }

    static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int parts = random.nextInt(16); parts > 0; parts--) {
            String part = PARTS[random.nextInt(PARTS.length)];
            int cut = random.nextInt(4) == 0 ? random.nextInt(part.length() + 1) : part.length();
            text.append(part, 0, cut);
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x10000));
                case 1 -> text.append((char) random.nextInt(128));
                default -> text.append(' ');
            }
        }
        return text.toString();
    }

    static void check(Guards guards, String text) {
        int end = 0;
        for (Finding finding : guards.find(text)) {
            assertThat(finding.start()).isGreaterThanOrEqualTo(end);
            end = finding.end();
            assertThat(end).isLessThanOrEqualTo(text.length());
        }
        Masked masked = guards.mask(text);
        assertThat(masked.restore(masked.text())).isEqualTo(text);
    }

    @Test
    void whatIsMaskedComesBackWhateverItIs() {
        Random random = new Random(17);
        for (int round = 0; round < 12_000; round++) {
            check(random.nextBoolean() ? placeholders : surrogates, text(random));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jane.doe@example.com ",
                "x",
                "4111 1111 1111 1111 ",
                "Jane Doe ",
                "B-1 ",
                "<EMAIL_1> ",
                "EMAIL_1",
                "_1",
                "\ud83d",
                "&lt;"
            })
    void timeGrowsEvenly(String part) {
        String small = part.repeat((1 << 13) / part.length());
        long first = Math.max(20_000_000, Math.min(time(small), time(small)));
        assertThat(time(small.repeat(16))).isLessThan(first * 16 * 5);
    }

    @Test
    void timeGrowsEvenlyWithTheNumberOfValuesToo() {
        long first = Math.max(30_000_000, Math.min(time(addresses(500)), time(addresses(500))));
        assertThat(time(addresses(8_000))).isLessThan(first * 16 * 5);
    }

    private static String addresses(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("user").append(i).append("@corp.example ");
        }
        return text.toString();
    }

    private long time(String text) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (Guards guards : List.of(placeholders, surrogates)) {
            Masked masked = guards.mask(text);
            masked.restore(masked.text());
        }
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }

    @Test
    void manyStringsStayAsTheyAre() {
        String json = "[" + "\"a\",".repeat(500_000) + "\"b\"]";
        assertThat(JsonStrings.mapAll(json, (name, text) -> text)).isEqualTo(json);
    }
}
