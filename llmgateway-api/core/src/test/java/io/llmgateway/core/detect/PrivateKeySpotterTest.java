package io.llmgateway.core.detect;

import static io.llmgateway.core.detect.SecretCase.chars;
import static io.llmgateway.core.detect.SecretCase.finds;
import static io.llmgateway.core.detect.SecretCase.findsNone;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Private keys and tokens that are signed. */
class PrivateKeySpotterTest {
    private static final Random RANDOM_SEED = new Random(21);

    private static String lines(String between, int count) {
        StringBuilder lines = new StringBuilder();
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            lines.append(between).append(chars(random, SecretCase.WORD + "+/", 64));
        }
        return lines.toString();
    }

    private static String block(String kind, String between) {
        return "-----BEGIN " + kind + "-----" + lines(between, 6) + between + "-----END " + kind + "-----";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRIVATE KEY",
                "RSA PRIVATE KEY",
                "EC PRIVATE KEY",
                "DSA PRIVATE KEY",
                "OPENSSH PRIVATE KEY",
                "ENCRYPTED PRIVATE KEY",
                "PGP PRIVATE KEY BLOCK",
            })
    void findsTheWholeBlock(String kind) {
        assertThat(finds("here:\n«" + block(kind, "\n") + "»\nthanks").rule()).isEqualTo("private-key");
        finds("{\"pem\": \"«" + block(kind, "\\n") + "»\\n\"}");
        finds("key: |\n    «" + block(kind, "\n    ") + "»\n");
        finds("«" + block(kind, " ") + "»");
    }

    @Test
    void findsOneThatHasNoEnd() {
        String cut = "-----BEGIN RSA PRIVATE KEY-----" + lines("\n", 5);
        finds("«" + cut + "»");
        finds("«" + cut + "»\n\nand then he said that nothing else had been in the file");
    }

    @Test
    void findsOtherShapes() {
        String pem = block("EC PRIVATE KEY", "\n");
        String encoded = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
        finds("tls: «" + encoded + "»");
        finds("PuTTY-User-Key-File-2: ssh-rsa\n«Private-Lines: 6" + lines("\n", 6) + "»\nPrivate-MAC: none");
    }

    @Test
    void leavesWhatIsPublic() {
        findsNone(block("PUBLIC KEY", "\n"));
        findsNone(block("CERTIFICATE", "\n"));
        findsNone("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----");
        findsNone("Put it between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----.");
        findsNone("ca: "
                + Base64.getEncoder().encodeToString(block("CERTIFICATE", "\n").getBytes(StandardCharsets.US_ASCII)));
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void findsTokensThatAreSigned() {
        String token = part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + part("{\"sub\":\"4711\",\"name\":\"Anna\"}")
                + "." + chars(RANDOM_SEED, SecretCase.WORD, 43);
        assertThat(finds("«" + token + "»").rule()).isEqualTo("jwt");
        finds("Send \"«" + token + "»\", then wait.");
        finds("It was «" + token + "».");
        finds("encoded «"
                + Base64.getEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.US_ASCII)) + "»");
        String unsigned = part("{\"alg\":\"none\"}") + "." + part("{\"sub\":\"4711\"}") + ".";
        assertThat(SecretCase.secrets("x " + unsigned)).hasSize(1);
    }

    @Test
    void leavesWhatOnlyLooksSo() {
        findsNone(part("{\"name\":\"Anna\"}") + "." + part("{\"sub\":\"4711\"}") + ".abc");
        findsNone(part("{\"alg\":\"HS256\"}") + "." + part("{\"sub\":\"4711\"}"));
        findsNone("eyJhbG.eyJzdW.abc");
        findsNone("eye.eyelid.eyebrow");
    }
}
