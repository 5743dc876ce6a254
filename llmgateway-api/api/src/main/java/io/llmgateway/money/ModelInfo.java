package io.llmgateway.money;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model.
 *
 * @param vendor who serves it: the type of a provider, or the dialect of one that speaks OpenAI's
 * @param model its name, in the vendor's words
 * @param aliases other names of the same model there
 * @param kind {@code chat}, {@code embedding}, {@code image}, …
 * @param window the most tokens of prompt, or prompt and answer together; null where unknown
 * @param maxOutput the most tokens of an answer; null where unknown
 * @param capabilities such as {@code tools}, {@code vision}, {@code reasoning}, {@code json_schema}, {@code caching}
 * @param retires the day from which the vendor no longer serves it; null where none is announced
 * @param prices the rules of its price, in order; empty where unknown
 * @param regions surcharges by region: what the whole price is multiplied with
 * @param source where the prices come from
 * @param quality how good its answers are, above 0, on a scale of the user's own; null where nobody has said. No list says
 *     it
 */
public record ModelInfo(
        String vendor,
        String model,
        Set<String> aliases,
        String kind,
        @Nullable Long window,
        @Nullable Long maxOutput,
        Set<String> capabilities,
        @Nullable LocalDate retires,
        List<PriceRule> prices,
        Map<String, BigDecimal> regions,
        PriceSource source,
        @Nullable Double quality) {
    public ModelInfo {
        Objects.requireNonNull(vendor, "vendor");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(source, "source");
        aliases = Set.copyOf(aliases);
        capabilities = Set.copyOf(capabilities);
        prices = List.copyOf(prices);
        regions = Map.copyOf(regions);
        if (quality != null && (!(quality > 0) || quality.isInfinite())) {
            throw new IllegalArgumentException(
                    vendor + "/" + model + " has a quality of " + quality + ": it must be above 0, and finite");
        }
        if ((window != null && window < 0) || (maxOutput != null && maxOutput < 0)) {
            throw new IllegalArgumentException(vendor + "/" + model + " has a window of " + window
                    + " and a maximum output of " + maxOutput + ": neither can be negative");
        }
        for (Map.Entry<String, BigDecimal> each : regions.entrySet()) {
            BigDecimal factor = each.getValue();
            if (factor.signum() < 0 || PriceRule.tooLong(factor)) {
                throw new IllegalArgumentException(vendor + "/" + model + ": the factor of region " + each.getKey()
                        + " is " + factor + ": it must be 0 or more, with 100 digits at most");
            }
        }
    }

    /**
     * A model of whose quality nothing is said.
     *
     * @param vendor who serves it
     * @param model its name
     * @param aliases other names
     * @param kind what it does
     * @param window tokens of prompt; null where unknown
     * @param maxOutput tokens of an answer; null where unknown
     * @param capabilities what it can
     * @param retires the day from which it is no longer served; null where none is announced
     * @param prices the rules of its price
     * @param regions surcharges by region
     * @param source where the prices come from
     */
    public ModelInfo(
            String vendor,
            String model,
            Set<String> aliases,
            String kind,
            @Nullable Long window,
            @Nullable Long maxOutput,
            Set<String> capabilities,
            @Nullable LocalDate retires,
            List<PriceRule> prices,
            Map<String, BigDecimal> regions,
            PriceSource source) {
        this(vendor, model, aliases, kind, window, maxOutput, capabilities, retires, prices, regions, source, null);
    }

    /**
     * The same model with a quality.
     *
     * @param value above 0, on the same scale for all models
     * @return a copy
     */
    public ModelInfo withQuality(double value) {
        return new ModelInfo(
                vendor, model, aliases, kind, window, maxOutput, capabilities, retires, prices, regions, source, value);
    }

    /**
     * Where a price comes from.
     *
     * @param name the list, such as {@code shipped}
     * @param url the vendor's page or the list's address, or null
     * @param date the day it was true, or null where the list does not say
     */
    public record PriceSource(String name, @Nullable String url, @Nullable LocalDate date) {
        public PriceSource {
            Objects.requireNonNull(name, "name");
        }
    }
}
