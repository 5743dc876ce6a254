package io.llmgateway.core.detect;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What stands around a number: the cues nearby, the nearest first, and whether there is anything else at all. On one thread. */
final class Surroundings {
    /** Farther than any cue. */
    static final int FAR = 99;

    private static final int BEFORE = 8;
    private static final int AFTER = 4;
    private static final int GAP = 24; // more blanks than that part what stands before from what comes after
    private static final int SCRIPT = 24; // chars looked at in scripts without blanks

    private static final @Nullable BitSet[] NONE = {};

    private final Sheet sheet;
    private final CueBook book;
    private final int start;
    private final int end;
    private @Nullable BitSet[] hits = NONE;
    private int[] distances = {};
    private int found;
    private final int first;
    private final int last;

    Surroundings(Sheet sheet, CueBook book, int start, int end) {
        this.sheet = sheet;
        this.book = book;
        this.start = start;
        this.end = end;
        this.first = sheet.tokenAt(start);
        int token = first;
        while (token + 1 < sheet.tokens() && sheet.start(token + 1) < end) {
            token++;
        }
        this.last = token;
        lookBefore();
        lookAfter();
    }

    private void lookBefore() {
        hit(book.within(sheet, Math.max(0, start - SCRIPT), start), 1);
        for (int distance = 1; distance <= BEFORE; distance++) {
            int token = first - distance;
            // words of the line above name the number only where they end it, as labels do
            if (token < 0 || apart(sheet.end(token), distance == 1 ? start : sheet.start(token + 1), distance == 1)) {
                return;
            }
            hit(book.sets(sheet.hash(token)), distance);
        }
    }

    private void lookAfter() {
        hit(book.within(sheet, end, Math.min(sheet.length(), end + SCRIPT)), -1);
        for (int distance = 1; distance <= AFTER; distance++) {
            int token = last + distance;
            if (token >= sheet.tokens() || ends(distance == 1 ? end : sheet.end(token - 1), sheet.start(token))) {
                return;
            }
            hit(book.sets(sheet.hash(token)), -distance);
        }
    }

    private boolean apart(int from, int to, boolean acrossLines) {
        if (to - from > GAP) {
            return true;
        }
        for (int i = from; i < to && !acrossLines; i++) {
            if (sheet.at(i) == '\n') {
                return true;
            }
        }
        return false;
    }

    // what follows a comma or a full stop is about something else
    private boolean ends(int from, int to) {
        for (int i = from; i < Math.min(to, from + GAP); i++) {
            if (",;.|\n".indexOf(sheet.at(i)) >= 0) {
                return true;
            }
        }
        return to - from > GAP;
    }

    private void hit(@Nullable BitSet sets, int distance) {
        if (sets != null) {
            if (found == hits.length) {
                hits = Arrays.copyOf(hits, found + 4);
                distances = Arrays.copyOf(distances, found + 4);
            }
            hits[found] = sets;
            distances[found++] = distance;
        }
    }

    /** How many words before the number the nearest cue of a set stands; {@link #FAR} where there is none. */
    int before(int set) {
        return nearest(set, 1);
    }

    /** How many words after the number the nearest cue of a set stands; {@link #FAR} where there is none. */
    int after(int set) {
        return nearest(set, -1);
    }

    private int nearest(int set, int side) {
        for (int i = 0; i < found; i++) {
            BitSet sets = hits[i];
            if (sets != null && distances[i] * side > 0 && sets.get(set)) {
                return distances[i] * side;
            }
        }
        return FAR;
    }

    /** Whether the text has no other letters or digits. */
    boolean alone() {
        int tokens = sheet.tokens();
        return tokens > 0 && sheet.start(0) == start && sheet.end(tokens - 1) == end;
    }

    /** Whether it is glued to something that makes it a part of another thing, such as a path or an issue's number. */
    boolean joined() {
        char before = sheet.at(start - 1);
        char after = sheet.at(end);
        return before == '#'
                || before == '/'
                || before == '_'
                || before == '\\'
                || after == '_'
                || (before == '-' && sheet.word(start - 2))
                || (before == '=' && sheet.word(start - 2));
    }

    /** Whether it stands in a row or column of numbers. */
    boolean listed() {
        return number(first - 1, start) || number(last + 1, end);
    }

    private boolean number(int token, int edge) {
        return token >= 0
                && token < sheet.tokens()
                && sheet.digits(token)
                && Math.min(Math.abs(sheet.end(token) - edge), Math.abs(sheet.start(token) - edge)) <= 2;
    }
}
