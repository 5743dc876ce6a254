package io.llmgateway.core.guard;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of marks as a tree of their letters, so that it costs the same to know one of many and one of few. Immutable. */
final class MarkNames {
    private final Node root = new Node();
    private final BitSet begins = new BitSet(128);

    /** Where the beginning of a name leads. */
    static final class Node {
        private final Map<Character, Node> next = new HashMap<>(4);
        private Placeholders.@Nullable Mark mark;

        /** Where a char leads, whatever its case; null where no name goes on so. */
        @Nullable
        Node after(char c) {
            return next.get(small(c));
        }

        /** The mark whose name ends here; null where none does. */
        Placeholders.@Nullable Mark mark() {
            return mark;
        }
    }

    MarkNames(List<Placeholders.Mark> marks) {
        for (Placeholders.Mark mark : marks) {
            Node node = root;
            for (char c : mark.name().toCharArray()) {
                node = node.next.computeIfAbsent(small(c), unknown -> new Node());
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
