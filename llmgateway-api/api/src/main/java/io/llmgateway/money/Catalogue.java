package io.llmgateway.money;

import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Usage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The models and their prices, as this client sees them: what is shipped, over it the lists named in the configuration,
 * over them the models of the configuration, over them those given in code. Thread-safe; a refresh swaps everything at
 * once.
 */
public interface Catalogue {
    /**
     * What is known of a model.
     *
     * @param target {@code provider/model}, where provider is an id of the configuration or a vendor
     * @return the model, if known; dated names ({@code gpt-5-2025-08-07}) find the model they are a release of
     */
    Optional<ModelInfo> find(String target);

    /**
     * All models.
     *
     * @return an immutable collection
     */
    Collection<ModelInfo> models();

    /**
     * Prices a usage, now and in the usual class of service.
     *
     * @param target {@code provider/model}
     * @param usage what was used
     * @return the cost; without an amount where the price is unknown
     */
    Cost price(String target, Usage usage);

    /**
     * Prices a usage.
     *
     * @param target {@code provider/model}
     * @param usage what was used
     * @param serviceTier the class of service, such as {@code batch}; null for the usual one
     * @param at when
     * @return the cost; without an amount where the price is unknown
     */
    Cost price(String target, Usage usage, @Nullable String serviceTier, Instant at);

    /**
     * The lists in use, the one that wins last.
     *
     * @return each with its date
     */
    List<PriceList> lists();

    /**
     * Reads the files and addresses of the configuration again, all of them or none.
     *
     * @throws io.llmgateway.error.MisconfiguredException if one cannot be read or makes no sense; the last good prices
     *     stay in use
     */
    void refresh();

    /**
     * A list in use.
     *
     * @param name {@code shipped}, a file, an address, {@code configuration} or {@code code}
     * @param date the day its prices were true; null where it does not say
     * @param models how many models it has
     */
    record PriceList(String name, @Nullable LocalDate date, int models) {}
}
