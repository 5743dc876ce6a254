package io.llmgateway.core.detect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** How the keys of one vendor are formed. Immutable. */
final class KeyForm {
    private static final int OPEN = 2048; // longer ones are cut
    private static final int FAR = 12; // tokens
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String rule;
    private final Part[] parts;
    private final boolean crc;
    private final @Nullable Cues near;
    private final int anchor;
    private final char first;
    private final char second;
    private final char third;

    /** Chars that are written as they stand, or so many of an alphabet. */
    private record Part(String literal, @Nullable Alphabet alphabet, int min, int max) {}

    private KeyForm(String rule, Part[] parts, boolean crc, @Nullable Cues near) {
        this.rule = rule;
        this.parts = parts;
        this.crc = crc;
        this.near = near;
        int offset = 0;
        int found = -1;
        char one = 0;
        char two = 0;
        char three = 0;
        boolean inWord = false;
        int mark = -1;
        for (Part part : parts) {
            if (part.alphabet != null) {
                if (part.min != part.max) {
                    break;
                }
                offset += part.min;
                inWord = true;
                continue;
            }
            for (int i = 0; i < part.literal.length() && found < 0; i++) {
                char c = part.literal.charAt(i);
                boolean word = Alphabet.WORD.has(c);
                if (word && !inWord && i + 1 < part.literal.length()) {
                    found = offset + i;
                    one = c;
                    two = part.literal.charAt(i + 1);
                    three = i + 2 < part.literal.length() ? part.literal.charAt(i + 2) : 0;
                } else if (!word && mark < 0) {
                    mark = offset + i;
                }
                inWord = word;
            }
            offset += part.literal.length();
        }
        if (found < 0 && mark < 0) {
            throw new IllegalArgumentException("nothing in the form of " + rule + " says where it may stand");
        }
        anchor = found >= 0 ? found : mark;
        first = one;
        second = two;
        third = three;
    }

    /** Reads the words of a line of the list of keys, which may tell of several; its head explains them. */
    static List<KeyForm> read(String... words) {
        boolean crc = false;
        Cues near = null;
        for (int i = 2; i < words.length; i++) {
            if (words[i].equals("crc")) {
                crc = true;
            } else if (!words[i].startsWith("near:")) {
                throw new IllegalArgumentException(words[0] + ": " + words[i] + " is neither crc nor near:");
            } else {
                near = Cues.of(words[i].substring("near:".length()).split(",", -1));
            }
        }
        List<KeyForm> forms = new ArrayList<>(1);
        for (String form : choices(words[1])) {
            forms.add(new KeyForm(words[0], parts(form), crc, near));
        }
        return forms;
    }

    private static List<String> choices(String form) {
        int open = form.indexOf('(');
        int close = form.indexOf(')');
        if (open < 0) {
            return List.of(form);
        }
        List<String> all = new ArrayList<>();
        for (String choice : form.substring(open + 1, close).split("\\|", -1)) {
            all.addAll(choices(form.substring(0, open) + choice + form.substring(close + 1)));
        }
        return all;
    }

    private static Part[] parts(String form) {
        List<Part> parts = new ArrayList<>();
        int literal = 0;
        int open = form.indexOf('{');
        while (open >= 0) {
            if (!Character.isDigit(form.charAt(open + 2))) {
                open = form.indexOf('{', open + 1);
                continue;
            }
            literal(form.substring(literal, open), parts);
            int close = form.indexOf('}', open);
            String count = form.substring(open + 2, close);
            int dash = count.indexOf('-');
            boolean endless = count.endsWith("+");
            int min = Integer.parseInt(count.substring(0, dash > 0 ? dash : count.length() - (endless ? 1 : 0)));
            int max = endless ? OPEN : dash > 0 ? Integer.parseInt(count.substring(dash + 1)) : min;
            parts.add(new Part("", Alphabet.named(form.charAt(open + 1)), min, max));
            literal = close + 1;
            open = form.indexOf('{', literal);
        }
        literal(form.substring(literal), parts);
        return parts.toArray(new Part[0]);
    }

    private static void literal(String written, List<Part> parts) {
        if (!written.isEmpty()) {
            parts.add(new Part(written, null, 0, 0));
        }
    }

    String rule() {
        return rule;
    }

    /** Whether a token begins within it that can be looked for by its first two chars; if not, it has a mark. */
    boolean anchoredByWord() {
        return first != 0;
    }

    /** The two or three chars it is looked for by. */
    String prefix() {
        String pair = "" + first + second;
        return third == 0 ? pair : pair + third;
    }

    /** Whether it may have a char after the first two, for a quick no. */
    boolean goesOn(char c) {
        return third == 0 || third == c;
    }

    /** The char it is looked for by, neither letter nor digit. */
    char mark() {
        int at = anchor;
        for (Part part : parts) {
            int length = part.alphabet == null ? part.literal.length() : part.min;
            if (at < length) {
                return part.literal.charAt(at);
            }
            at -= length;
        }
        throw new IllegalStateException(rule);
    }

    /** Where it would begin whose anchor stands at a place. */
    int start(int place) {
        return place - anchor;
    }

    /**
     * Where it ends that begins at a place.
     *
     * @return the end, exclusive; -1 where none begins
     */
    int end(Sheet sheet, int start) {
        if (start < 0 || (sheet.word(start - 1) && sheet.word(start)) || Alphabet.within(sheet, start)) {
            return -1;
        }
        int at = start;
        boolean cut = false;
        for (Part part : parts) {
            if (part.alphabet == null) {
                for (int i = 0; i < part.literal.length(); i++) {
                    if (sheet.at(at + i) != part.literal.charAt(i)) {
                        return -1;
                    }
                }
                at += part.literal.length();
                cut = false;
            } else {
                int end = part.alphabet.run(sheet, at, at + part.max);
                while (end > at + part.min && sheet.at(end - 1) == '.') {
                    end--;
                }
                if (end < at + part.min) {
                    return -1;
                }
                cut = part.max == OPEN && end == at + OPEN;
                at = end;
            }
        }
        if (!cut && sheet.word(at) && sheet.at(at) < 128) {
            return -1;
        }
        return near == null || near.near(sheet, sheet.tokenAt(start), FAR, 2) ? at : -1;
    }

    /** How sure a text of this form is a key. */
    double score(Sheet sheet, int start, int end) {
        if (near != null) {
            return 0.8;
        }
        return crc && checked(sheet.text(start, end)) ? 1 : 0.97;
    }

    private static boolean checked(String key) {
        int body = key.lastIndexOf('_') + 1;
        int end = key.length() - 6;
        CRC32 crc = new CRC32();
        crc.update(key.substring(body, end).getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        for (int i = key.length() - 1; i >= end; i--) {
            if (BASE62.charAt((int) (rest % 62)) != key.charAt(i)) {
                return false;
            }
            rest /= 62;
        }
        return true;
    }
}
