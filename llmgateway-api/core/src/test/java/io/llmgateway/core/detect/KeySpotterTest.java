package io.llmgateway.core.detect;

import static io.llmgateway.core.detect.SecretCase.chars;
import static io.llmgateway.core.detect.SecretCase.finds;
import static io.llmgateway.core.detect.SecretCase.findsNone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.guard.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that have a form of their own. */
class KeySpotterTest {
    private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final Map<Character, String> ALPHABETS = Map.ofEntries(
            Map.entry('h', SecretCase.HEX),
            Map.entry('H', SecretCase.HEX + "ABCDEF"),
            Map.entry('d', "0123456789"),
            Map.entry('e', CAPITALS + "abcdefghijklmnopqrstuvwxyz"),
            Map.entry('a', SecretCase.WORD),
            Map.entry('l', SecretCase.SMALL),
            Map.entry('U', CAPITALS + "0123456789"),
            Map.entry('B', CAPITALS + "234567"),
            Map.entry('u', SecretCase.WORD + "_-"),
            Map.entry('s', SecretCase.WORD + "+/"),
            Map.entry('w', SecretCase.WORD + "_-."),
            Map.entry('c', SecretCase.WORD + "./"));
    private static final List<String> PLACES = List.of(
            "%s",
            "use %s, please",
            "%s\nis the one",
            "{\"a\":\"%s\"}",
            "x = '%s';",
            "(%s)",
            "Nimm %s. Danke",
            "curl -d %s https://host.test");

    private static final Dispatch KEYS = new Dispatch(KeySpotter.all());

    private static List<String> lines() throws IOException {
        try (InputStream in = KeySpotter.class.getResourceAsStream("keys.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    static Stream<String> listed() throws IOException {
        return lines().stream();
    }

    /** A key of a form. */
    private static String key(String form, Random random) {
        StringBuilder key = new StringBuilder();
        int i = 0;
        while (i < form.length()) {
            char c = form.charAt(i);
            if (c == '(') {
                int close = form.indexOf(')', i);
                String[] choices = form.substring(i + 1, close).split("\\|", -1);
                key.append(choices[random.nextInt(choices.length)]);
                i = close + 1;
            } else if (c == '{' && Character.isDigit(form.charAt(i + 2))) {
                int close = form.indexOf('}', i);
                String count = form.substring(i + 2, close).replace("+", "");
                int dash = count.indexOf('-');
                int least = Integer.parseInt(dash > 0 ? count.substring(0, dash) : count);
                int most = dash > 0 ? Integer.parseInt(count.substring(dash + 1)) : least;
                int length = least + random.nextInt(most - least + 1);
                // ends in a letter or digit, as a sentence's mark may follow
                String alphabet = Objects.requireNonNull(ALPHABETS.get(form.charAt(i + 1)));
                key.append(chars(random, alphabet, length - 1));
                key.append(alphabet.charAt(random.nextInt(Math.min(16, alphabet.length()))));
                i = close + 1;
            } else {
                key.append(c);
                i++;
            }
        }
        return key.toString();
    }

    private static List<Finding> keys(String text) {
        Sheet sheet = new Sheet(text);
        Finds finds = new Finds(sheet);
        KEYS.run(sheet, finds);
        return finds.found();
    }

    @ParameterizedTest
    @MethodSource("listed")
    void findsEveryFormWhereverItStands(String line) {
        String[] words = line.split(" +", -1);
        String cue =
                line.contains("near:") ? words[words.length - 1].substring(5).split(",", -1)[0] + " " : "";
        Random random = new Random(line.hashCode());
        for (String place : PLACES) {
            String key = key(words[1], random);
            String text = cue + place.formatted(key);
            assertThat(keys(text)).as(text).anySatisfy(found -> assertThat(found.of(text))
                    .isEqualTo(key));
            // as the end of something longer it is something else
            String glued = cue + "zz9" + key;
            if (Character.isLetterOrDigit(key.charAt(0))) {
                assertThat(keys(glued)).as(glued).noneMatch(found -> found.of(glued)
                        .equals(key));
            }
        }
    }

    @Test
    void knowsAHundredVendors() throws IOException {
        assertThat(lines().stream()
                        .map(line -> line.split("-", -1)[0])
                        .distinct()
                        .count())
                .isGreaterThan(150);
    }

    @Test
    void namesTheRule() {
        String body = chars(new Random(5), SecretCase.WORD, 36);
        assertThat(finds("use «" + "gh" + "p_" + body + "»").rule()).isEqualTo("github-token");
        assertThat(finds("«" + "AK" + "IA" + chars(new Random(6), CAPITALS, 16) + "»")
                        .rule())
                .isEqualTo("aws-access-key");
    }

    @Test
    void isSurerWhereTheChecksumIsRight() {
        String body = chars(new Random(7), SecretCase.WORD, 30);
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        String digits = "0123456789" + CAPITALS + "abcdefghijklmnopqrstuvwxyz";
        StringBuilder check = new StringBuilder();
        for (long rest = crc.getValue(); check.length() < 6; rest /= 62) {
            check.insert(0, digits.charAt((int) (rest % 62)));
        }
        Finding right = finds("«" + "gh" + "o_" + body + check + "»");
        Finding wrong = finds("«" + "gh" + "o_" + body + "ZZZZZZ" + "»");
        assertThat(right.score()).isEqualTo(1);
        assertThat(wrong.score()).isLessThan(right.score());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "sk-...",
                "sk-your-key-here",
                "AKIAIOSFODNN7EXAMPLE",
                "ghp_************************************",
                "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "glpat-",
                "a sk-learn pipeline and a pk-index",
                "npm_config_registry",
                "key-value pairs of the re_exported hooks",
            })
    void knowsWhatOnlyStandsForAKey(String text) {
        findsNone(text);
    }

    @Test
    void needsTheWordWhereTheFormSaysLittle() {
        String key = "00" + chars(new Random(8), SecretCase.WORD, 40);
        assertThat(finds("okta «" + key + "»").score()).isLessThan(0.9);
        findsNone("value " + key);
    }

    @Test
    void isNotMisledByPictures() {
        Random random = new Random(9);
        String before = chars(random, SecretCase.WORD + "/+", 400);
        findsNone("data:image/png;base64," + before + "/" + "EA" + "AB" + chars(random, SecretCase.WORD, 120));
    }

    @Test
    void refusesAFormThatMayStandAnywhere() {
        assertThatThrownBy(() -> KeyForm.read("vendor-key", "{a40}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vendor-key");
        assertThatThrownBy(() -> KeyForm.read("vendor-key", "x_{q40}")).isInstanceOf(IllegalArgumentException.class);
    }
}
