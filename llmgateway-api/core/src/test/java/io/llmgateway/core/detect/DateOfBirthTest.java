package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates near words of birth. */
class DateOfBirthTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "born on «May 5, 1980»",
                "DOB: «05/21/1980»",
                "date of birth «1980-05-21»",
                "Geburtsdatum: «21.05.1980», geb. «5. Mai 1980»",
                "née le «5 mai 1980»",
                "fecha de nacimiento: «21/05/1980»",
                "data di nascita «21/05/1980»",
                "дата рождения: «21.05.1980»",
                "生年月日：«1980年5月21日»",
                "dob «19800521»",
                "\"birth_date\": \"«1980-05-21»\"",
                "«1980-05-21» (DOB)",
            })
    void finds(String marked) {
        Marked.check(EntityType.DATE_OF_BIRTH, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "on 1980-05-21",
                "geboren wurde die Idee, die dann erst viel später am 21.05.1980 kam",
                "the birth of 12 kittens",
                "born in 1980",
            })
    void leaves(String text) {
        Marked.check(EntityType.DATE_OF_BIRTH, text);
    }
}
