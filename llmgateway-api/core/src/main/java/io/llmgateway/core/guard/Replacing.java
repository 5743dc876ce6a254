package io.llmgateway.core.guard;

import org.jspecify.annotations.Nullable;

/** Replaces parts of a text, from its beginning on. Mostly it is one part: then the text is copied once and not twice. */
final class Replacing {
    private static final int MORE = 32; // chars that what is replaced may grow by without another copy

    private final String text;
    private @Nullable StringBuilder out; // with all but the last part
    private String last = "";
    private int start; // of the last part
    private int end;
    private int copied;

    Replacing(String text) {
        this.text = text;
    }

    /** A part that stands behind all others so far. */
    void replace(int from, int to, String by) {
        if (end > 0) {
            written();
        }
        last = by;
        start = from;
        end = to;
    }

    // the last part too
    private StringBuilder written() {
        StringBuilder all = out;
        if (all == null) {
            all = new StringBuilder(text.length() + MORE).append(text, 0, start);
            out = all;
        } else {
            all.append(text, copied, start);
        }
        copied = end;
        return all.append(last);
    }

    /** The char before a place behind the last part; a line break where there is none. */
    char last(int place) {
        if (place == end && !last.isEmpty()) {
            return last.charAt(last.length() - 1);
        }
        return place == 0 ? '\n' : text.charAt(place - 1);
    }

    /** The text up to a place behind all parts; the same where there are none. */
    String upTo(int place) {
        if (out == null) {
            String known = text.substring(0, place);
            if (end == 0) {
                return known;
            }
            String part = known.substring(start, end);
            if (known.indexOf(part) == start && known.indexOf(part, start + 1) < 0) {
                return known.replace(part, last); // makes what it gives, and no builder
            }
        }
        return written().append(text, end, place).toString();
    }
}
