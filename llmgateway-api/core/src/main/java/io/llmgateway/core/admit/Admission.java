package io.llmgateway.core.admit;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Target;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.config.AdmitConfig;
import io.llmgateway.money.BudgetState;
import io.llmgateway.money.Budgets;
import io.llmgateway.spi.CounterStore;
import io.llmgateway.spi.World;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/** The door of the room {@code admit}. */
public final class Admission {
    private final AdmitConfig config;

    private Admission(AdmitConfig config) {
        this.config = config;
    }

    /**
     * What the room works with.
     *
     * @param config the room's settings; checked here
     * @param currencies US dollars for one unit of another currency, by its code in capitals
     * @param targets what a model stands for: the property that names it, and its name, to at least one target
     * @param catalogue prices
     * @param estimator tokens
     * @param counters the counters behind budgets and limits
     * @param world time and ids
     * @return the room
     * @throws io.llmgateway.error.MisconfiguredException if a budget or a limit makes no sense
     */
    public static Admission of(
            AdmitConfig config,
            Map<String, BigDecimal> currencies,
            BiFunction<String, String, List<Target>> targets,
            ModelCatalogue catalogue,
            TokenEstimator estimator,
            CounterStore counters,
            World world) {
        return new Admission(config);
    }

    /**
     * Counters of this process, for all who need no more.
     *
     * @param most how many counters are held
     * @return the store
     */
    public static CounterStore countersInMemory(int most) {
        return new NoCounters(most);
    }

    /**
     * Refuses requests that make no sense for any vendor.
     *
     * @return the layer
     */
    public Interceptor requestCheck() {
        return new RequestCheck(Objects.requireNonNull(config.maxPromptChars()));
    }

    /**
     * Keeps callers to their limits.
     *
     * @return the layer; none where there are no limits
     */
    public Optional<Interceptor> limits() {
        return Optional.empty();
    }

    /**
     * Keeps calls to their budgets.
     *
     * @return the layer; none where there are no budgets
     */
    public Optional<Interceptor> budgets() {
        return Optional.empty();
    }

    /**
     * What the budgets stand at.
     *
     * @return for those who ask outside of calls
     */
    public Budgets states() {
        return new Budgets() {
            @Override
            public List<BudgetState> states() {
                return List.of();
            }

            @Override
            public void raise(String budget, Map<String, String> scope, BigDecimal extra, Instant until) {}
        };
    }
}
