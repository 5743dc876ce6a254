package io.llmgateway.core.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.catalogue}: the models and their prices.
 *
 * @param files price lists to lay over the shipped one, the last one wins; none if absent
 * @param url an address to read a price list from, over the files; none if absent
 * @param refresh how often files and address are read again, from one minute on; never if absent, only when asked to
 * @param models {@code provider/model} to what is known of it, over all lists; {@code provider/*} for all of a
 *     provider's
 * @param currencies US dollars for one unit of another currency, by its code ({@code EUR})
 * @param retireWarning how long before a model retires its use is told; 90 days if absent
 * @param retired whether the configuration may name models that are retired; {@code refuse} if absent
 * @param renames {@code provider/model} to the one that is asked instead
 */
public record CatalogueConfig(
        @Nullable List<String> files,
        @Nullable String url,
        @Nullable Duration refresh,
        @Nullable Map<String, CatalogueModelConfig> models,
        @Nullable Map<String, BigDecimal> currencies,
        @Nullable Duration retireWarning,
        @Nullable Retired retired,
        @Nullable Map<String, String> renames) {
    /** What becomes of a configuration that names a retired model. */
    public enum Retired {
        /** It is taken. */
        ALLOW,
        /** It is an error at start. */
        REFUSE
    }

    /** Nothing but what is shipped. */
    public static final CatalogueConfig EMPTY = new CatalogueConfig(null, null, null, null, null, null, null, null);

    public CatalogueConfig {
        files = files == null ? List.of() : List.copyOf(files);
        models = models == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(models));
        currencies = currencies == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(currencies));
        retireWarning = retireWarning == null ? Duration.ofDays(90) : retireWarning;
        retired = retired == null ? Retired.REFUSE : retired;
        renames = renames == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(renames));
        if (retireWarning.isNegative()) {
            throw new IllegalArgumentException("retire-warning is " + retireWarning + ": it must not be negative");
        }
        if (refresh != null && refresh.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("refresh is " + refresh + ": it must be 1m or more");
        }
        if (refresh != null && files.isEmpty() && url == null) {
            throw new IllegalArgumentException(
                    "refresh is set, but neither files nor url: there is nothing to read again");
        }
        for (Map.Entry<String, BigDecimal> currency : currencies.entrySet()) {
            String code = currency.getKey();
            BigDecimal dollars = currency.getValue();
            if (!code.matches("[A-Za-z]{3}") || code.equalsIgnoreCase("USD")) {
                throw new IllegalArgumentException(
                        "currencies." + code + ": it must be the code of another currency, such as EUR");
            }
            if (dollars == null || dollars.signum() <= 0) {
                throw new IllegalArgumentException(
                        "currencies." + code + " is " + dollars + ": it must be above 0, US dollars for one " + code);
            }
        }
    }
}
