package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Words and names that are found wherever they stand as whole words, in any case, with their accents or without, whatever stands
 * between their parts. One walk over the text for all of them (Aho and Corasick, 1975). Immutable.
 */
public final class WordList {
    private static final int GAP = 3; // chars between the parts of a name

    private final Map<Long, Integer> steps = new HashMap<>();
    private int[] back = new int[64];
    private int[] lengths = new int[64]; // of the word that ends here; 0 where none does
    private int[] shorter = new int[64]; // the next state behind that ends a word
    private @Nullable EntityType[] types = new EntityType[64];
    private int states = 1;

    WordList(Map<EntityType, List<String>> words) {
        words.forEach((type, list) -> list.forEach(word -> enter(type, word)));
        link();
    }

    /**
     * Whether a word can be looked for.
     *
     * @param word the word
     * @return false where it has fewer than two letters or digits
     */
    public static boolean fits(String word) {
        char[] plain = new Plain(new Sheet(word)).chars();
        return plain.length > 2 || (plain.length == 2 && plain[0] != ' ' && plain[1] != ' ');
    }

    private void enter(EntityType type, String word) {
        if (!fits(word)) {
            throw new IllegalArgumentException("\"" + word + "\" has fewer than two letters or digits");
        }
        int state = 0;
        char[] plain = new Plain(new Sheet(word)).chars();
        for (char c : plain) {
            Integer known = steps.get(key(state, c));
            if (known == null) {
                known = states++;
                if (known == back.length) {
                    back = Arrays.copyOf(back, 2 * known);
                    lengths = Arrays.copyOf(lengths, 2 * known);
                    shorter = Arrays.copyOf(shorter, 2 * known);
                    types = Arrays.copyOf(types, 2 * known);
                }
                steps.put(key(state, c), known);
            }
            state = known;
        }
        lengths[state] = plain.length;
        types[state] = type;
    }

    private static long key(int state, char c) {
        return (long) state << 16 | c;
    }

    // breadth first: where to go on when a word ends otherwise
    private void link() {
        List<Map.Entry<Long, Integer>> edges = new ArrayList<>(steps.entrySet());
        edges.sort(Map.Entry.comparingByValue());
        int[] depth = new int[states];
        edges.forEach(edge -> depth[edge.getValue()] = depth[(int) (edge.getKey() >>> 16)] + 1);
        edges.sort((a, b) -> Integer.compare(depth[a.getValue()], depth[b.getValue()]));
        for (Map.Entry<Long, Integer> edge : edges) {
            int from = (int) (edge.getKey() >>> 16);
            int state = edge.getValue();
            back[state] = from == 0 ? 0 : step(back[from], (char) (long) edge.getKey());
            shorter[state] = lengths[back[state]] > 0 ? back[state] : shorter[back[state]];
        }
    }

    private int step(int from, char c) {
        int state = from;
        while (true) {
            Integer next = steps.get(key(state, c));
            if (next != null) {
                return next;
            }
            if (state == 0) {
                return 0;
            }
            state = back[state];
        }
    }

    void look(Sheet sheet, Finds finds) {
        Plain plain = new Plain(sheet);
        char[] chars = plain.chars();
        int state = 0;
        for (int i = 0; i < chars.length; i++) {
            state = step(state, chars[i]);
            for (int at = state; at > 0; at = shorter[at]) {
                EntityType type = types[at];
                if (type != null) {
                    int start = plain.place(i - lengths[at] + 1);
                    int end = plain.place(i) + 1;
                    if (edge(sheet, start) && edge(sheet, end)) {
                        finds.add(type, start, end, 1, "deny");
                    }
                }
            }
        }
    }

    // in scripts without blanks a name may begin and end anywhere
    private static boolean edge(Sheet sheet, int place) {
        return !sheet.joined(place - 1) || !sheet.joined(place);
    }

    /** Letters without accents and case, digits, and one blank for what stands between, or two where it parts them. */
    private static final class Plain {
        private static final char[] BASE = new char[0x2000];

        static {
            for (char c = 0; c < BASE.length; c++) {
                char small = Character.toLowerCase(Character.toUpperCase(c));
                BASE[c] = Normalizer.normalize(String.valueOf(small), Normalizer.Form.NFD)
                        .charAt(0);
            }
        }

        private final char[] chars;
        private final int[] places;
        private int length;

        Plain(Sheet sheet) {
            chars = new char[sheet.length()];
            places = new int[sheet.length()];
            int end = -1;
            for (int token = 0; token < sheet.tokens(); token++) {
                for (int i = end; token > 0 && i < Math.min(sheet.start(token), end + 2); i++) {
                    if (i == end || sheet.start(token) - end > GAP) {
                        put(' ', i);
                    }
                }
                for (int i = sheet.start(token); i < sheet.end(token); i++) {
                    char c = sheet.at(i);
                    put(c < BASE.length ? BASE[c] : Character.toLowerCase(c), i);
                }
                end = sheet.end(token);
            }
        }

        private void put(char c, int place) {
            chars[length] = c;
            places[length++] = place;
        }

        char[] chars() {
            return Arrays.copyOf(chars, length);
        }

        int place(int i) {
            return places[i];
        }
    }
}
