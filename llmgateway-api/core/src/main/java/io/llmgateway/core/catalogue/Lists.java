package io.llmgateway.core.catalogue;

import io.llmgateway.error.MisconfiguredException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/** Reads a price list in any of the forms we know, by its content. Thread-safe. */
final class Lists {
    // numbers are read from their text, to the last digit
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final ObjectReader STRICT =
            MAPPER.reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private Lists() {}

    /**
     * Reads a list.
     *
     * @param name where it comes from, for messages
     * @param shortName the same for the eye, named by costs
     * @param json its content
     * @throws MisconfiguredException if it makes no sense
     */
    static Listing read(String name, String shortName, byte[] json) {
        JsonNode root;
        JacksonException twice = null;
        try {
            try {
                root = STRICT.readTree(json);
            } catch (MismatchedInputException e) { // LiteLLM's list now and then has a model twice, our own must not
                root = MAPPER.readTree(json);
                twice = e;
            }
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new MisconfiguredException("the price list " + name + " is no JSON, see its line " + line, e);
        } catch (NumberFormatException e) { // what is beyond a BigDecimal
            throw new MisconfiguredException("the price list " + name + " has a number that is too large", e);
        }
        if (twice != null && OwnFormat.recognises(root)) {
            String what = twice.getOriginalMessage();
            throw new MisconfiguredException("the price list " + name + ": "
                    + what.substring(0, Math.max(0, what.indexOf(" for "))) + ": say it once");
        }
        Listing listing = OwnFormat.recognises(root)
                ? OwnFormat.read(name, shortName, root)
                : LiteLlmFormat.recognises(root)
                        ? LiteLlmFormat.read(name, shortName, root)
                        : GenaiFormat.recognises(root) ? GenaiFormat.read(name, shortName, root) : null;
        if (listing == null) {
            throw new MisconfiguredException("the price list " + name
                    + " has none of the forms known: LiteLLM's list of models, version 2 of genai-prices' data, or our"
                    + " own with \"format\": \"" + OwnFormat.NAME + "\"");
        }
        if (listing.count() == 0) {
            throw new MisconfiguredException("the price list " + name + " has no models");
        }
        return listing;
    }
}
