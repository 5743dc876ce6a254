package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Private keys: in the armour of RFC 7468, RFC 4880 and OpenSSH, on lines of their own or in one with escaped breaks, encoded
 * once more, and those of PuTTY. The whole block is found.
 */
final class PrivateKeySpotter implements Spotter {
    private static final int HEAD = 60;
    private static final int LEAST = 16; // chars of a line that may be a key's
    private static final int GAP = 24; // chars between two lines: breaks, quotes, plus signs, indents

    @Override
    public Triggers triggers() {
        return new Triggers(false, "", Set.of("begin", "lines"), Set.of("LS"));
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int start = sheet.start(at);
        if (sheet.is(start, "begin")) {
            armoured(sheet, start, finds);
        } else if (sheet.is(start, "lines")) {
            putty(sheet, start, finds);
        } else {
            encoded(sheet, start, finds);
        }
    }

    private static void armoured(Sheet sheet, int word, Finds finds) {
        int start = word;
        while (start > word - 8 && (sheet.at(start - 1) == '-' || sheet.at(start - 1) == ' ')) {
            start--;
        }
        while (sheet.at(start) == ' ') {
            start++;
        }
        if (word - start < 4) {
            return;
        }
        int head = word + 5;
        boolean secret = false;
        while (head < word + HEAD && sheet.at(head) != '-' && sheet.at(head) != '\n') {
            secret |= sheet.is(head, "private key");
            head++;
        }
        if (!secret || sheet.at(head) != '-') {
            return;
        }
        int body = dashes(sheet, head);
        int next = body;
        while (next < sheet.length() && !sheet.is(next, "----")) {
            next++;
        }
        int end;
        int tail = dashes(sheet, next);
        if (sheet.is(tail, "end") || sheet.is(tail, " end")) {
            int close = tail;
            while (close < tail + HEAD && sheet.at(close) != '-' && sheet.at(close) != '\n') {
                close++;
            }
            end = dashes(sheet, close);
            if (!hasLine(sheet, body, next)) {
                return;
            }
        } else {
            end = lines(sheet, body);
            if (end == body) {
                return;
            }
        }
        finds.add(EntityType.SECRET, start, end, 0.99, "private-key");
    }

    private static int dashes(Sheet sheet, int from) {
        int i = from;
        while (sheet.at(i) == '-') {
            i++;
        }
        return i;
    }

    private static boolean hasLine(Sheet sheet, int from, int to) {
        int i = from;
        while (i < to) {
            int run = Alphabet.BASE64.run(sheet, i, to);
            if (run - i >= LEAST && !Value.of(sheet, i, run).dummy()) {
                return true;
            }
            i = run + 1;
        }
        return false;
    }

    // lines of base 64 from a place on: where the last of them ends
    private static int lines(Sheet sheet, int from) {
        int end = from;
        int i = from;
        while (i < sheet.length() && i - end <= GAP) {
            int run = Alphabet.BASE64.run(sheet, i, sheet.length());
            if (run - i >= LEAST) {
                end = run;
            } else if (run - i > 3) {
                return end; // a word: the text goes on
            }
            i = run + 1;
        }
        return end;
    }

    private static void putty(Sheet sheet, int word, Finds finds) {
        int start = word - "private-".length();
        if (!sheet.is(start, "private-lines")) {
            return;
        }
        int i = word + 5;
        while ((i < word + 12 && sheet.at(i) != '\n') || sheet.digit(i)) {
            i++;
        }
        int end = lines(sheet, i);
        if (end > i) {
            finds.add(EntityType.SECRET, start, end, 0.99, "private-key");
        }
    }

    private static void encoded(Sheet sheet, int start, Finds finds) {
        if (!sheet.is(start, "ls0tls1crudjti")) {
            return;
        }
        int end = Alphabet.BASE64.run(sheet, start, sheet.length());
        byte[] head = Base64Text.decode(sheet, start, Math.min(end, start + 80));
        if (head != null && new String(head, StandardCharsets.ISO_8859_1).contains("PRIVATE KEY")) {
            finds.add(EntityType.SECRET, start, end, 0.99, "private-key");
        }
    }
}
