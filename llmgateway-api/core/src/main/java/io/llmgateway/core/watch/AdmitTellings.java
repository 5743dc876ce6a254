package io.llmgateway.core.watch;

import io.llmgateway.event.GatewayEvent.AccessJudged;
import io.llmgateway.event.GatewayEvent.BudgetBurning;
import io.llmgateway.event.GatewayEvent.BudgetHeld;
import io.llmgateway.event.GatewayEvent.BudgetReached;
import java.util.List;
import java.util.Map;

/** How it is told what the call may, and what it may spend. */
final class AdmitTellings {
    static final List<Telling<?>> ALL = List.of(
            Telling.of(
                    AccessJudged.class,
                    "access-judged",
                    "admit",
                    e -> (e.enforced() ? "" : "would be ")
                            + (e.allowed() ? "allowed by " + e.rule() : "refused by " + e.rule() + ": " + e.why()),
                    (e, facts) -> facts.with("allowed", e.allowed())
                            .with("rule", e.rule())
                            .with("why", e.why())
                            .with("enforced", e.enforced())),
            Telling.of(
                    BudgetHeld.class,
                    "budget-held",
                    "admit",
                    e -> "budget " + e.budget() + of(e.scope()) + " holds " + Facts.plain(e.amount()) + " " + e.unit()
                            + ": " + Facts.plain(e.used()) + " of " + Facts.plain(e.limit()) + " used",
                    (e, facts) -> facts.with("budget", e.budget())
                            .with("scope", e.scope())
                            .with("amount", e.amount())
                            .with("used", e.used())
                            .with("limit", e.limit())
                            .with("unit", e.unit())),
            Telling.of(
                    BudgetReached.class,
                    "budget-reached",
                    "admit",
                    e -> "budget " + e.budget() + of(e.scope()) + " reached " + e.percent() + " %: "
                            + e.used().toPlainString() + " of " + e.limit().toPlainString() + " " + e.unit() + ", "
                            + e.action(),
                    (e, facts) -> facts.with("budget", e.budget())
                            .with("scope", e.scope())
                            .with("percent", e.percent())
                            .with("used", e.used())
                            .with("limit", e.limit())
                            .with("unit", e.unit())
                            .with("action", e.action())
                            .with("until", e.until())),
            Telling.of(
                    BudgetBurning.class,
                    "budget-burning",
                    "admit",
                    e -> "budget " + e.budget() + of(e.scope()) + " will be gone by " + e.goneBy() + " at this rate",
                    (e, facts) -> facts.with("budget", e.budget())
                            .with("scope", e.scope())
                            .with("used", e.used())
                            .with("limit", e.limit())
                            .with("unit", e.unit())
                            .with("goneBy", e.goneBy())));

    private AdmitTellings() {}

    static String of(Map<String, String> scope) {
        return scope.isEmpty() ? "" : " of " + scope;
    }
}
