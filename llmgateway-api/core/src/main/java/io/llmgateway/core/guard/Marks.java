package io.llmgateway.core.guard;

import io.llmgateway.spi.World;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Marks nobody outside can guess, and that are the same for the same text, so that equal requests stay equal: HMAC-SHA256 of the
 * text with a secret of this client. Thread-safe.
 */
final class Marks {
    private static final int LETTERS = 16;
    private static final int KEY_BYTES = 32;

    private final byte[] key;

    Marks(World world) {
        key = world.secret(KEY_BYTES);
    }

    /** The mark of a text: small letters. */
    String of(String text) {
        byte[] hash;
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
        StringBuilder mark = new StringBuilder(LETTERS);
        for (int i = 0; i < LETTERS; i++) {
            mark.append((char) ('a' + (hash[i] & 0xff) % 26));
        }
        return mark.toString();
    }
}
