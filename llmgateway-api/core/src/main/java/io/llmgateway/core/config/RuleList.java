package io.llmgateway.core.config;

import java.util.List;

/** A list of texts, or one text, in which commas mean nothing. */
final class RuleList extends TextList {
    @Override
    List<String> split(String text) {
        return text.isBlank() ? List.of() : List.of(text);
    }
}
