package io.llmgateway.core.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which spotters are asked where, as tables. Immutable. */
final class Dispatch {
    private static final int PAIRS = 1 << 14; // two chars of ASCII
    private static final Spotter[] NONE = {};

    private final Spotter[] onDigits;
    private final Spotter[][] onMark = none(128);
    private final Map<Integer, Spotter[]> onWord = new HashMap<>();
    private final long[] wordBits = new long[1 << 6]; // a filter before the map: most words are nobody's
    private final Spotter[][] onPair = none(PAIRS);
    private final boolean marks;

    Dispatch(List<Spotter> spotters) {
        List<Spotter> digits = new ArrayList<>();
        boolean anyMark = false;
        for (Spotter spotter : spotters) {
            Triggers triggers = spotter.triggers();
            if (triggers.digits()) {
                digits.add(spotter);
            }
            for (char mark : triggers.marks().toCharArray()) {
                onMark[mark] = with(onMark[mark], spotter);
                anyMark = true;
            }
            for (String word : triggers.words()) {
                int hash = Sheet.hash(word);
                wordBits[(hash >>> 6) & 63] |= 1L << hash;
                onWord.put(hash, with(onWord.getOrDefault(hash, NONE), spotter));
            }
            triggers.prefixes().stream()
                    .map(prefix -> pair(prefix.charAt(0), prefix.charAt(1)))
                    .distinct()
                    .forEach(pair -> onPair[pair] = with(onPair[pair], spotter));
        }
        onDigits = digits.toArray(Spotter[]::new);
        marks = anyMark;
    }

    private static Spotter[][] none(int places) {
        Spotter[][] none = new Spotter[places][];
        Arrays.fill(none, NONE);
        return none;
    }

    private static Spotter[] with(Spotter[] known, Spotter one) {
        Spotter[] all = Arrays.copyOf(known, known.length + 1);
        all[known.length] = one;
        return all;
    }

    private static int pair(char first, char second) {
        return first << 7 | second;
    }

    void run(Sheet sheet, Finds finds) {
        int tokens = sheet.tokens();
        for (int token = 0; token < tokens; token++) {
            if ((sheet.flags(token) & Sheet.DIGIT) != 0) {
                ask(onDigits, sheet, token, finds);
            }
            int hash = sheet.hash(token);
            if ((wordBits[(hash >>> 6) & 63] & 1L << hash) != 0) {
                ask(onWord.getOrDefault(hash, NONE), sheet, token, finds);
            }
            int start = sheet.start(token);
            char first = sheet.at(start);
            char second = sheet.at(start + 1);
            if (first < 128 && second < 128) {
                ask(onPair[pair(first, second)], sheet, token, finds);
            }
        }
        if (marks) {
            for (int i = 0; i < sheet.length(); i++) {
                char c = sheet.at(i);
                if (c < 128) {
                    ask(onMark[c], sheet, i, finds);
                }
            }
        }
    }

    private static void ask(Spotter[] spotters, Sheet sheet, int at, Finds finds) {
        for (Spotter spotter : spotters) {
            spotter.spot(sheet, at, finds);
        }
    }
}
