package io.llmgateway.core;

import io.llmgateway.chat.Cost;
import io.llmgateway.chat.OutputUse;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.statistics.ClientStatistics;
import io.llmgateway.guard.Finding;
import io.llmgateway.guard.Guards;
import io.llmgateway.guard.Masked;
import io.llmgateway.guard.Origin;
import io.llmgateway.money.BudgetState;
import io.llmgateway.money.Budgets;
import io.llmgateway.money.Catalogue;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.watch.Attempts;
import io.llmgateway.watch.Figures;
import io.llmgateway.watch.RecentCall;
import io.llmgateway.watch.Statistics;
import io.llmgateway.watch.TargetHealth;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows of its rooms: of those there are when it is asked, so that who holds it sees what is new. Thread-safe.
 *
 * @param catalogue prices
 * @param budgets what may be spent
 * @param guards masks and judgements
 * @param statistics figures
 */
record CurrentRooms(Catalogue catalogue, Budgets budgets, Guards guards, Statistics statistics) {
    CurrentRooms(Supplier<Generation> now) {
        this(
                new CurrentCatalogue(() -> now.get().books().catalogue()),
                new CurrentBudgets(() -> now.get().books().budgets()),
                new CurrentGuards(() -> now.get().guards()),
                new CurrentStatistics(() -> now.get().statistics()));
    }

    private record CurrentCatalogue(Supplier<Catalogue> now) implements Catalogue {
        @Override
        public Optional<ModelInfo> find(String target) {
            return now.get().find(target);
        }

        @Override
        public Collection<ModelInfo> models() {
            return now.get().models();
        }

        @Override
        public Cost price(String target, Usage usage) {
            return now.get().price(target, usage);
        }

        @Override
        public Cost price(String target, Usage usage, @Nullable String serviceTier, Instant at) {
            return now.get().price(target, usage, serviceTier, at);
        }

        @Override
        public List<PriceList> lists() {
            return now.get().lists();
        }

        @Override
        public void refresh() {
            now.get().refresh();
        }

        @Override
        public String toString() {
            return now.get().toString();
        }
    }

    private record CurrentBudgets(Supplier<Budgets> now) implements Budgets {
        @Override
        public List<BudgetState> states() {
            return now.get().states();
        }

        @Override
        public void raise(String budget, Map<String, String> scope, BigDecimal extra, Instant until) {
            now.get().raise(budget, scope, extra, until);
        }

        @Override
        public String toString() {
            return now.get().toString();
        }
    }

    private record CurrentGuards(Supplier<Guards> now) implements Guards {
        @Override
        public List<Finding> find(String text) {
            return now.get().find(text);
        }

        @Override
        public Masked mask(String text) {
            return now.get().mask(text);
        }

        @Override
        public double injection(String text, Origin origin) {
            return now.get().injection(text, origin);
        }

        @Override
        public String clean(String text, OutputUse use) {
            return now.get().clean(text, use);
        }

        @Override
        public String toString() {
            return now.get().toString();
        }
    }

    private record CurrentStatistics(Supplier<ClientStatistics> now) implements Statistics {
        @Override
        public boolean enabled() {
            return now.get().enabled();
        }

        @Override
        public Duration window() {
            return now.get().window();
        }

        @Override
        public Figures overall() {
            return now.get().overall();
        }

        @Override
        public Map<String, Figures> byModel() {
            return now.get().byModel();
        }

        @Override
        public Map<String, Figures> byTag(String tag) {
            return now.get().byTag(tag);
        }

        @Override
        public Map<String, Attempts> byTarget() {
            return now.get().byTarget();
        }

        @Override
        public List<TargetHealth> health() {
            return now.get().health();
        }

        @Override
        public Map<String, List<TargetHealth>> routes() {
            return now.get().routes();
        }

        @Override
        public List<RecentCall> recent() {
            return now.get().recent();
        }

        @Override
        public String toString() {
            return now.get().toString();
        }
    }
}
