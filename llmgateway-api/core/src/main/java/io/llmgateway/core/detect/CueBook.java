package io.llmgateway.core.detect;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cue words of many kinds of things at once, so that each word of a text is looked up once for all of them. Words count in
 * small letters, capitals and with a capital at the beginning, with their accents or without. Scripts that put no blanks
 * between words have their cues found within tokens. Immutable.
 */
final class CueBook {
    private static final String ACCENTED = "àáâãäçéëíóôöúüăčğšưйớ";
    private static final String PLAIN = "aaaaaceeiooouuacgsuиo";

    private final List<RunOn> runOns = new ArrayList<>();
    private final long[] known = new long[1 << 10]; // one bit for many hashes: small enough to stay at hand
    private final int[] hashes;
    private final @Nullable BitSet[] sets;

    private record RunOn(String word, int set) {}

    /**
     * A book.
     *
     * @param cues sets of words in small letters, divided by spaces; a set's number is its place
     */
    CueBook(List<String> cues) {
        Map<Integer, BitSet> words = new HashMap<>();
        for (int set = 0; set < cues.size(); set++) {
            for (String word : Shipped.words(cues.get(set))) {
                if (Sheet.unspaced(word.charAt(0))) {
                    runOns.add(new RunOn(word, set));
                } else {
                    enter(word, set, words);
                }
            }
        }
        int places = Integer.highestOneBit(words.size()) * 8; // so sparse that most words end at their first place
        hashes = new int[places];
        sets = new BitSet[places];
        for (Map.Entry<Integer, BitSet> entry : words.entrySet()) {
            int hash = entry.getKey();
            int place = place(hash);
            while (sets[place] != null) {
                place = (place + 1) & (places - 1);
            }
            hashes[place] = hash;
            sets[place] = entry.getValue();
            known[bits(hash) >>> 6] |= 1L << bits(hash);
        }
    }

    private static void enter(String word, int set, Map<Integer, BitSet> words) {
        put(word, set, words);
        String plain = plain(word);
        if (plain != null) {
            capitals(word, set, words);
            put(plain, set, words);
            capitals(plain, set, words);
        }
    }

    // hashes have the capitals of ASCII small already
    private static void capitals(String word, int set, Map<Integer, BitSet> words) {
        String capitals = word.toUpperCase(Locale.ROOT);
        put(capitals, set, words);
        put(capitals.charAt(0) + word.substring(1), set, words);
    }

    private static void put(String word, int set, Map<Integer, BitSet> words) {
        BitSet sets = words.get(Sheet.hash(word));
        if (sets == null) {
            sets = new BitSet();
            words.put(Sheet.hash(word), sets);
        }
        sets.set(set);
    }

    /**
     * A word without its accents; null where all of it is ASCII. By a table of those that cues have, since what normalizes all
     * of Unicode takes long to load.
     */
    static @Nullable String plain(String word) {
        char[] plain = word.toCharArray();
        boolean ascii = true;
        for (int i = 0; i < plain.length; i++) {
            if (plain[i] >= 128) {
                ascii = false;
                int accented = ACCENTED.indexOf(plain[i]);
                plain[i] = accented < 0 ? plain[i] : PLAIN.charAt(accented);
            }
        }
        return ascii ? null : new String(plain);
    }

    private static int bits(int hash) {
        return (hash ^ hash >>> 16) & 0xffff;
    }

    private int place(int hash) {
        return (hash ^ hash >>> 15) & (hashes.length - 1);
    }

    /** The sets a token's word is in, by its hash; null where it is in none. */
    @Nullable
    BitSet sets(int hash) {
        if (!known(hash)) {
            return null;
        }
        int place = place(hash);
        while (sets[place] != null) {
            if (hashes[place] == hash) {
                return sets[place];
            }
            place = (place + 1) & (hashes.length - 1);
        }
        return null;
    }

    /** Whether a cue may be among some tokens: a quick no spares a closer look. */
    boolean near(Sheet sheet, int first, int last) {
        boolean near = sheet.unspaced();
        for (int i = Math.max(0, first); i < Math.min(sheet.tokens(), last + 1) && !near; i++) {
            near = !sheet.digits(i) && known(sheet.hash(i));
        }
        return near;
    }

    private boolean known(int hash) {
        return (known[bits(hash) >>> 6] & 1L << bits(hash)) != 0;
    }

    /** The sets of the cues within a part of a text whose script has no blanks between words; null where it has none. */
    @Nullable
    BitSet within(Sheet sheet, int start, int end) {
        boolean any = false;
        for (int i = start; i < end && !any && sheet.unspaced(); i++) {
            any = Sheet.unspaced(sheet.at(i));
        }
        if (!any) {
            return null;
        }
        String text = sheet.text(start, end);
        BitSet found = null;
        for (RunOn cue : runOns) {
            if (text.contains(cue.word())) {
                found = found == null ? new BitSet() : found;
                found.set(cue.set());
            }
        }
        return found;
    }
}
