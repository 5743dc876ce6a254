package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SheetTest {
    // small ones and large ones are kept in two ways, and a long token turns one into the other
    @ParameterizedTest
    @CsvSource({"300, 12", "300, 1023", "300, 1024", "300, 5000", "20000, 12", "20000, 70000"})
    void everyTokenIsWhereItStands(int words, int longest) {
        Random random = new Random(words + longest);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            int length = i == words / 2 ? longest : 1 + random.nextInt(12);
            for (int j = 0; j < length; j++) {
                text.append("abcXYZ019".charAt(random.nextInt(9)));
            }
            text.append(random.nextInt(4) == 0 ? ", " : " ");
        }

        Sheet sheet = new Sheet(text.toString());

        List<MatchResult> tokens =
                Pattern.compile("[A-Za-z0-9]+").matcher(text).results().toList();
        assertThat(sheet.tokens()).isEqualTo(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i).group();
            assertThat(sheet.start(i)).isEqualTo(tokens.get(i).start());
            assertThat(sheet.end(i)).isEqualTo(tokens.get(i).end());
            assertThat(sheet.length(i)).isEqualTo(token.length());
            assertThat(sheet.hash(i)).isEqualTo(Sheet.hash(token.toLowerCase(Locale.ROOT)));
            assertThat(sheet.digits(i)).isEqualTo(token.matches("[0-9]+"));
            assertThat((sheet.flags(i) & Sheet.UPPER) != 0).isEqualTo(!token.equals(token.toLowerCase(Locale.ROOT)));
            assertThat(sheet.tokenAt(sheet.start(i))).isEqualTo(i);
        }
    }

    @Test
    void textsThatAreFoldedAreCutAsTheyReadThen() {
        List<String> tokens = new ArrayList<>();
        Sheet sheet = new Sheet("One caf\u00e9, ab\uff23\u200bd and jane (at) example");

        for (int i = 0; i < sheet.tokens(); i++) {
            tokens.add(sheet.text(sheet.start(i), sheet.end(i)));
        }

        assertThat(tokens).containsExactly("One", "caf\u00e9", "abCd", "and", "jane", "example");
    }
}
