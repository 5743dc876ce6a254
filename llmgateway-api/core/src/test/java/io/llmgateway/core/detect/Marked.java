package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Texts in which what is to be found stands between « and ». */
final class Marked {
    private static final Detection DETECTION = Detection.of(List.of(), List.of(), Map.of());

    private Marked() {}

    /** What is marked is found as the type, and nothing else is. */
    static void check(EntityType type, String marked) {
        StringBuilder text = new StringBuilder();
        List<String> wanted = new ArrayList<>();
        int open = -1;
        for (int i = 0; i < marked.length(); i++) {
            char c = marked.charAt(i);
            if (c == '«') {
                open = text.length();
            } else if (c == '»') {
                wanted.add(open + ": " + text.substring(open));
            } else {
                text.append(c);
            }
        }
        assertThat(found(type, text.toString())).as(marked).isEqualTo(wanted);
    }

    /** What is found of a type: where it begins, and its text. */
    static List<String> found(EntityType type, String text) {
        return DETECTION.find(text).stream()
                .filter(finding -> finding.type().equals(type))
                .map(finding -> finding.start() + ": " + finding.of(text))
                .toList();
    }

    static List<Finding> all(String text) {
        return DETECTION.find(text);
    }
}
