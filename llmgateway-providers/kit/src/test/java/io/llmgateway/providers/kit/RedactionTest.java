package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final Redaction PLAIN = Redaction.of(List.of());

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "Authorization: Bearer abc123 | Authorization: ***",
                "header Bearer abc123, sorry | header Bearer ***, sorry",
                "bearer  aGVsbG8=.x-y_z~ ok | bearer *** ok",
                "Bearer ab\\/cd12 ok | Bearer *** ok",
                "Incorrect API key provided: sk-proj-Ab_12. Find | Incorrect API key provided: sk-*** Find",
                "key sk-abcd****wxyz is bad | key sk-*** is bad",
                "(hf_AbCdEf123456) | (hf_***)",
                "AIzaSyA-1234567890abcdef | AIza***",
                "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_ | token eyJ***",
                "GET https://h/v1?key=abc&alt=sse | GET https://h/v1?key=***&alt=sse",
                "https://h/v1?alt=sse&key=abc failed | https://h/v1?alt=sse&key=*** failed",
                "x-api-key: abc, other: x | x-api-key: ***, other: x",
                "X-Api-Key=abc; a=b | X-Api-Key=***; a=b",
                "{\"api_key\": \"a b\\/c\\\"d\", \"x\": 1} | {\"api_key\": \"***\", \"x\": 1}",
                "{\\\"apiKey\\\":\\\"abc\\\",\\\"x\\\":1} | {\\\"apiKey\\\":\\\"***\\\",\\\"x\\\":1}",
                "OPENAI_API_KEY=abc x | OPENAI_API_KEY=*** x",
                "x-goog-api-key:abc | x-goog-api-key:***",
                "{'client_secret':'abc'} | {'client_secret':'***'}",
                "{\"Authorization\":\"Basic abc def\",\"x\":1} | {\"Authorization\":\"***\",\"x\":1}",
                "X-Amz-Security-Token=abc&X-Amz-Signature=def | X-Amz-Security-Token=***&X-Amz-Signature=***",
                "password=abc | password=***",
            })
    void masksWhatLooksLikeACredential(String text, String expected) {
        assertThat(PLAIN.apply(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The bearer token is missing",
                "Bearer authentication required.",
                "risk-assessment-of-everything, task-force-members",
                "model xai-grok-4-fast not found in ASIA-PACIFIC",
                "max_tokens=100 monkey=banana token: hello code=429",
                "Invalid API key: see the manual",
                "sk-1",
                "{\"api_key\": {\"a\": 1}, \"token\": \"the\"}",
                "key: value",
                "Grüße, 😀 naïve",
                "",
            })
    void leavesOrdinaryTextAlone(String text) {
        assertThat(PLAIN.apply(text)).isEqualTo(text);
    }

    @Test
    void masksTheCredentialsGiven() {
        Redaction redaction = Redaction.of(List.of("p@ss/w+rd", "zebra", "zebra-crossing"));

        assertThat(redaction.apply("ap@ss/w+rdb zebra-crossing zebra p%40ss%2Fw%2Brd"))
                .isEqualTo("a***b *** *** ***");
    }

    @Test
    void masksTheUnionOfOverlappingCredentials() {
        assertThat(Redaction.of(List.of("abcde", "defgh")).apply("x abcdefgh y"))
                .isEqualTo("x *** y");
        assertThat(Redaction.of(List.of("abc&defg")).apply("?key=abc&defg&x=1")).isEqualTo("?key=***&x=1");
    }

    @Test
    void masksACredentialThatBreaksOff() {
        Redaction redaction = Redaction.of(List.of("0123456789abcdef"));

        assertThat(redaction.apply("key 0123456789ab")).isEqualTo("key ***");
        assertThat(redaction.apply("key 01234")).isEqualTo("key 01234");
    }

    @Test
    void masksACredentialOfSeveralLines() {
        assertThat(Redaction.of(List.of("line one\nline two\n")).apply("a line one\nline two b"))
                .isEqualTo("a *** b");
    }

    @Test
    void ignoresCredentialsTooShortToMask() {
        assertThat(Redaction.of(List.of("", "  ", "abc", "      ")).apply("abc  def"))
                .isEqualTo("abc def");
    }

    @Test
    void putsEverythingOnOneLine() {
        assertThat(PLAIN.apply("\r\n a\n\n  b\u0000\u001b[31mc\u2028d\u202ee\u00a0f\t\u0085 "))
                .isEqualTo("a b [31mc d e f");
    }

    @Test
    void isEmptyForNull() {
        assertThat(PLAIN.apply(null)).isEmpty();
    }

    @Test
    void cutsLongText() {
        assertThat(PLAIN.apply("x".repeat(500))).isEqualTo("x".repeat(500));
        assertThat(PLAIN.apply("x".repeat(501))).isEqualTo("x".repeat(499) + "…");
        assertThat(PLAIN.apply("x".repeat(500) + " \n ")).hasSize(500).doesNotContain("…");
    }

    @Test
    void neverCutsInsideACharacter() {
        assertThat(Redaction.of(List.of(), 4).apply("ab😀cd")).isEqualTo("ab…");
        assertThat(Redaction.of(List.of(), 4).apply("a😀cd")).isEqualTo("a😀…");
        assertThat(Redaction.of(List.of(), 1).apply("😀😀")).isEqualTo("…");
        assertThat(Redaction.of(List.of(), 4).apply("ab😀")).isEqualTo("ab😀");
    }

    @Test
    void neverShowsACredentialAtTheCut() {
        for (int before = 0; before < 40; before++) {
            String text = "x".repeat(before) + "0123456789abcdef".repeat(20);
            String redacted = Redaction.of(List.of("0123456789abcdef"), 20).apply(text);

            assertThat(redacted).matches("x*\\**…?").hasSizeLessThanOrEqualTo(20);
        }
    }

    @Test
    void readsHugeTextInLinearTime() {
        Redaction redaction = Redaction.of(List.of("a".repeat(200) + "b"));
        for (String piece : List.of("a", " ", "bearer ", "sk-aaaaaaa", "key=", "x-api-key:\"", "\\", "Bearer\t \t")) {
            assertThat(redaction.apply(piece.repeat(1_000_000))).hasSizeLessThanOrEqualTo(500);
        }
    }

    @Test
    void neverShowsItsCredentials() {
        assertThat(Redaction.of(List.of("zebra-crossing"))).hasToString("Redaction[1 secrets, at most 500 chars]");
    }

    @Test
    void refusesALengthThatMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> Redaction.of(List.of(), 0));
    }
}
