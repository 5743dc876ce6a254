package io.llmgateway.core.moderation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds many words in one pass (Aho and Corasick, 1975). Immutable once {@link #link linked}.
 */
final class Automaton {
    static final int ROOT = 0;

    // (state, char) to state, by open addressing
    private long[] keys = new long[64];
    private int[] targets = new int[64];
    private int edges;
    private int[] fail = new int[32];
    private int[] shorter = new int[32]; // the longest other word that ends here too
    private final List<List<Integer>> words = new ArrayList<>(List.of(List.of()));

    void add(String word, int id) {
        int state = ROOT;
        for (int i = 0; i < word.length(); i++) {
            int next = edge(state, word.charAt(i));
            if (next < 0) {
                next = words.size();
                words.add(List.of());
                put(key(state, word.charAt(i)), next);
            }
            state = next;
        }
        List<Integer> all = new ArrayList<>(words.get(state));
        all.add(id);
        words.set(state, List.copyOf(all));
    }

    void link() {
        fail = new int[words.size()];
        shorter = new int[words.size()];
        List<List<Long>> children = new ArrayList<>();
        words.forEach(state -> children.add(new ArrayList<>(1)));
        for (int slot = 0; slot < keys.length; slot++) {
            if (targets[slot] != 0) {
                children.get((int) (keys[slot] >>> 16)).add((keys[slot] & 0xffff) << 32 | targets[slot]);
            }
        }
        Deque<Integer> open = new ArrayDeque<>(List.of(ROOT));
        while (!open.isEmpty()) {
            int state = open.poll();
            for (long child : children.get(state)) {
                int target = (int) child;
                fail[target] = state == ROOT ? ROOT : next(fail[state], (char) (child >>> 32));
                shorter[target] = words.get(fail[target]).isEmpty() ? shorter[fail[target]] : fail[target];
                open.add(target);
            }
        }
    }

    int next(int state, char c) {
        int from = state;
        int target = edge(from, c);
        while (target < 0) {
            if (from == ROOT) {
                return ROOT;
            }
            from = fail[from];
            target = edge(from, c);
        }
        return target;
    }

    /** The words that end in a state as its longest; {@link #shorter} has the others. */
    List<Integer> words(int state) {
        return words.get(state);
    }

    /** The state of the next shorter words that end here too, or {@link #ROOT}. */
    int shorter(int state) {
        return shorter[state];
    }

    private static long key(int state, char c) {
        return (long) state << 16 | c;
    }

    private int edge(int state, char c) {
        long key = key(state, c);
        int slot = slot(key, keys.length);
        while (targets[slot] != 0) {
            if (keys[slot] == key) {
                return targets[slot];
            }
            slot = (slot + 1) & (keys.length - 1);
        }
        return -1;
    }

    private static int slot(long key, int size) {
        long mixed = key * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 40) & (size - 1);
    }

    private void put(long key, int target) {
        if (2 * ++edges > keys.length) {
            long[] oldKeys = keys;
            int[] oldTargets = targets;
            keys = new long[2 * oldKeys.length];
            targets = new int[keys.length];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldTargets[i] != 0) {
                    set(oldKeys[i], oldTargets[i]);
                }
            }
        }
        set(key, target);
    }

    private void set(long key, int target) {
        int slot = slot(key, keys.length);
        while (targets[slot] != 0) {
            slot = (slot + 1) & (keys.length - 1);
        }
        keys[slot] = key;
        targets[slot] = target;
    }

    @Override
    public String toString() {
        return words.size() + " states, "
                + Arrays.stream(targets).filter(target -> target != 0).count() + " edges";
    }
}
