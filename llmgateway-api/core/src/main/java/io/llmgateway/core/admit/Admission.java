package io.llmgateway.core.admit;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Target;
import io.llmgateway.core.access.Policy;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.config.AdmitConfig;
import io.llmgateway.core.config.BudgetConfig;
import io.llmgateway.core.config.LimitConfig;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.money.Budgets;
import io.llmgateway.spi.CounterStore;
import io.llmgateway.spi.World;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The door of the room {@code admit}. */
public final class Admission {
    private final int maxPromptChars;
    private final Policy policy;
    private final List<Limit> limits;
    private final BudgetBook book;
    private final Forecast forecast;
    private final Till till;
    private final Map<CallerLimits.Fair, Sharers> sharers;
    private final World world;

    private Admission(
            int maxPromptChars,
            Policy policy,
            List<Limit> limits,
            BudgetBook book,
            Forecast forecast,
            Till till,
            Map<CallerLimits.Fair, Sharers> sharers,
            World world) {
        this.maxPromptChars = maxPromptChars;
        this.policy = policy;
        this.world = world;
        this.limits = limits;
        this.book = book;
        this.forecast = forecast;
        this.till = till;
        this.sharers = sharers;
    }

    /**
     * What the room works with.
     *
     * @param config the room's settings; checked here
     * @param policy who may ask what
     * @param currencies US dollars for one unit of another currency, by its code in capitals
     * @param targets what a model stands for: the property that names it, and its name, to at least one target
     * @param catalogue prices
     * @param estimator tokens
     * @param counters the counters behind budgets and limits
     * @param before the room with other settings, whose budgets were raised; null where there was none
     * @param world time and ids
     * @return the room
     * @throws io.llmgateway.error.MisconfiguredException if a budget or a limit makes no sense
     */
    public static Admission of(
            AdmitConfig config,
            Policy policy,
            Map<String, BigDecimal> currencies,
            BiFunction<String, String, List<Target>> targets,
            ModelCatalogue catalogue,
            TokenEstimator estimator,
            CounterStore counters,
            @Nullable Admission before,
            World world) {
        Forecast forecast = new Forecast(targets, catalogue::most, catalogue::find, estimator, config.assumedOutput());
        return of(config, policy, currencies, forecast, counters, before, world);
    }

    static Admission of(
            AdmitConfig config,
            Policy policy,
            Map<String, BigDecimal> currencies,
            Forecast forecast,
            CounterStore counters,
            @Nullable Admission before,
            World world) {
        BudgetReader reader = new BudgetReader(currencies, forecast::targets);
        List<Budget> budgets = new ArrayList<>();
        for (Map.Entry<String, BudgetConfig> one :
                Objects.requireNonNull(config.budgets()).entrySet()) {
            budgets.add(reader.read(one.getKey(), one.getValue()));
        }
        List<Limit> limits = new ArrayList<>();
        for (Map.Entry<String, LimitConfig> one :
                Objects.requireNonNull(config.limits()).entrySet()) {
            limits.add(Limit.of(one.getKey(), one.getValue(), forecast::targets));
        }
        Till till = before == null ? new Till(counters, world) : before.till; // names reservations, each once
        return new Admission(
                Objects.requireNonNull(config.maxPromptChars()),
                policy,
                List.copyOf(limits),
                new BudgetBook(budgets, till, before == null ? null : before.book),
                forecast,
                till,
                before == null ? new ConcurrentHashMap<>() : before.sharers,
                world);
    }

    /**
     * Counters of this process, for all who need no more. When there are too many, those that stand at zero are
     * dropped; when all are in use, further scopes share one counter for each budget and limit.
     *
     * @param most how many counters are held, above 0
     * @return the store
     */
    public static CounterStore countersInMemory(int most) {
        return new MemoryCounters(most);
    }

    /**
     * Refuses requests that make no sense for any vendor.
     *
     * @return the layer
     */
    public Interceptor requestCheck() {
        return new RequestCheck(maxPromptChars, policy.classes());
    }

    /**
     * Refuses what its caller may not ask, or no target may see.
     *
     * @return the layer; none where everybody may ask everything
     */
    public Optional<Interceptor> access() {
        return policy.isEmpty() ? Optional.empty() : Optional.of(new AccessGate(policy, forecast, world));
    }

    /**
     * Keeps callers to their limits.
     *
     * @return the layer; none where there are no limits
     */
    public Optional<Interceptor> limits() {
        return limits.isEmpty() ? Optional.empty() : Optional.of(new CallerLimits(limits, forecast, till, sharers));
    }

    /**
     * Keeps calls to their budgets.
     *
     * @return the layer; none where there are no budgets
     */
    public Optional<Interceptor> budgets() {
        return book.isEmpty() ? Optional.empty() : Optional.of(new BudgetGate(book, forecast, till));
    }

    /**
     * What the budgets stand at.
     *
     * @return for those who ask outside of calls
     */
    public Budgets states() {
        return book;
    }

    /**
     * Since when entries count for a budget that is new: at the start all are.
     *
     * @return entries from before need not be restored; empty where none need be
     */
    public Optional<Instant> remembers() {
        return book.remembers();
    }

    /**
     * Notes an entry of the ledger for budgets that are new, so that a new start does not open a budget again. Does
     * nothing where its window is over, and nothing where the counters are not those of this process, since they
     * remember by themselves.
     *
     * @param entry the entry; each only once
     */
    public void restore(LedgerEntry entry) {
        book.restore(entry);
    }

    /** Books what was restored: from now on the budgets count. */
    public void begin() {
        book.begin();
    }
}
