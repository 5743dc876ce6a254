package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/**
 * Payment cards: 12 to 19 digits, in groups or not, that begin as an issuer's do (ISO/IEC 7812) and end with the right check
 * digit.
 */
final class CardSpotter implements Spotter {
    @Override
    public Triggers triggers() {
        return Triggers.DIGITS;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        // one group so far; the rest is to come
        if (sheet.digits(at) && sheet.length(at) == 16) {
            String digits = sheet.text(sheet.start(at), sheet.end(at));
            if (CheckDigits.luhn(digits)) {
                finds.add(EntityType.CREDIT_CARD, sheet.start(at), sheet.end(at), 0.95, "luhn");
            }
        }
    }
}
