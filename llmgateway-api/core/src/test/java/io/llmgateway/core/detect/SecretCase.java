package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the tests of secrets share. Secrets are made by chance here, so that no text of ours looks like somebody's key. */
final class SecretCase {
    static final String HEX = "0123456789abcdef";
    static final String SMALL = "abcdefghijklmnopqrstuvwxyz0123456789";
    static final String WORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static final Detection DETECTION = Detection.of(List.of(), List.of(), Map.of());

    private SecretCase() {}

    static String chars(Random random, String alphabet, int count) {
        StringBuilder chars = new StringBuilder();
        for (int i = 0; i < count; i++) {
            chars.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return chars.toString();
    }

    static String uuid(Random random) {
        return chars(random, HEX, 8) + "-" + chars(random, HEX, 4) + "-" + chars(random, HEX, 4) + "-"
                + chars(random, HEX, 4) + "-" + chars(random, HEX, 12);
    }

    static List<Finding> secrets(String text) {
        return DETECTION.find(text).stream()
                .filter(found -> found.type().equals(EntityType.SECRET))
                .toList();
    }

    /** What stands between « and » is found, and nothing else. */
    static Finding finds(String marked) {
        int start = marked.indexOf('«');
        int end = marked.indexOf('»') - 1;
        String text = marked.replace("«", "").replace("»", "");
        List<Finding> found = secrets(text);
        assertThat(found).as(text).hasSize(1);
        assertThat(found.get(0).of(text)).as(text).isEqualTo(text.substring(start, end));
        return found.get(0);
    }

    static void findsNone(String text) {
        assertThat(secrets(text)).as(text).isEmpty();
    }
}
