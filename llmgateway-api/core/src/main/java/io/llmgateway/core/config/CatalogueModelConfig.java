package io.llmgateway.core.config;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.catalogue.models.<provider/model>}: what is known of a model. What is absent stays as the lists say.
 *
 * @param window the most tokens of a prompt
 * @param maxOutput the most tokens of an answer
 * @param free whether it costs nothing, as a model of one's own does; false if absent
 * @param prices US dollars for a million tokens, by bucket: {@code input}, {@code output}, {@code cache-read}, {@code
 *     cache-write}, {@code cache-write-long}, {@code reasoning}, {@code audio-input}, {@code audio-output}, {@code
 *     image-input}, {@code image-output}; {@code request} for one request
 * @param retires the day from which the vendor no longer serves it, such as {@code 2027-01-01}
 * @param quality how good its answers are, above 0, on a scale of one's own that is the same for all models, such as the
 *     percentage an evaluation gave
 */
public record CatalogueModelConfig(
        @Nullable Long window,
        @Nullable Long maxOutput,
        @Nullable Boolean free,
        @Nullable Map<String, BigDecimal> prices,
        @Nullable LocalDate retires,
        @Nullable Double quality) {
    public CatalogueModelConfig {
        prices = prices == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(prices));
    }
}
