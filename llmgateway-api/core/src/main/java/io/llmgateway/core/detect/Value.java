package io.llmgateway.core.detect;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How something looks that may be a secret: made by chance, made up by a person, or a mere stand-in. Immutable. */
final class Value {
    private static final int SEEN = 256; // more says nothing new
    private static final Set<String> ALL_STAND_INS = Cues.words(
            """
            example placeholder changeme change_me change-me change_this changethis your_ your- yourapi yourtoken
            yoursecret yourkey yourpass xxxx **** .... ____ ---- redacted dummy sample insert replace masked hidden fake
            <your todo not_a_ not-a- notreal _here -here""");
    private static final List<List<String>> STAND_INS =
            IntStream.range(0, 128).mapToObj(Value::standIns).toList();
    private static final List<String> STRANGE = List.of("\u2022\u2022\u2022");

    // for a, b, c and so on the letters that follow it in words: with them nine of ten pairs of European languages
    private static final List<Alphabet> FOLLOWERS = Stream.of(
                    """
                    bcdfghiklmnprstuvwxy aceijlorsuy acefhiklmorstu acdefilorstu abcdefghilmnopqrstuvwxy adefilorstu
                    aehilnorsu aeilnortu abcdefglmnoprstvxz aeou aeilnostu adeilopstuy abeilmopsuy acdefgiklnopstuv
                    abcdfghiklmnoprstuvwx aefhiloprstuy u acdefgiklmnoprstuvy acehiklmopstuwy acdefhilmnoprstuyz
                    abcdefilmnprst aeiou aehinors aceimpt enpst aeiuw"""
                            .split(" +|\n", -1))
            .map(Alphabet::of)
            .toList();

    private final int length;
    private final int small;
    private final int capitals;
    private final int digits;
    private final int marks;
    private final int others;
    private final int turns;
    private final int groups;
    private final int pairs;
    private final int odd;
    private final int longest;
    private final int repeated;
    private final int distinct;
    private final boolean hex;
    private final boolean filler;
    private final boolean standIn;

    private Value(Sheet sheet, int start, int end) {
        length = end - start;
        int stop = Math.min(end, start + SEEN);
        int smalls = 0;
        int bigs = 0;
        int numbers = 0;
        int signs = 0;
        int beyond = 0;
        int changes = 0;
        int numerals = 0;
        int together = 0;
        int strange = 0;
        int chunk = 0;
        int chunks = 0;
        int same = 1;
        int mostSame = 1;
        long low = 0;
        long high = 0;
        boolean fill = false;
        boolean onlyHex = true;
        char last = 0;
        for (int i = start; i < stop; i++) {
            char c = sheet.at(i);
            boolean letter = letter(c);
            boolean digit = c >= '0' && c <= '9';
            if (letter && c >= 'a') {
                smalls++;
            } else if (letter) {
                bigs++;
            } else if (digit) {
                numbers++;
                numerals += last >= '0' && last <= '9' ? 0 : 1;
            } else if (c < 128) {
                signs++;
            } else {
                beyond++;
            }
            onlyHex &= digit || ((c | 32) >= 'a' && (c | 32) <= 'f') || c == '-';
            chunk = letter || digit ? chunk + 1 : 0;
            chunks = Math.max(chunks, chunk);
            same = c == last ? same + 1 : 1;
            mostSame = Math.max(mostSame, same);
            fill |= same == 8 && (c == '0' || c == 'A' || c == 'x' || c == 'X');
            if (c < 64) {
                low |= 1L << c;
            } else if (c < 128) {
                high |= 1L << c;
            }
            if (letter && letter(last)) {
                together++;
                if (!FOLLOWERS.get((last | 32) - 'a').has((char) (c | 32))) {
                    strange++;
                }
                // a small letter before a capital is usual in names of programs, the reverse is not
                if (last >= 'a' && c < 'a') {
                    changes++;
                }
            } else if ((letter && last >= '0' && last <= '9') || (digit && letter(last))) {
                changes += 2;
            }
            last = c;
        }
        small = smalls;
        capitals = bigs;
        digits = numbers;
        marks = signs;
        others = beyond;
        turns = changes;
        groups = numerals;
        pairs = together;
        odd = strange;
        longest = chunks;
        repeated = mostSame;
        distinct = Long.bitCount(low) + Long.bitCount(high);
        hex = onlyHex;
        filler = fill;
        standIn = standIn(sheet, start, stop);
    }

    private static List<String> standIns(int first) {
        return ALL_STAND_INS.stream().filter(word -> word.charAt(0) == first).toList();
    }

    static Value of(Sheet sheet, int start, int end) {
        return new Value(sheet, start, end);
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean standIn(Sheet sheet, int start, int stop) {
        for (int i = start; i < stop; i++) {
            char c = Character.toLowerCase(sheet.at(i));
            for (String word : c < 128 ? STAND_INS.get(c) : STRANGE) {
                if (i + word.length() <= stop && sheet.is(i, word)) {
                    return true;
                }
            }
        }
        return false;
    }

    int length() {
        return length;
    }

    /** Whether it stands for a secret and is none: a word such as {@code example}, or one char over and over. */
    boolean dummy() {
        return standIn
                || distinct == 1
                || (distinct < 5 && length > 7)
                || (repeated > 7 && repeated > Math.min(length, SEEN) / 4);
    }

    /** Whether chance must have made it: no name, word, number or version looks so. */
    boolean random() {
        if (dummy() || others > 0) {
            return false;
        }
        if (longest < 8) { // base 64 with many marks
            return length >= 20 && digits > 2 && letters() > 7 && odd * 3 >= pairs;
        }
        boolean unlike = pairs >= 12 && odd * 10 >= pairs * 3;
        if (digits > 0 && letters() > 0) {
            return (longest >= 12 && turns >= 6 && distinct >= 8 && (groups > 2 || odd * 5 >= pairs))
                    || (longest >= 10
                            && turns + odd >= 6
                            && (turns >= 4 || odd >= 3)
                            && (groups > 1 || odd * 4 >= pairs))
                    || (digits >= 2 && longest >= 20 && odd >= 4 && odd * 5 >= pairs)
                    || (unlike && small > 0);
        }
        return unlike && pairs >= 15;
    }

    /** Whether it has digits and letters as passwords have, and is no term such as {@code sha256} or {@code v2}. */
    boolean mixed() {
        return length >= 6 && digits > 0 && letters() >= 2 && !dummy();
    }

    /** Whether it has letters of both cases and digits, or a sign that no name has. */
    boolean strong() {
        return mixed() && ((small > 0 && capitals > 0) || turns >= 4 || marks > 0);
    }

    /** Whether it is surely none, though it begins as a vendor's keys do: a word says so, or all is left blank. */
    boolean blank() {
        return standIn || (filler && repeated > Math.min(length, SEEN) / 4);
    }

    boolean hasMarks() {
        return marks > 0;
    }

    boolean hex() {
        return hex && letters() > 0 && digits > 0;
    }

    int digits() {
        return digits;
    }

    int letters() {
        return small + capitals;
    }

    /** Whether it has 8, 4, 4, 4 and 12 hex digits (RFC 9562). */
    static boolean uuid(Sheet sheet, int start, int end) {
        if (end - start != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = sheet.at(start + i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f'))) {
                return false;
            }
        }
        return true;
    }
}
