package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CueBookTest {
    @Test
    void accentsOfAllCuesAreKnown() {
        List<String> all = new ArrayList<>(List.of(IdSpotter.PERSONAL, IdSpotter.OTHER));
        IdSpotter.tables().forEach(table -> table.forEach(format -> all.add(format.cues())));
        for (String cues : all) {
            for (String word : List.of(cues.split(" ", -1))) {
                String plain = CueBook.plain(word);
                if (plain != null && !Sheet.unspaced(word.charAt(0))) {
                    // the vowel signs of Devanagari are marks as well, and no accents
                    assertThat(plain)
                            .isEqualTo(Normalizer.normalize(word, Normalizer.Form.NFD)
                                    .replaceAll("[\\p{M}&&[^\\u0900-\\u097f]]", ""));
                }
            }
        }
    }

    @Test
    void wordsCountInCapitalsAndWithoutTheirAccents() {
        CueBook book = new CueBook(List.of("nummer código", "личный"));
        for (String word : List.of("nummer", "NUMMER", "Nummer", "código", "CÓDIGO", "Código", "codigo", "CODIGO")) {
            assertThat(book.sets(Sheet.hash(word))).as(word).isNotNull().satisfies(sets -> assertThat(sets.get(0))
                    .isTrue());
        }
        for (String word : List.of("личный", "ЛИЧНЫЙ", "Личный", "личныи")) {
            assertThat(book.sets(Sheet.hash(word))).as(word).isNotNull().satisfies(sets -> assertThat(sets.get(1))
                    .isTrue());
        }
        assertThat(book.sets(Sheet.hash("numer"))).isNull();
    }
}
