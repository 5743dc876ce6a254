package io.llmgateway.core.injection;

import io.llmgateway.core.detect.Sheet;
import java.util.Arrays;

/** A text as a sequence of words that mean something, each with its place among all words. For one look at a text. */
final class Reading {
    private static final int LONGEST_RUN_ON = 8;
    private static final int LEAST_SPELLED = 6;
    private static final int LEAST_GLUED = 11;
    private static final int LONGEST_GLUED = 400;
    private static final int LONGEST_TAG = 10;
    private static final int SAME = 24;
    private static final int BRACKETS = 40;
    private static final int FURTHEST_APART = 4;

    private final Book book;
    private final Sheet sheet;
    private final Evidence evidence;
    private int[] places;
    private short[] numbers;
    private int size;
    private int words;
    private int signs;
    private int[] ciphers = {}; // few texts have any

    Reading(Book book, Sheet sheet, Evidence evidence) {
        this.book = book;
        this.sheet = sheet;
        this.evidence = evidence;
        int guess = sheet.tokens() * 5 / 8 + 4; // of most texts a bit more than half
        places = new int[guess];
        numbers = new short[guess];
        read();
    }

    private void read() {
        int end = 0;
        int before = 0;
        int same = 0;
        int tokens = sheet.tokens();
        int token = 0;
        while (token < tokens) {
            int start = sheet.start(token);
            between(end, start);
            if (tag(start, sheet.end(token))) {
                end = sheet.end(token);
                token++;
                continue;
            }
            int hash = sheet.hash(token);
            same = hash == before ? same + 1 : 0;
            if (same == SAME) {
                evidence.add(words, Sign.PADDING);
            }
            before = hash;
            end = sheet.end(token);
            words++;
            if (end - start == 1 && Character.isLetter(sheet.at(start))) {
                int last = spelled(token);
                if (last - token >= LEAST_SPELLED) {
                    glued(token, last);
                    end = sheet.end(last - 1);
                    token = last;
                    continue;
                }
            }
            word(token, start, end, hash);
            token++;
        }
        between(end, sheet.length());
    }

    // what lies between words: sentences, and what code is full of, put them further apart
    private void between(int from, int to) {
        int brackets = 0;
        int apart = 0;
        for (int i = from; i < to; i++) {
            char c = sheet.at(i);
            if (c <= ' ' && c != '\n') {
                continue;
            }
            if (Sign.opens(c)) {
                Rule sign = Sign.at(sheet, i);
                if (sign != null) {
                    evidence.add(words, sign);
                }
            }
            switch (c) {
                case '.', '!', '?', '。' -> apart += i + 1 < sheet.length() && sheet.at(i + 1) <= ' ' ? 1 : 0;
                case '\n' -> apart += sheet.at(i + 1) == '\n' ? 1 : 0;
                case ';', '{', '}', '=', '(', '|' -> apart++;
                case ')', ']' -> brackets++;
                default -> {}
            }
            if ((c == '@' || c == '$' || c == '!' || c == '|')
                    && to - from <= 2
                    && Character.isLetter(sheet.at(i + 1))) {
                signs++;
            }
        }
        words += Math.min(apart, FURTHEST_APART);
        if (brackets >= BRACKETS) {
            evidence.add(words, Sign.PADDING);
        }
    }

    // "<b>" and "</b>" lie between words, and are none
    private boolean tag(int start, int end) {
        boolean opened = sheet.at(start - 1) == '<' || (sheet.at(start - 1) == '/' && sheet.at(start - 2) == '<');
        return opened && sheet.at(end) == '>' && end - start <= LONGEST_TAG;
    }

    private void word(int token, int start, int end, int hash) {
        int flags = sheet.flags(token);
        boolean beyond = (flags & Sheet.BEYOND) != 0;
        if (beyond && Letters.unspaced(sheet.at(start))) {
            runOn(start, end);
            return;
        }
        int number = book.exact(beyond ? plain(start, end) : hash);
        if (number == 0 && end - start > 2) {
            number = unknown(start, end, flags, hash);
        }
        if (number != 0) {
            mark(number);
            if ((flags & Sheet.DIGIT) == 0 && turns(start, end)) {
                evidence.add(words, Sign.TURN);
            }
        }
    }

    private int unknown(int start, int end, int flags, int hash) {
        boolean digits = (flags & Sheet.DIGIT) != 0;
        if (digits && (flags & Sheet.LETTER) != 0) {
            int number = book.exact(digitless(start, end, 'i'));
            return number == 0 ? book.exact(digitless(start, end, 'l')) : number;
        }
        if (digits) {
            return 0;
        }
        int cipher = book.cipher(hash);
        if (cipher != 0) {
            ciphers = ciphers.length == 0 ? new int[Book.BACKWARDS + 1] : ciphers;
            ciphers[cipher]++;
            return 0;
        }
        int number = book.guess(sheet, start, end);
        if (number == 0 && end - start >= LEAST_GLUED && end - start <= LONGEST_GLUED) {
            char[] letters = new char[end - start];
            for (int i = start; i < end; i++) {
                letters[i - start] = Letters.plain(sheet.at(i));
            }
            split(letters, .75);
        }
        return number;
    }

    // "system:" where a line begins
    private boolean turns(int start, int end) {
        return sheet.at(end) == ':' && end - start == 6 && sheet.is(start, "system") && sheet.at(start - 1) == '\n';
    }

    private int plain(int start, int end) {
        int hash = Sheet.EMPTY;
        for (int i = start; i < end; i++) {
            char c = Letters.plain(sheet.at(i));
            hash = c == 0 ? hash : Sheet.hash(hash, c);
        }
        return hash;
    }

    private int digitless(int start, int end, char one) {
        int hash = Sheet.EMPTY;
        for (int i = start; i < end; i++) {
            char c = sheet.at(i);
            hash = Sheet.hash(hash, c == '1' ? one : letter(Letters.plain(c)));
        }
        return hash;
    }

    /** The letter that a digit or mark is written for. */
    static char letter(char c) {
        return switch (c) {
            case '0' -> 'o';
            case '1', '!', '|' -> 'i';
            case '3' -> 'e';
            case '4', '@' -> 'a';
            case '5', '$' -> 's';
            case '7', '+' -> 't';
            case '8' -> 'b';
            case '9', '6' -> 'g';
            default -> c;
        };
    }

    private void runOn(int start, int end) {
        words--; // each word within it counts
        int i = start;
        while (i < end) {
            int hash = Sheet.EMPTY;
            int number = 0;
            int next = i + 1;
            int limit = Math.min(end, i + LONGEST_RUN_ON);
            for (int j = i; j < limit; j++) {
                hash = Sheet.hash(hash, sheet.at(j));
                int longer = book.runOn(hash);
                if (longer != 0) {
                    number = longer;
                    next = j + 1;
                }
            }
            words++;
            if (number != 0) {
                mark(number);
            }
            i = next;
        }
    }

    // where a run of single letters ends
    private int spelled(int token) {
        int last = token + 1;
        while (last < sheet.tokens()
                && sheet.end(last) - sheet.start(last) == 1
                && sheet.start(last) - sheet.end(last - 1) <= 3) {
            last++;
        }
        return last;
    }

    private void glued(int token, int last) {
        int length = Math.min(last - token, LONGEST_GLUED);
        char[] letters = new char[length];
        boolean same = true;
        for (int i = 0; i < length; i++) {
            letters[i] = letter(Letters.plain(sheet.at(sheet.start(token + i))));
            same &= letters[i] == letters[0];
        }
        if (!same) {
            split(letters, .5);
        } else if (length > SAME) {
            evidence.add(words, Sign.PADDING);
        }
    }

    private void split(char[] letters, double least) {
        for (int number : Glued.words(book, letters, least)) {
            mark(number);
            words++;
        }
    }

    private void mark(int number) {
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        places[size] = words;
        numbers[size++] = (short) number;
    }

    /** Looks for the rules' sequences: of each element the nearest word that fits. */
    void match(boolean indirect) {
        for (int i = 0; i < size; i++) {
            for (Rule rule : book.starts(numbers[i])) {
                if ((indirect || !rule.indirect()) && matches(rule, i)) {
                    evidence.add(places[i], rule);
                }
            }
        }
    }

    private boolean matches(Rule rule, int first) {
        int at = first;
        for (int element = 1; element < rule.elements().length; element++) {
            int furthest = places[at] + 1 + rule.gaps()[element];
            int next = at + 1;
            while (next < size && places[next] <= furthest && !book.fits(rule.elements()[element], numbers[next])) {
                next++;
            }
            if (next == size || places[next] > furthest) {
                return false;
            }
            at = next;
        }
        return true;
    }

    /** How many words there are. */
    int words() {
        return words;
    }

    /** How many marks stand where letters should. */
    int signs() {
        return signs;
    }

    /** By which cipher two telling words or more are written, see {@link Book#cipher}; 0 for none. */
    int cipher() {
        for (int cipher = 1; cipher < ciphers.length; cipher++) {
            if (ciphers[cipher] > 1) {
                return cipher;
            }
        }
        return 0;
    }
}
