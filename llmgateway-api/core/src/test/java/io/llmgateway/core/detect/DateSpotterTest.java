package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates in figures and words. */
class DateSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "on «2021-05-21»",
                "«5/20/2021», «20/5/2021», «20.05.2021», «5-20-2021»",
                "«05/21/21»",
                "«2024-06-05T09:15:30.500-07:00» or so",
                "«May 5, 2021» «5 May 2021» «5th of May 2021» «5. Mai 2021»",
                "«5 de mayo de 2021» «1er janvier 2020» «12 Aprile 1999»",
                "«5-MAY-2021», «May-21», «21-May», «May 2021»",
                "«2021年5月21日»に",
                "«2021/05/21».",
                "\"date\":\"«2021-05-21»\"",
                "«5 мая 2021»",
                "«December 24th»",
            })
    void finds(String marked) {
        Marked.check(EntityType.DATE, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.13 and 1.2.3",
                "5 may be enough, 3 march on",
                "13/13/2021, 2021-13-01, 32.01.2021",
                "192.168.1.1",
                "1/2 cup and 3/4",
                "2021",
                "01-02-03-04-05",
                "12:34:56",
                "version 10.11.12",
                "555-12-2021",
                "born on 1980-01-02",
            })
    void leaves(String text) {
        Marked.check(EntityType.DATE, text);
    }
}
