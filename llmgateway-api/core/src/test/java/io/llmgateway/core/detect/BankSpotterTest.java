package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of banks and accounts after words that say so. */
class BankSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "routing number «121000358»",
                "ABA: «0711-0130-7», RTN «322271627»",
                "my checking account number is «945456787654».",
                "sort code «12-34-56»",
                "BLZ «37040044»",
                "Kontonummer: «0532013000»",
                "numéro de compte «00012345678»",
                "BSB «062-000»",
                "IFSC «SBIN0001234»",
                "acct # «12345678»",
            })
    void finds(String marked) {
        Marked.check(EntityType.BANK_NUMBER, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "121000358",
                "routing number 121000359",
                "account manager 12 of 20",
                "the account 12345",
                "account of some 12345678 people",
                "sort all 12 items by code",
                "call 12-34-56",
                "taking into account 3000 things",
            })
    void leaves(String text) {
        Marked.check(EntityType.BANK_NUMBER, text);
    }
}
