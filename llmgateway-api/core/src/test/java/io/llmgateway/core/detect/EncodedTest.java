package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.guard.EntityType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What is hidden by an encoding is found at the whole of it. */
class EncodedTest {
    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void looksIntoBase64() {
        String mail = base64("write to jane@example.com soon");
        Marked.check(EntityType.EMAIL, "token «" + mail + "» and {\"x\":\"«" + mail + "»\"}");
        Marked.check(EntityType.CREDIT_CARD, "«" + base64("4111 1111 1111 1111") + "»");
        Marked.check(
                EntityType.EMAIL,
                "«"
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(
                                        "jane??>>@example.com jane@example.com".getBytes(StandardCharsets.UTF_8))
                        + "»");
    }

    @Test
    void looksIntoHexadecimalDigits() {
        Marked.check(EntityType.EMAIL, "«6a616e65406578616d706c652e636f6d» is hidden");
    }

    @Test
    void wordsAroundSayWhatANumberIs() {
        Marked.check(EntityType.US_SSN, "my SSN: «" + base64("536-90-4399") + "»");
        Marked.check(EntityType.NATIONAL_ID, "Steuer-ID «" + base64("12345678903") + "», danke");
        assertThat(Marked.all("the value " + base64("12345678903") + " is long"))
                .isEmpty();
    }

    @Test
    void looksOneLevelDeep() {
        assertThat(Marked.all(base64(base64("jane@example.com")))).isEmpty();
    }

    @Test
    void leavesWhatIsNoText() {
        assertThat(Marked.all("aGVsbG8gd29ybGQgdGhpcyBpcyBh " + base64("a plain sentence, no more")))
                .isEmpty();
        assertThat(Marked.all("d41d8cd98f00b204e9800998ecf8427e AbstractSingletonProxyFactoryBean2"))
                .isEmpty();
        assertThat(Marked.all("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"))
                .isEmpty();
    }
}
