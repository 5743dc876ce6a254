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
        this(new CurrentCatalogue(now), new CurrentBudgets(now), new CurrentGuards(now), new CurrentStatistics(now));
    }

    private record CurrentCatalogue(Supplier<Generation> now) implements Catalogue {
        private Catalogue current() {
            return now.get().books().catalogue();
        }

        @Override
        public Optional<ModelInfo> find(String target) {
            return current().find(target);
        }

        @Override
        public Collection<ModelInfo> models() {
            return current().models();
        }

        @Override
        public Cost price(String target, Usage usage) {
            return current().price(target, usage);
        }

        @Override
        public Cost price(String target, Usage usage, @Nullable String serviceTier, Instant at) {
            return current().price(target, usage, serviceTier, at);
        }

        @Override
        public List<PriceList> lists() {
            return current().lists();
        }

        @Override
        public void refresh() {
            current().refresh();
        }

        @Override
        public String toString() {
            return current().toString();
        }
    }

    private record CurrentBudgets(Supplier<Generation> now) implements Budgets {
        private Budgets current() {
            return now.get().books().budgets();
        }

        @Override
        public List<BudgetState> states() {
            return current().states();
        }

        @Override
        public void raise(String budget, Map<String, String> scope, BigDecimal extra, Instant until) {
            current().raise(budget, scope, extra, until);
        }

        @Override
        public String toString() {
            return current().toString();
        }
    }

    private record CurrentGuards(Supplier<Generation> now) implements Guards {
        private Guards current() {
            return now.get().guards();
        }

        @Override
        public List<Finding> find(String text) {
            return current().find(text);
        }

        @Override
        public Masked mask(String text) {
            return current().mask(text);
        }

        @Override
        public double injection(String text, Origin origin) {
            return current().injection(text, origin);
        }

        @Override
        public String clean(String text, OutputUse use) {
            return current().clean(text, use);
        }

        @Override
        public String toString() {
            return current().toString();
        }
    }

    private record CurrentStatistics(Supplier<Generation> now) implements Statistics {
        private ClientStatistics current() {
            return now.get().statistics();
        }

        @Override
        public boolean enabled() {
            return current().enabled();
        }

        @Override
        public Duration window() {
            return current().window();
        }

        @Override
        public Figures overall() {
            return current().overall();
        }

        @Override
        public Map<String, Figures> byModel() {
            return current().byModel();
        }

        @Override
        public Map<String, Figures> byTag(String tag) {
            return current().byTag(tag);
        }

        @Override
        public Map<String, Attempts> byTarget() {
            return current().byTarget();
        }

        @Override
        public List<TargetHealth> health() {
            return current().health();
        }

        @Override
        public Optional<String> defaultModel() {
            return current().defaultModel();
        }

        @Override
        public Map<String, List<TargetHealth>> routes() {
            return current().routes();
        }

        @Override
        public List<RecentCall> recent() {
            return current().recent();
        }

        @Override
        public String toString() {
            return current().toString();
        }
    }
}
