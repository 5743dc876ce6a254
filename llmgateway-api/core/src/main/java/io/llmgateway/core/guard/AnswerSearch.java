package io.llmgateway.core.guard;

import io.llmgateway.chain.TextFilter;
import io.llmgateway.guard.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Searches one text of an answer while it comes. Where it looks depends on the text alone and not on how it is cut, so that
 * streamed and whole answers are the same. It holds back at most 64 chars, more only while something goes on that was found, or
 * that has no blanks. Where it only watches, nothing waits for it.
 */
final class AnswerSearch implements TextFilter {
    private static final int BEFORE = 96; // what was let go of and still says what the rest means
    private static final int TAIL = 40; // what may be the beginning of something
    private static final int STEP = 24;
    // looks at each char once and not six times, and at most answers as they are: 35 KB less an answer
    private static final int WATCHING_STEP = 1_000;

    private final Answered answered;
    private final StringBuilder window = new StringBuilder(0); // stays empty where the answer comes at once
    private final int enough; // to look again
    private int released; // of the window
    private int next;

    AnswerSearch(Answered answered) {
        this.answered = answered;
        enough = TAIL + (answered.onlyWatches() ? WATCHING_STEP : STEP);
        next = enough;
    }

    @Override
    public String push(String piece) {
        StringBuilder out = answered.onlyWatches() ? null : new StringBuilder(piece.length() + 16);
        for (int at = 0; at < piece.length(); ) {
            int taken = Math.min(piece.length() - at, next - window.length());
            window.append(piece, at, at + taken);
            at += taken;
            if (window.length() == next) {
                look(false, out);
            }
        }
        return out == null ? piece : out.toString();
    }

    @Override
    public String flush() {
        if (window.isEmpty()) {
            return "";
        }
        StringBuilder out = answered.onlyWatches() ? null : new StringBuilder(window.length());
        look(true, out);
        return out == null ? "" : out.toString();
    }

    @Override
    public String last(String piece) {
        if (!answered.onlyWatches() || !window.isEmpty() || piece.length() >= next) {
            return TextFilter.super.last(piece);
        }
        for (Finding finding : answered.find(piece)) {
            answered.judged(finding.type(), finding.of(piece));
        }
        return piece;
    }

    private void look(boolean last, @Nullable StringBuilder out) {
        String text = window.toString();
        List<Finding> found = released == text.length() ? List.of() : answered.find(text);
        int cut = last ? text.length() : cut(text, found);
        int copied = released;
        for (Finding finding : found) {
            if (finding.end() > copied && finding.end() <= cut) {
                int start = Math.max(copied, finding.start());
                String judged = answered.judged(finding.type(), text.substring(start, finding.end()));
                if (out != null) {
                    out.append(text, copied, start).append(judged);
                }
                copied = finding.end();
            }
        }
        if (out != null) {
            out.append(text, copied, cut);
        }
        int forgotten = Math.max(0, cut - BEFORE);
        while (forgotten > 0 && forgotten < cut && !between(text, forgotten)) {
            forgotten++;
        }
        window.delete(0, forgotten);
        released = cut - forgotten;
        int held = text.length() - cut;
        next = released + (held < enough ? enough : held + held / 8); // so that long ones take no square of time
    }

    // nothing that is found or has no blanks is cut
    private int cut(String text, List<Finding> found) {
        int cut = Math.max(released, text.length() - TAIL);
        int before;
        do {
            before = cut;
            while (cut > released && !between(text, cut)) {
                cut--;
            }
            for (Finding finding : found) {
                if (finding.start() < cut && finding.end() > cut) {
                    cut = Math.max(released, finding.start());
                }
            }
        } while (cut < before && cut > released);
        return cut;
    }

    private static boolean between(String text, int place) {
        return parts(text.charAt(place - 1)) || parts(text.charAt(place));
    }

    // blanks, and letters of scripts that have none
    private static boolean parts(char c) {
        return Character.isWhitespace(c)
                || (c >= '\u0e00' && c <= '\u11ff')
                || (c >= '\u1780' && c <= '\u17ff')
                || (c >= '\u2e80' && c <= '\ud7ff');
    }
}
