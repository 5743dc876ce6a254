package io.llmgateway.core.guard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of marks as a tree of their letters, so that it costs the same to know one of many and one of few. Immutable. */
final class MarkNames {
    private static final int OPEN = 8; // more than the longest sign that opens a placeholder

    private final Node root = new Node('\0', null);
    private long begins; // by the last six bits of chars, of which few are alike
    private int stem; // chars before the first line of a name

    /** Where the beginning of a name leads. */
    static final class Node {
        private final char by;
        private final @Nullable Node beside; // few: names are much alike
        private @Nullable Node next;
        private Placeholders.@Nullable Mark mark;

        Node(char by, @Nullable Node beside) {
            this.by = by;
            this.beside = beside;
        }

        /** Where a char leads, whatever its case; null where no name goes on so. */
        @Nullable
        Node after(char c) {
            char small = small(c);
            Node node = next;
            while (node != null && node.by != small) {
                node = node.beside;
            }
            return node;
        }

        private Node with(char c) {
            Node node = after(c);
            if (node == null) {
                node = new Node(small(c), next);
                next = node;
            }
            return node;
        }

        /** The mark whose name ends here; null where none does. */
        Placeholders.@Nullable Mark mark() {
            return mark;
        }
    }

    MarkNames(List<Placeholders.Mark> marks) {
        for (Placeholders.Mark mark : marks) {
            Node node = root;
            for (int i = 0; i < mark.name().length(); i++) {
                node = node.with(mark.name().charAt(i));
            }
            node.mark = mark;
            begins |= 1L << Character.toUpperCase(mark.name().charAt(0));
            begins |= 1L << Character.toLowerCase(mark.name().charAt(0));
            int line = mark.bare() ? -1 : mark.name().indexOf('_');
            stem = line < 0 || stem < 0 ? -1 : Math.max(stem, line);
        }
    }

    Node root() {
        return root;
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
