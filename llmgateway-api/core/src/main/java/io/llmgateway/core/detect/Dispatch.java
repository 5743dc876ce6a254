package io.llmgateway.core.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which spotters are asked where, as tables. Immutable. */
final class Dispatch {
    private static final Spotter[] NONE = {};

    private final Spotter[] onDigits;
    private final Spotter[][] onMark = none(128);
    private final int[] wordHashes; // open addressing; 0 is free, and no word has it
    private final Spotter[][] onWord;
    private final Spotter[][] onPair = none(1 << 14); // two chars of ASCII
    // which three chars some prefix begins with, by the last five bits of each: small enough to stay at hand. Two chars
    // alone were those of every third word of prose, and a fifteenth of the time
    private final long[] begun = new long[1 << 9];

    Dispatch(List<Spotter> spotters) {
        List<Spotter> digits = new ArrayList<>();
        int words = 0;
        for (Spotter spotter : spotters) {
            words += spotter.triggers().words().size();
        }
        int places = Integer.highestOneBit(4 * words + 16);
        wordHashes = new int[places];
        onWord = none(places);
        for (Spotter spotter : spotters) {
            Triggers triggers = spotter.triggers();
            if (triggers.digits()) {
                digits.add(spotter);
            }
            for (char mark : triggers.marks().toCharArray()) {
                onMark[mark] = with(onMark[mark], spotter);
            }
            for (String word : triggers.words()) {
                int hash = Sheet.hash(word);
                int place = place(hash);
                wordHashes[place] = hash;
                onWord[place] = with(onWord[place], spotter);
            }
            for (String prefix : triggers.prefixes()) {
                int pair = pair(prefix.charAt(0), prefix.charAt(1));
                onPair[pair] = with(onPair[pair], spotter);
                for (char third = 0; third < 32; third++) {
                    if (prefix.length() == 2 || third == (prefix.charAt(2) & 31)) {
                        int begin = begin(prefix.charAt(0), prefix.charAt(1), third);
                        begun[begin >>> 6] |= 1L << begin;
                    }
                }
            }
        }
        onDigits = digits.toArray(NONE);
    }

    private static Spotter[][] none(int places) {
        Spotter[][] none = new Spotter[places][];
        Arrays.fill(none, NONE);
        return none;
    }

    // once, also where several prefixes begin alike
    private static Spotter[] with(Spotter[] known, Spotter one) {
        if (known.length > 0 && known[known.length - 1].equals(one)) {
            return known;
        }
        Spotter[] all = Arrays.copyOf(known, known.length + 1);
        all[known.length] = one;
        return all;
    }

    private static int pair(char first, char second) {
        return first << 7 | second;
    }

    private static int begin(char first, char second, char third) {
        return (first & 31) << 10 | (second & 31) << 5 | (third & 31);
    }

    private int place(int hash) {
        int place = hash & (wordHashes.length - 1);
        while (wordHashes[place] != 0 && wordHashes[place] != hash) {
            place = (place + 1) & (wordHashes.length - 1);
        }
        return place;
    }

    void run(Sheet sheet, Finds finds) {
        int tokens = sheet.tokens();
        int end = 0;
        for (int token = 0; token < tokens; token++) {
            int start = sheet.start(token);
            between(sheet, end, start, finds);
            end = sheet.end(token);
            if ((sheet.flags(token) & Sheet.DIGIT) != 0) {
                ask(onDigits, sheet, token, finds);
            }
            Spotter[] named = onWord[place(sheet.hash(token))];
            if (named != NONE) {
                ask(named, sheet, token, finds);
            }
            char first = sheet.at(start);
            char second = sheet.at(start + 1);
            int begin = begin(first, second, sheet.at(start + 2));
            if ((begun[begin >>> 6] & 1L << begin) != 0 && (first | second) < 128) {
                ask(onPair[pair(first, second)], sheet, token, finds);
            }
        }
        between(sheet, end, sheet.length(), finds);
    }

    // marks are what lies between tokens
    private void between(Sheet sheet, int from, int to, Finds finds) {
        for (int i = from; i < to; i++) {
            char c = sheet.at(i);
            if (c < 128 && onMark[c] != NONE) {
                ask(onMark[c], sheet, i, finds);
            }
        }
    }

    private static void ask(Spotter[] spotters, Sheet sheet, int at, Finds finds) {
        for (Spotter spotter : spotters) {
            spotter.spot(sheet, at, finds);
        }
    }
}
