package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.guard.EntityType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values come back, however an answer is cut. */
class RestoringTest {
    private static final EntityType[] TYPES = {EntityType.EMAIL, EntityType.CREDIT_CARD, EntityType.PERSON};
    private static final String[] NOISE = {
        "<",
        ">",
        "_1",
        "<EMAIL",
        "EMAIL_",
        "\\",
        "&",
        "&lt;",
        "\u00e4",
        "\ud83d\ude00",
        "\ud83d",
        " ",
        "\n",
        "1",
        "a",
        "E"
    };

    @Test
    void whatIsMaskedAndSaidAgainIsRestoredHoweverItIsCut() {
        Random random = new Random(11);
        for (int round = 0; round < 100_000; round++) {
            Placeholders placeholders = new Placeholders();
            List<String> values = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(12); i++) {
                values.add("v" + random.nextInt(20) + "@x\"" + random.nextInt(9));
            }
            StringBuilder noise = new StringBuilder();
            for (int i = 0; i < random.nextInt(6); i++) {
                noise.append(NOISE[random.nextInt(NOISE.length)]);
            }
            placeholders.reserve(noise.toString());
            StringBuilder masked = new StringBuilder(noise);
            StringBuilder original = new StringBuilder(noise);
            for (String value : values) {
                String between = "., ;:()".substring(0, random.nextInt(7)) + ' ';
                original.append(between).append(value);
                masked.append(between).append(placeholders.of(TYPES[random.nextInt(3)], value));
            }
            assertThat(values).noneMatch(value -> masked.indexOf(value) >= 0);
            Restoring filter = new Restoring(List.copyOf(placeholders.marks()), false);
            StringBuilder restored = new StringBuilder();
            for (int at = 0; at < masked.length(); ) {
                int piece = Math.min(masked.length() - at, 1 + random.nextInt(9));
                restored.append(filter.push(masked.substring(at, at + piece)));
                at += piece;
            }
            restored.append(filter.flush());
            if (!restored.toString().contentEquals(original)) {
                assertThat(restored.toString())
                        .as("round %d, masked %s", round, masked)
                        .isEqualTo(original.toString());
            }
        }
    }

    @Test
    void nothingElseIsHeldBack() {
        Placeholders placeholders = new Placeholders();
        placeholders.of(EntityType.EMAIL, "a@b.c");
        Restoring filter = new Restoring(placeholders.marks(), false);
        assertThat(filter.push("Hello, this is ")).isEqualTo("Hello, this is ");
        assertThat(filter.push("<EM")).isEmpty();
        assertThat(filter.push("PTY> and <")).isEqualTo("<EMPTY> and ");
        assertThat(filter.push("EMAIL_1")).isEmpty();
        assertThat(filter.push("> fine")).isEqualTo("a@b.c fine");
        assertThat(filter.flush()).isEmpty();
    }
}
