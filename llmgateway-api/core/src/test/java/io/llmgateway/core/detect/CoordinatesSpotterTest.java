package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Geographic coordinates. */
class CoordinatesSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "«48.8566, 2.3522»",
                "at «51.50735,-0.12776».",
                "«40.7128° N, 74.0060° W»",
                "«48°51'24\"N 2°21'3\"E»",
                "GPS: «48.85, 2.35»",
                "{\"lat\": «48.8566», \"lng\": «2.3522»}",
                "«-33.8688, 151.2093»",
                "«48° 51′ 24″ N, 2° 21′ 3″ E»",
                "geo «52.5200 13.4050»",
            })
    void finds(String marked) {
        Marked.check(EntityType.COORDINATES, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1234, 0.5678",
                "[0.123456, -0.98765, 0.5556]",
                "12.34, 56.78",
                "98.8566, 2.3522",
                "1.2.3, 4.5.6",
                "3.1415 and 2.7182",
                "version 48.8566",
                "48° in the shade",
                "[12.3456, 45.6789, 78.9012]",
            })
    void leaves(String text) {
        Marked.check(EntityType.COORDINATES, text);
    }
}
