package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/**
 * A kind of number that a state or another authority gives.
 *
 * @param type what it is
 * @param country whose it is, ISO 3166-1; empty where it is everybody's
 * @param rule its name in findings
 * @param forms how it is written, divided by {@code |}: {@code 9} is a digit, {@code A} a letter, {@code *} either, a space one of
 *     space, dash, dot and underscore, the same throughout; {@code _} a space alone; all else is itself
 * @param valid tells of its letters and digits, the letters as capitals, whether they can be one
 * @param bare the proof where it is written without anything between its digits
 * @param grouped the proof where it is in groups
 * @param cues words that say it is one, in small letters, divided by spaces
 */
record IdFormat(
        EntityType type,
        String country,
        String rule,
        String forms,
        IdCheck valid,
        Proof bare,
        Proof grouped,
        String cues) {
    static IdFormat national(
            String country, String rule, String forms, IdCheck valid, Proof bare, Proof grouped, String cues) {
        return new IdFormat(EntityType.NATIONAL_ID, country, rule, forms, valid, bare, grouped, cues);
    }

    /** One without anything to check: only words beside it tell what it is. */
    static IdFormat cued(EntityType type, String country, String rule, String forms, String cues) {
        return new IdFormat(type, country, rule, forms, IdCheck.ANY, Proof.FORM, Proof.FORM, cues);
    }
}
