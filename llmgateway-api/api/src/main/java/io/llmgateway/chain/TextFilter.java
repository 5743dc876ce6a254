package io.llmgateway.chain;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes one text that arrives in pieces. It may hold back the tail of what it got until it has seen more. Used by one
 * reply only, on one thread at a time.
 */
public interface TextFilter {
    /**
     * Takes the next piece.
     *
     * @param piece the piece
     * @return what may go on now, may be empty
     */
    String push(String piece);

    /**
     * The text is over, whole or cut.
     *
     * @return what was held back
     */
    String flush();

    /**
     * Takes what is left of the text, all at once; of an answer that is not streamed, all of it. Nothing comes after it.
     *
     * @param rest what has not been taken yet, may be empty
     * @return what was held back, and what has become of the rest
     */
    default String last(String rest) {
        return push(rest) + flush();
    }

    /**
     * Filters one behind the other.
     *
     * @param filters the first gets the text first; used by nobody else
     * @return a filter that does what all of them do; nothing where there are none
     */
    static TextFilter chained(List<TextFilter> filters) {
        List<TextFilter> all = List.copyOf(filters);
        return new TextFilter() {
            @Override
            public String push(String piece) {
                String text = piece;
                for (TextFilter filter : all) {
                    text = filter.push(text);
                }
                return text;
            }

            @Override
            public String flush() {
                return last("");
            }

            @Override
            public String last(String rest) {
                String text = rest;
                for (TextFilter filter : all) {
                    text = filter.last(text);
                }
                return text;
            }
        };
    }

    /**
     * A filter that changes each piece for itself, and only the answer's own text.
     *
     * @param change the change; must give the same whole text however it is cut
     * @return what {@link Reply#mapText} wants
     */
    static Function<TextKind, @Nullable TextFilter> of(UnaryOperator<String> change) {
        return kind -> kind != TextKind.TEXT
                ? null
                : new TextFilter() {
                    @Override
                    public String push(String piece) {
                        return change.apply(piece);
                    }

                    @Override
                    public String flush() {
                        return "";
                    }
                };
    }
}
