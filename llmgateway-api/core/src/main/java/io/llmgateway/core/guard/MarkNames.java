package io.llmgateway.core.guard;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of marks in order, so that it costs much the same to know one of many and one of few: those that begin alike stand
 * beside each other, and each char leads to fewer of them. Immutable.
 */
final class MarkNames {
    private static final int OPEN = 8; // more than the longest sign that opens a placeholder

    private final List<Placeholders.Mark> marks;
    private long begins; // by the last six bits of chars, of which few are alike
    private int stem; // chars before the first line of a name

    MarkNames(List<Placeholders.Mark> marks) {
        for (Placeholders.Mark mark : marks) {
            begins |= 1L << Character.toUpperCase(mark.name().charAt(0));
            begins |= 1L << Character.toLowerCase(mark.name().charAt(0));
            int line = mark.bare() ? -1 : mark.name().indexOf('_');
            stem = line < 0 || stem < 0 ? -1 : Math.max(stem, line);
        }
        this.marks = marks.size() < 2 ? List.copyOf(marks) : sorted(marks);
    }

    private static List<Placeholders.Mark> sorted(List<Placeholders.Mark> marks) {
        List<Placeholders.Mark> sorted = new ArrayList<>(marks);
        sorted.sort(MarkNames::compare);
        return sorted;
    }

    private static int compare(Placeholders.Mark one, Placeholders.Mark other) {
        int i = 0;
        while (at(one, i) == at(other, i) && i < one.name().length()) {
            i++;
        }
        return Integer.compare(at(one, i), at(other, i));
    }

    // a name that ends there stands before those that go on
    private static int at(Placeholders.Mark mark, int place) {
        return place < mark.name().length() ? small(mark.name().charAt(place)) : -1;
    }

    /** How many there are. */
    int size() {
        return marks.size();
    }

    /**
     * Where names begin to go on with a char, whatever its case.
     *
     * @param c the char
     * @param place the place of the char in names
     * @param first the first name that has the chars before it
     * @param last behind the last one of these
     */
    int from(char c, int place, int first, int last) {
        return notBelow(small(c), place, first, last);
    }

    private int notBelow(int small, int place, int first, int last) {
        int low = first;
        int high = last;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(marks.get(middle), place) < small) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where names, of which the first one goes on with a char, no longer do. */
    int behind(char c, int place, int first, int last) {
        return notBelow(small(c) + 1, place, first, last);
    }

    /** The mark whose name has so many chars, if that is the first one of those that begin so. */
    Placeholders.@Nullable Mark named(int length, int first) {
        Placeholders.Mark mark = marks.get(first);
        return mark.name().length() == length ? mark : null;
    }

    /** Whether a name may begin with a char. */
    boolean begin(char c) {
        return (begins >>> c & 1) != 0;
    }

    /** The first place from a place on where a name may begin in a text that is whole; its length where there is none. */
    int next(String text, int from) {
        if (stem < 0) {
            return from;
        }
        int line = text.indexOf('_', from);
        return line < 0 ? text.length() : Math.max(from, line - 2 * stem - OPEN); // each char may be escaped
    }

    private static char small(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
}
