package io.llmgateway.core.guard;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands for values, letter by letter, so that many take no longer to look for than few. Immutable once made. */
final class Names {
    private final Node all = new Node();
    private final Node bracketed = new Node();
    private final BitSet first = new BitSet(128);

    Names(List<Placeholders.Mark> marks) {
        for (Placeholders.Mark mark : marks) {
            all.add(mark);
            if (!mark.bare()) {
                bracketed.add(mark);
            }
            first.set(Character.toUpperCase(mark.name().charAt(0)));
            first.set(Character.toLowerCase(mark.name().charAt(0)));
        }
    }

    /** All of them. */
    Node all() {
        return all;
    }

    /** Those that are written with brackets. */
    Node bracketed() {
        return bracketed;
    }

    /** The chars one of them begins with. */
    BitSet first() {
        return first;
    }

    static char small(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    /** The beginning of some of them. */
    static final class Node {
        private final Map<Character, Node> next = new HashMap<>(4);
        private boolean signs;
        private Placeholders.@Nullable Mark mark;

        private void add(Placeholders.Mark added) {
            Node node = this;
            for (int i = 0; i < added.name().length(); i++) {
                char c = added.name().charAt(i);
                node.signs |= !Character.isLetterOrDigit(c);
                node = node.next.computeIfAbsent(small(c), letter -> new Node());
            }
            if (node.mark == null) {
                node.mark = added;
            }
        }

        /** The one that ends here. */
        Placeholders.@Nullable Mark mark() {
            return mark;
        }

        /** Whether one goes on. */
        boolean goesOn() {
            return !next.isEmpty();
        }

        /** Whether one goes on with what is neither letter nor digit. */
        boolean goesOnWithSigns() {
            return signs;
        }

        /** Where it leads, in any case. */
        @Nullable
        Node then(char c) {
            return next.get(small(c));
        }
    }
}
