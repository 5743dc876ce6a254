package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.core.config.PiiConfig;
import io.llmgateway.core.detect.Detection;
import io.llmgateway.guard.EntityType;
import io.llmgateway.testkit.FakeWorld;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Streamed is whole, nothing is let through, and little is held back. */
class AnswerSearchTest {
    private static final String[] VALUES = {
        "jane.doe@example.com",
        "4111 1111 1111 1111",
        "DE89 3704 0044 0532 0130 00",
        "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
        "192.168.17.250",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "+1 415 555 0132",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "AKIAIOSFODNN7EXAMPLQ",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        "\uff54\uff4f\uff4d@example.org"
    };
    private static final String[] NOISE = {
        "the rivers carve valleys ",
        "and ",
        "slowly, ",
        "12 ",
        "\u6211\u4eec\u7684",
        "\n",
        "(",
        ") ",
        "\ud83d\ude00 ",
        "\ud83d ",
        "a-b_c/d ",
        "it is \u200b",
        "longwordwithoutanyblankatallthatgoesonandonandonandonandonandonandonandonandon ",
        "May 5 ",
        "x: "
    };

    private final Masks masks = new Masks(
            Detection.of(List.of(), List.of(), Map.of()),
            Map.of(EntityType.URL, PiiConfig.Operator.KEEP, EntityType.DATE, PiiConfig.Operator.KEEP),
            PiiConfig.Operator.REDACT,
            value -> false,
            null);

    private AnswerSearch search() {
        ChatRequest request = ChatRequest.of("hi");
        return new AnswerSearch(new Answered(
                masks, PiiConfig.Answers.MASK, Set.of(), request, Call.of(request, true, "op", 0), new FakeWorld()));
    }

    @Test
    void theResultIsTheSameHoweverItIsCutAndHoldsNoValue() {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            List<String> hidden = new ArrayList<>();
            int parts = random.nextInt(40);
            for (int i = 0; i < parts; i++) {
                if (random.nextInt(6) == 0) {
                    String value = VALUES[random.nextInt(VALUES.length)];
                    hidden.add(value);
                    text.append(" = ").append(value).append(" ; ");
                } else {
                    text.append(NOISE[random.nextInt(NOISE.length)]);
                }
            }
            TextFilter whole = search();
            String once = whole.push(text.toString()) + whole.flush();
            TextFilter cut = search();
            StringBuilder streamed = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int piece = Math.min(text.length() - at, 1 + random.nextInt(30));
                streamed.append(cut.push(text.substring(at, at + piece)));
                at += piece;
            }
            streamed.append(cut.flush());
            assertThat(streamed.toString()).as("round %d: %s", round, text).isEqualTo(once);
            for (String value : hidden) {
                assertThat(once).as("round %d: %s", round, text).doesNotContain(value);
            }
        }
    }

    @Test
    void proseWaitsForSixtyFourCharsAtMost() {
        AnswerSearch search = search();
        String prose =
                "The quick answer is that rivers carve valleys slowly, and glaciers carve them faster. ".repeat(20);
        int out = 0;
        for (int i = 0; i < prose.length(); i++) {
            out += search.push(prose.substring(i, i + 1)).length();
            assertThat(i + 1 - out).isLessThanOrEqualTo(64);
        }
        assertThat(out + search.flush().length()).isEqualTo(prose.length());
    }

    @Test
    void aValueThatGoesOnIsHeldAsLongAsItDoes() {
        StringBuilder key = new StringBuilder("-----BEGIN RSA PRIVATE KEY-----\n");
        Random random = new Random(3);
        for (int line = 0; line < 25; line++) {
            for (int i = 0; i < 64; i++) {
                key.append(
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".charAt(random.nextInt(64)));
            }
            key.append('\n');
        }
        key.append("-----END RSA PRIVATE KEY-----");
        AnswerSearch search = search();
        StringBuilder out = new StringBuilder();
        for (char c : ("here it is:\n" + key + "\nkeep it").toCharArray()) {
            out.append(search.push(String.valueOf(c)));
        }
        out.append(search.flush());
        assertThat(out.toString()).isEqualTo("here it is:\n[SECRET]\nkeep it");
    }

    @Test
    void timeGrowsEvenlyWithTheText() {
        for (String part : List.of("a", "4 ", "a@", "word ", "4111 1111 1111 1111 ")) {
            String small = part.repeat((1 << 12) / part.length());
            long first = Math.max(10_000_000, Math.min(time(small), time(small)));
            assertThat(time(small.repeat(16))).as(part).isLessThan(first * 16 * 5);
        }
    }

    private long time(String text) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        AnswerSearch search = search();
        for (int at = 0; at < text.length(); at += 4) {
            search.push(text.substring(at, Math.min(text.length(), at + 4)));
        }
        search.flush();
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }
}
