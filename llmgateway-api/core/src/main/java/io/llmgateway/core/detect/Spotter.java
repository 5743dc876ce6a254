package io.llmgateway.core.detect;

/**
 * Finds one family of things. It is asked at the places its triggers name, and looks around from there; how far is bounded,
 * whatever the text. Immutable.
 */
interface Spotter {
    /** The places that may be of interest. */
    Triggers triggers();

    /**
     * Looks around a place.
     *
     * @param sheet the text
     * @param at the token, or for a mark its place in the text
     * @param finds gets what is found
     */
    void spot(Sheet sheet, int at, Finds finds);
}
