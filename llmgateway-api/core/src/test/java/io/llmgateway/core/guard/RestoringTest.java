package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.guard.EntityType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values come back, however an answer is cut. */
class RestoringTest {
    private static final EntityType[] TYPES = {EntityType.EMAIL, EntityType.CREDIT_CARD, EntityType.PERSON};
    private static final EntityType[] SHAPES = {
        EntityType.EMAIL,
        EntityType.CREDIT_CARD,
        EntityType.PERSON,
        EntityType.IBAN,
        EntityType.PHONE,
        EntityType.US_SSN,
        EntityType.IP_ADDRESS,
        EntityType.MAC_ADDRESS,
        EntityType.SECRET,
        EntityType.URL
    };
    private static final String[] VALUES = {
        "jo#@corp.test",
        "John Doe#",
        "Ann",
        "4111 1111 1111 111#",
        "DE89 3704 0044 0532 0130 0#",
        "+49 30 12345#",
        "(415) 555-132#",
        "078-05-112#",
        "10.0.0.#",
        "fe80::#",
        "00:1A:2B:3C:4D:5#",
        "s3cr3t\"pa#s\\word",
        "\uff11\uff12#\uff13 a\u0308",
        "#",
        "-"
    };
    private static final String[] FAKES = {
        "Alex",
        "Miller",
        "alex.miller@example.com",
        "Alex Berger",
        "192.0.2.",
        "192.0.2.1",
        "0001",
        "000-00-",
        "9999",
        "XX00 0000 ",
        "+999 00 000001",
        "2001:db8::1",
        "https://example.com/1",
        "00:00:5E:00:53:",
        "01",
        "xb",
        " "
    };
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
            Placeholders placeholders = new Placeholders(false);
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
            Restoring filter = new Restoring(new MarkNames(placeholders.marks()), false);
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
    void aCharNoNameHasEndsAPlaceholderAtOnce() {
        Placeholders placeholders = new Placeholders(false);
        placeholders.of(TYPES[0], "v1");
        String mark = placeholders.of(TYPES[0], "v2").toString();
        Restoring filter = new Restoring(new MarkNames(placeholders.marks()), false);
        assertThat(filter.push(mark.substring(0, mark.length() - 1))).isEmpty();
        assertThat(filter.push("\0")).isEqualTo("v2\0");
    }

    @Test
    void surrogatesAreRestoredHoweverAnAnswerIsCut() {
        Random random = new Random(13);
        for (int round = 0; round < 100_000; round++) {
            Placeholders placeholders = new Placeholders(true);
            StringBuilder noise = new StringBuilder();
            for (int i = 0; i < random.nextInt(6); i++) {
                noise.append(random.nextBoolean() ? FAKES[random.nextInt(FAKES.length)] : NOISE[random.nextInt(16)]);
            }
            placeholders.reserve(noise.toString());
            List<String> values = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                String value = VALUES[random.nextInt(VALUES.length)].replace('#', (char) ('0' + random.nextInt(10)));
                values.add(value);
                placeholders.reserve(value);
            }
            StringBuilder masked = new StringBuilder(noise);
            StringBuilder original = new StringBuilder(noise);
            for (String value : values) {
                String between = "., ;:()".substring(0, random.nextInt(7)) + ' ';
                EntityType type = SHAPES[random.nextInt(SHAPES.length)];
                String fake =
                        random.nextInt(8) == 0 ? placeholders.of(type, value) : placeholders.surrogate(type, value);
                original.append(between).append(value);
                masked.append(between).append(altered(fake, random.nextInt(6)));
            }
            for (String value : values) {
                if (value.length() > 3 && masked.indexOf(value, noise.length()) >= 0) {
                    assertThat(masked.toString()).as("round %d", round).doesNotContain(value);
                }
            }
            Restoring filter = new Restoring(new MarkNames(placeholders.marks()), false);
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

    private static String altered(String fake, int how) {
        return switch (how) {
            case 0 -> fake.toUpperCase(Locale.ROOT);
            case 1 -> fake.toLowerCase(Locale.ROOT);
            case 2 -> fake.replace(".", "\\.").replace("-", "\\-");
            default -> fake;
        };
    }

    @Test
    void aValueInJsonIsWrittenAsJsonWantsIt() {
        Placeholders placeholders = new Placeholders(true);
        String fake = placeholders.surrogate(EntityType.SECRET, "pass\"\n#word12");
        assertThat(fake).isEqualTo("xxxx- #xxxb00");
        Restoring filter = new Restoring(new MarkNames(placeholders.marks()), true);
        assertThat(filter.push("{\"p\": \"" + fake + "\"}") + filter.flush())
                .isEqualTo("{\"p\": \"pass\\\"\\n#word12\"}");
    }

    @Test
    void theLongestOfThemIsMeantAndNoneIsAPartOfAWord() {
        List<Placeholders.Mark> marks = List.of(
                new Placeholders.Mark("Alex", "Jo", true),
                new Placeholders.Mark("Alex Miller", "Jo Doe", true),
                new Placeholders.Mark("0001", "7354", true));
        assertThat(Restoring.all("Alex Miller, alex, ALEX MILLER's; Alexa, 00010, 10001, 0001.", new MarkNames(marks)))
                .isEqualTo("Jo Doe, Jo, Jo Doe's; Alexa, 00010, 10001, 7354.");
        Restoring filter = new Restoring(new MarkNames(marks), false);
        assertThat(filter.push("so Alex")).isEqualTo("so ");
        assertThat(filter.push(" M")).isEmpty();
        assertThat(filter.push("ay ")).isEqualTo("Jo May ");
        assertThat(filter.flush()).isEmpty();
    }

    @Test
    void nothingElseIsHeldBack() {
        Placeholders placeholders = new Placeholders(false);
        placeholders.of(EntityType.EMAIL, "a@b.c");
        Restoring filter = new Restoring(new MarkNames(placeholders.marks()), false);
        assertThat(filter.push("Hello, this is ")).isEqualTo("Hello, this is ");
        assertThat(filter.push("<EM")).isEmpty();
        assertThat(filter.push("PTY> and <")).isEqualTo("<EMPTY> and ");
        assertThat(filter.push("EMAIL_1")).isEmpty();
        assertThat(filter.push("> fine")).isEqualTo("a@b.c fine");
        assertThat(filter.flush()).isEmpty();
    }

    @Test
    void manyValuesTakeNoLongerThanFew() {
        List<Placeholders.Mark> marks = new ArrayList<>();
        for (int i = 1; i <= 30_000; i++) {
            marks.add(new Placeholders.Mark("EMAIL_" + i, "v" + i, false));
        }
        String text = "every email < e E_ <email <EMAIL_12345> email_30001 ".repeat(4_000);
        String restored = Restoring.all(text, new MarkNames(marks));
        assertThat(restored).isEqualTo("every email < e E_ <email v12345 email_30001 ".repeat(4_000));
    }

    @Test
    void bracketsMayBeEscapedOnOneSideOnly() {
        List<Placeholders.Mark> marks = List.of(new Placeholders.Mark("EMAIL_1", "jo", false));
        assertThat(Restoring.all("&lt;EMAIL\\_1> \\u003cemail_1> \\<EMAIL_1>", new MarkNames(marks)))
                .isEqualTo("jo jo \\jo");
    }
}
