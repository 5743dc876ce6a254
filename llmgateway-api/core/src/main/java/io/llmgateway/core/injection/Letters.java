package io.llmgateway.core.injection;

import java.text.Normalizer;

/** Letters as words of the book have them: small, without accents, and of one shape where scripts have many. */
final class Letters {
    private static final int FROM = 0x80;
    private static final char[] PLAIN = new char[0x2000 - FROM];
    private static final String SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ";
    private static final char NONE = 0;

    static {
        for (int i = 0; i < PLAIN.length; i++) {
            PLAIN[i] = folded((char) (i + FROM));
        }
        for (int i = 0; i < SMALL_CAPITALS.length(); i++) {
            char c = SMALL_CAPITALS.charAt(i);
            if (c >= FROM && c < 0x2000) {
                PLAIN[c - FROM] = (char) ('a' + i);
            }
        }
    }

    private Letters() {}

    private static char folded(char c) {
        char small = Character.toLowerCase(c);
        return switch (small) {
            case 'أ', 'إ', 'آ' -> 'ا';
            case 'ة' -> 'ه';
            case 'ى' -> 'ي';
            case 'ё' -> 'е';
            case 'ß' -> 's';
            case 'ł' -> 'l';
            case 'ø' -> 'o';
            case 'đ' -> 'd';
            case 'ı' -> 'i';
            default -> base(small);
        };
    }

    private static char base(char c) {
        if (Character.getType(c) == Character.NON_SPACING_MARK) {
            boolean vowel = (c >= '\u064b' && c <= '\u0652') || c == '\u093c' || c < '\u0370';
            return vowel ? NONE : c;
        }
        boolean latin = c < '\u0250' || (c >= '\u1d00' && c < '\u1dc0') || (c >= '\u1e00' && c < '\u1f00');
        boolean nukta = c >= '\u0958' && c <= '\u095f';
        if (!latin && !nukta) {
            return c;
        }
        char base = Character.toLowerCase(
                Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKD).charAt(0));
        return Character.isLetter(base) ? base : c;
    }

    /** A letter; 0 where it is none of its own. */
    static char plain(char c) {
        if (c < FROM) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        if (c < 0x2000) {
            return PLAIN[c - FROM];
        }
        return c == 'ꜰ' ? 'f' : c == 'ꜱ' ? 's' : c;
    }

    /** A word. */
    static String plain(String word) {
        StringBuilder plain = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = plain(word.charAt(i));
            if (c != NONE) {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** Whether a letter is of a script that puts no blanks between words, or hangs endings on them: Hangul, kana, Han. */
    static boolean unspaced(char c) {
        return (c >= '\u2e80' && c < '\ua000') || (c >= '\uac00' && c < '\ue000') || (c >= '\uf900' && c < '\ufb00');
    }
}
