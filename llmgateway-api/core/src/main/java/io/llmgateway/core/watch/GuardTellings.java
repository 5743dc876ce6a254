package io.llmgateway.core.watch;

import io.llmgateway.event.GatewayEvent.GuardJudged;
import io.llmgateway.event.GatewayEvent.GuardMarked;
import io.llmgateway.event.GatewayEvent.Masked;
import java.util.List;
import java.util.Locale;

/** How it is told what guards found and did. */
final class GuardTellings {
    static final List<Telling<?>> ALL = List.of(
            Telling.of(
                    GuardJudged.class,
                    "guard-judged",
                    "guard",
                    e -> "guard " + e.guard() + (e.enforced() ? ": " : " would: ") + e.verdict() + " because of "
                            + e.rule() + " in " + Facts.word(e.origin())
                            + (e.score() < 1 ? String.format(Locale.ROOT, ", score %.2f", e.score()) : "")
                            + " (" + e.property() + ")",
                    (e, facts) -> facts.with("guard", e.guard())
                            .with("verdict", e.verdict())
                            .with("rule", e.rule())
                            .with("origin", e.origin())
                            .with("score", e.score())
                            .with("enforced", e.enforced())
                            .with("property", e.property())),
            Telling.of(
                    GuardMarked.class,
                    "guard-marked",
                    "guard",
                    e -> e.guard() + ": marks in " + e.places() + (e.places() == 1 ? " place" : " places"),
                    (e, facts) -> facts.with("guard", e.guard()).with("places", e.places())),
            Telling.of(
                    Masked.class,
                    "masked",
                    "guard",
                    e -> (e.answered() ? "of the answer" : "of the request")
                            + (e.masked().isEmpty() ? "" : ", masked " + e.masked())
                            + (e.kept().isEmpty() ? "" : ", left " + e.kept())
                            + (e.blocked().isEmpty() ? "" : ", refused " + e.blocked()),
                    (e, facts) -> facts.with("answered", e.answered())
                            .with("masked", e.masked())
                            .with("kept", e.kept())
                            .with("blocked", e.blocked())));

    private GuardTellings() {}
}
