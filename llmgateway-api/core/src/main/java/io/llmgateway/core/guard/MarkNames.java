package io.llmgateway.core.guard;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of marks as a tree of their letters, so that it costs the same to know one of many and one of few. Immutable. */
final class MarkNames {
    private final Node root = new Node('\0', null);
    private final BitSet begins = new BitSet(128);

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
            begins.set(Character.toUpperCase(mark.name().charAt(0)));
            begins.set(Character.toLowerCase(mark.name().charAt(0)));
        }
    }

    Node root() {
        return root;
    }

    /** Whether a name begins with a char. */
    boolean begin(char c) {
        return begins.get(c);
    }

    private static char small(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
}
