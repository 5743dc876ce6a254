package io.llmgateway.core.output;

import io.llmgateway.chain.TextFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes what is active, and links that may not be there, out of texts. Immutable. */
public final class Cleaner {
    /** What a text will be taken for. */
    public enum Reader {
        /** Not known: whatever would be active for any reader goes away. */
        ANY,
        /** A reader of Markdown: code is shown as it is. */
        MARKDOWN,
        /** A browser. */
        BROWSER,
        /** A terminal, or a log: only what steers it goes away. */
        TERMINAL
    }

    /** What becomes of markup. */
    public enum Html {
        /** What is active goes away. */
        STRIP,
        /** All of it becomes text. */
        ESCAPE,
        /** It stays. */
        KEEP
    }

    private final Html html;
    private final LinkPolicy policy;

    /**
     * A cleaner.
     *
     * @param html what becomes of markup
     * @param policy where texts may point to
     */
    public Cleaner(Html html, LinkPolicy policy) {
        this.html = html;
        this.policy = policy;
    }

    /**
     * Begins with a text that comes in pieces. The result is the same however it is cut.
     *
     * @param reader what it will be taken for
     * @param told gets the kind of each thing that was changed: {@code html}, {@code link}, {@code image} or {@code control}
     * @return a fresh filter
     */
    public TextFilter open(Reader reader, Consumer<String> told) {
        if (reader == Reader.TERMINAL) {
            return new Controls(told);
        }
        List<TextFilter> stages = new ArrayList<>(2);
        if (reader != Reader.BROWSER) {
            stages.add(new MarkdownLinks(policy, reader == Reader.MARKDOWN, told));
        }
        if (html != Html.KEEP) {
            stages.add(new Markup(html == Html.ESCAPE, policy, reader == Reader.MARKDOWN, told));
        }
        return TextFilter.chained(stages);
    }

    /**
     * Cleans a whole text.
     *
     * @param text the text
     * @param reader what it will be taken for
     * @param told gets the kind of each thing that was changed
     * @return the clean text; the same one where nothing was changed
     */
    public String clean(String text, Reader reader, Consumer<String> told) {
        TextFilter filter = open(reader, told);
        return filter.push(text) + filter.flush();
    }

    /**
     * What two chars begin that JSON never has side by side outside of its strings: the kind of thing that would be active
     * where a text that should be JSON, and is none, is shown.
     *
     * @param last the one
     * @param c the one behind it
     * @return the kind, as {@link #open} tells it; null where they may stand
     */
    public @Nullable String begins(char last, char c) {
        if (last == '<' && c > ' ' && html != Html.KEEP) {
            return "html";
        }
        if (last == '!' && c == '[') {
            return "image";
        }
        boolean link = (last == ']' && (c == '(' || c == ':')) || (last == ':' && c == '/' && policy.strict());
        return link ? "link" : null;
    }

    private record Controls(Consumer<String> told) implements TextFilter {
        @Override
        public String push(String piece) {
            if (piece.chars().noneMatch(Controls::steers)) {
                return piece;
            }
            told.accept("control");
            StringBuilder out = new StringBuilder(piece.length());
            piece.chars().filter(c -> !steers(c)).forEach(c -> out.append((char) c));
            return out.toString();
        }

        // escape sequences, and what turns the direction of writing
        private static boolean steers(int c) {
            return (c < ' ' && c != '\n' && c != '\t' && c != '\r')
                    || (c >= 0x7f && c < 0xa0)
                    || (c >= 0x202a && c <= 0x202e)
                    || (c >= 0x2066 && c <= 0x2069);
        }

        @Override
        public String flush() {
            return "";
        }
    }
}
