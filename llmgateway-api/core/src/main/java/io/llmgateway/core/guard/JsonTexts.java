package io.llmgateway.core.guard;

import io.llmgateway.chain.TextFilter;
import java.util.function.UnaryOperator;

/** Changes the strings of a JSON text that comes in pieces, one by one; the text stays JSON. A string waits for its end. */
final class JsonTexts implements TextFilter {
    private final UnaryOperator<String> change;
    private final StringBuilder string = new StringBuilder();
    private boolean escaped;

    JsonTexts(UnaryOperator<String> change) {
        this.change = change;
    }

    @Override
    public String push(String piece) {
        StringBuilder out = new StringBuilder(piece.length());
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            if (string.isEmpty() && c != '"') {
                out.append(c);
                continue;
            }
            string.append(c);
            if (c == '"' && !escaped && string.length() > 1) {
                out.append(flush());
            }
            escaped = c == '\\' && !escaped;
        }
        return out.toString();
    }

    @Override
    public String flush() {
        String changed = JsonStrings.map(string.toString(), change);
        string.setLength(0);
        return changed;
    }
}
