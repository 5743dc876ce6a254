package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.guard.Finding;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text hangs or breaks the search, and all findings are parts of the text. */
class HostileTest {
    private static final int SMALL = 1 << 14;
    private static final int TIMES = 16;
    private static final long LEAST = 4_000_000; // nanoseconds
    private static final String[] PARTS = {
        "4111 1111 1111 1111",
        "DE89 3704 0044 0532 0130 00",
        "jane@example.com",
        "https://a.example.com/x?y=",
        "+1 415 555 0132",
        "192.168.0.1",
        "fe80::1",
        "00:1a:2b:3c:4d:5e",
        "May 5, 2021",
        "48.8566, 2.3522",
        "Mr. ",
        "routing ",
        "&#64;",
        "%40",
        "[at]",
        "\\u0040",
        "\u200b",
        "\ud83d\ude00",
        "\ud83d",
        "\ude00",
        "\ud835\udfd9",
        "\u0430",
        "\u4f60",
        "e\u0301",
        "\n",
        " ",
        ".",
        "-",
        ":",
        "/",
        "@",
        "(",
        "x",
        "1",
        "A",
        "\udb40\udc41",
        "\u202e",
        "amFuZUBleGFtcGxlLmNvbQ=="
    };

    private final Detection detection = Detection.of(List.of(), List.of(), Map.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111 ",
                "4 ",
                "1",
                "1.",
                "1-",
                "1.1.1.1.",
                "a@",
                "a.a.a@",
                "@",
                "a",
                "http://",
                "http://a.b/",
                "www.",
                "a.b.",
                "::",
                "1:",
                "ab:",
                "DE89 ",
                "DE89",
                "+1",
                "+1 415 ",
                "(",
                "[at]",
                " at ",
                "a dot ",
                "Mr. Aa ",
                "Dear ",
                "May 5 ",
                "1/1/",
                "lat 1.11, ",
                "1.1111,",
                "1°",
                "routing 1 ",
                "account 1 ",
                "swift ",
                "aA1",
                "QUJDQUJD",
                "&#",
                "%4",
                "\\u00",
                "а1",
                "\u200b",
                "0x",
                "bc1",
                "\"a\"@",
                "j a n e @ ",
                "one ",
                "1 2 ",
                "1 dot ",
                "mysql -",
                "mysql ",
                "\"d\":\"AAAAAAAAAAAAAAAA\",",
                "a:1111:b:",
                "mailchimp a1b2c3d4e5f6a7b8c9 ",
                "²"
            })
    void takesTimeThatGrowsEvenly(String part) {
        String small = part.repeat(SMALL / part.length());
        String large = small.repeat(TIMES);
        long first = Math.max(LEAST, Math.min(Math.min(time(small), time(small)), time(small)));
        // a square would take 256 times as long; the second try is for what was compiled in the first one
        long limit = first * TIMES * 6;
        long second = time(large);
        assertThat(second < limit ? second : time(large)).isLessThan(limit);
    }

    // of this thread alone, whatever else the machine does
    private long time(String text) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        detection.find(text);
        return threads.getCurrentThreadCpuTime() - start;
    }

    @Test
    void findsPartsOfTheTextInOrder() {
        Random random = new Random(11);
        for (int round = 0; round < 5_000; round++) {
            check(text(random, random.nextInt(12)));
        }
        check(text(random, 100_000));
    }

    private static String text(Random random, int parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            String part = PARTS[random.nextInt(PARTS.length)];
            int cut = random.nextInt(3) == 0 ? random.nextInt(part.length() + 1) : part.length();
            text.append(part, 0, cut);
            if (random.nextInt(4) == 0) {
                text.append((char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
            }
        }
        return text.toString();
    }

    private void check(String text) {
        int end = 0;
        for (Finding finding : detection.find(text)) {
            assertThat(finding.start()).isGreaterThanOrEqualTo(end);
            end = finding.end();
            assertThat(end).isLessThanOrEqualTo(text.length());
            assertThat(cuts(text, finding.start()) || cuts(text, end))
                    .as("%s in %s", finding, text)
                    .isFalse();
        }
    }

    private static boolean cuts(String text, int place) {
        return place > 0
                && place < text.length()
                && Character.isSurrogatePair(text.charAt(place - 1), text.charAt(place));
    }
}
