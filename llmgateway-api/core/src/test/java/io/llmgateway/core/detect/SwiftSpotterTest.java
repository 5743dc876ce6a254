package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes of banks. */
class SwiftSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SWIFT «DEUTDEFF500»",
                "BIC: «COBADEFFXXX».",
                "SWIFT code: «DEUTDEFF», more",
                "«NWBKGB2L» (BIC)",
            })
    void finds(String marked) {
        Marked.check(EntityType.SWIFT, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEUTDEFF",
                "swift delivery of goods",
                "SWIFT PAYMENTS are fast",
                "BIC lighter DOCU",
                "Taylor Swift concert",
            })
    void leaves(String text) {
        Marked.check(EntityType.SWIFT, text);
    }
}
