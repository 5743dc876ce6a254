package io.llmgateway.core.injection;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;

/** What is written down of letters is what Unicode says of them. */
class LettersTest {
    private static final String SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ";

    @Test
    void lettersLoseTheirAccentsAndShapes() {
        for (char c = 0; c < 0x2000; c++) {
            assertThat(Letters.plain(c)).as("U+%04X", (int) c).isEqualTo(plain(c));
        }
    }

    private static char plain(char c) {
        if (c > 127 && SMALL_CAPITALS.indexOf(c) >= 0) {
            return (char) ('a' + SMALL_CAPITALS.indexOf(c));
        }
        char small = Character.toLowerCase(c);
        int own = "أإآةىёßłøđı".indexOf(small);
        return own >= 0 ? "اااهيеslodi".charAt(own) : base(small);
    }

    private static char base(char c) {
        if (Character.getType(c) == Character.NON_SPACING_MARK) {
            boolean vowel = (c >= '\u064b' && c <= '\u0652') || c == '\u093c' || c < '\u0370';
            return vowel ? 0 : c;
        }
        boolean latin = c < '\u0250' || (c >= '\u1d00' && c < '\u1dc0') || (c >= '\u1e00' && c < '\u1f00');
        boolean nukta = c >= '\u0958' && c <= '\u095f';
        if (c < 128 || (!latin && !nukta)) {
            return c;
        }
        char base = Character.toLowerCase(
                Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKD).charAt(0));
        return Character.isLetter(base) ? base : c;
    }
}
