package io.llmgateway.core.detect;

import java.text.Normalizer;
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
 * between words have their cues found within tokens. Immutable once it is filled.
 */
final class CueBook {
    private static final int RUN_ON = 0x0E00; // Thai, Hangul, kana, Han: from here on

    private final Map<String, Integer> sets = new HashMap<>();
    private final Map<Integer, BitSet> words = new HashMap<>();
    private final long[] filter = new long[1 << 8];
    private final List<RunOn> runOns = new ArrayList<>();

    private record RunOn(String word, BitSet sets) {}

    /**
     * Enters words.
     *
     * @param cues words in small letters, divided by spaces
     * @return the number of their set; the same words have the same set
     */
    int enter(String cues) {
        Integer known = sets.get(cues);
        if (known != null) {
            return known;
        }
        int set = sets.size();
        sets.put(cues, set);
        int start = 0;
        while (start < cues.length()) {
            int space = cues.indexOf(' ', start);
            int end = space < 0 ? cues.length() : space;
            enter(cues.substring(start, end), set);
            start = end + 1;
        }
        return set;
    }

    private void enter(String word, int set) {
        if (word.isEmpty()) {
            return;
        }
        if (word.charAt(0) >= RUN_ON) {
            BitSet one = new BitSet();
            one.set(set);
            runOns.add(new RunOn(word, one));
            return;
        }
        String plain = Normalizer.normalize(word, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        for (String written : List.of(word, plain)) {
            String capitals = written.toUpperCase(Locale.ROOT);
            put(written, set);
            put(capitals, set);
            put(capitals.charAt(0) + written.substring(1), set);
        }
    }

    private void put(String word, int set) {
        int hash = Sheet.hash(word);
        filter[(hash >>> 6) & 255] |= 1L << hash;
        words.computeIfAbsent(hash, unknown -> new BitSet()).set(set);
    }

    /** The sets a token's word is in, by its hash; null where it is in none. */
    @Nullable
    BitSet sets(int hash) {
        return (filter[(hash >>> 6) & 255] & 1L << hash) == 0 ? null : words.get(hash);
    }

    /** The sets of the cues within a part of a text whose script has no blanks between words; null where it has none. */
    @Nullable
    BitSet within(Sheet sheet, int start, int end) {
        boolean any = false;
        for (int i = start; i < end && !any; i++) {
            any = sheet.at(i) >= RUN_ON && sheet.at(i) < 0xE000;
        }
        if (!any) {
            return null;
        }
        String text = sheet.text(start, end);
        BitSet found = null;
        for (RunOn cue : runOns) {
            if (text.contains(cue.word())) {
                found = found == null ? new BitSet() : found;
                found.or(cue.sets());
            }
        }
        return found;
    }
}
