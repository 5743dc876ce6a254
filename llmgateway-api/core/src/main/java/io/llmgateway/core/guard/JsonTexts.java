package io.llmgateway.core.guard;

import io.llmgateway.chain.TextFilter;
import io.llmgateway.core.output.Cleaner;
import java.util.function.Consumer;

/**
 * Cleans the strings of a JSON text that comes in pieces, one by one; the text stays JSON. A string waits for its end. What would
 * be active outside of them gets a blank in between, since a model may write anything where JSON was asked for.
 */
final class JsonTexts implements TextFilter {
    private final Cleaner cleaner;
    private final boolean shown;
    private final Consumer<String> told;
    private final StringBuilder string = new StringBuilder();
    private char last = ' ';
    private boolean escaped;

    /**
     * A filter for one text.
     *
     * @param cleaner cleans
     * @param shown whether it may be shown if it is no JSON; a command for a tool stays one
     * @param told the kinds of what was changed
     */
    JsonTexts(Cleaner cleaner, boolean shown, Consumer<String> told) {
        this.cleaner = cleaner;
        this.shown = shown;
        this.told = told;
    }

    @Override
    public String push(String piece) {
        StringBuilder out = new StringBuilder(piece.length());
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            if (string.isEmpty() && c != '"') {
                outside(c, out);
                continue;
            }
            last = c;
            string.append(c);
            if (c == '"' && !escaped && string.length() > 1) {
                out.append(flush());
            }
            escaped = c == '\\' && !escaped;
        }
        return out.toString();
    }

    private void outside(char c, StringBuilder out) {
        String active = shown ? cleaner.begins(last, c) : null;
        if (active != null) {
            told.accept(active);
            out.append(' ');
        }
        out.append(c);
        last = c;
    }

    @Override
    public String flush() {
        String changed = JsonStrings.map(string.toString(), text -> cleaner.clean(text, Cleaner.Reader.ANY, told));
        string.setLength(0);
        return changed;
    }
}
