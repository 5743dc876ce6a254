package io.llmgateway.core.detect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** How the keys of one vendor are formed. Immutable. */
final class KeyForm {
    private static final int OPEN = 2048; // longer ones are cut
    private static final int FAR = 12; // tokens
    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String rule;
    private final List<Part> parts;
    private final boolean crc;
    private final @Nullable Cues near;
    private final int anchor;
    private final char first;
    private final char second;
    private final char third;

    /** Chars that are written as they stand, or so many of an alphabet. */
    private record Part(String literal, @Nullable Alphabet alphabet, int min, int max) {}

    private KeyForm(String rule, List<Part> parts, boolean crc, @Nullable Cues near) {
        this.rule = rule;
        this.parts = List.copyOf(parts);
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

    /** Reads a line of the list of keys; its head explains it. */
    static List<KeyForm> read(String line) {
        List<String> words = List.of(BLANKS.split(line.trim(), -1));
        boolean crc = words.contains("crc");
        Cues near = words.stream()
                .filter(word -> word.startsWith("near:"))
                .map(word -> Cues.of(word.substring(5).split(",", -1)))
                .findFirst()
                .orElse(null);
        return choices(words.get(1)).stream()
                .map(form -> new KeyForm(words.get(0), parts(form), crc, near))
                .toList();
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

    private static List<Part> parts(String form) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < form.length()) {
            if (form.charAt(i) != '{' || !Character.isDigit(form.charAt(i + 2))) {
                literal.append(form.charAt(i++));
                continue;
            }
            if (!literal.isEmpty()) {
                parts.add(new Part(literal.toString(), null, 0, 0));
                literal.setLength(0);
            }
            int close = form.indexOf('}', i);
            String count = form.substring(i + 2, close);
            int dash = count.indexOf('-');
            boolean open = count.endsWith("+");
            int min = Integer.parseInt(count.substring(0, dash > 0 ? dash : count.length() - (open ? 1 : 0)));
            int max = open ? OPEN : dash > 0 ? Integer.parseInt(count.substring(dash + 1)) : min;
            parts.add(new Part("", Alphabet.named(form.charAt(i + 1)), min, max));
            i = close + 1;
        }
        if (!literal.isEmpty()) {
            parts.add(new Part(literal.toString(), null, 0, 0));
        }
        return parts;
    }

    String rule() {
        return rule;
    }

    /** Whether a token begins within it that can be looked for by its first two chars; if not, it has a mark. */
    boolean anchoredByWord() {
        return first != 0;
    }

    /** The two chars it is looked for by. */
    String pair() {
        return "" + first + second;
    }

    /** Whether it may have a char after these two, for a quick no. */
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
