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
        PriceSource source) {
    public ModelInfo {
        Objects.requireNonNull(vendor, "vendor");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(source, "source");
        aliases = Set.copyOf(aliases);
        capabilities = Set.copyOf(capabilities);
        prices = List.copyOf(prices);
        regions = Map.copyOf(regions);
        if ((window != null && window < 0) || (maxOutput != null && maxOutput < 0)) {
            throw new IllegalArgumentException(vendor + "/" + model + " has a window of " + window
                    + " and a maximum output of " + maxOutput + ": neither can be negative");
        }
        regions.forEach((region, factor) -> {
            if (factor.signum() < 0 || PriceRule.tooLong(factor)) {
                throw new IllegalArgumentException(vendor + "/" + model + ": the factor of region " + region + " is "
                        + factor + ": it must be 0 or more, with 100 digits at most");
            }
        });
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
