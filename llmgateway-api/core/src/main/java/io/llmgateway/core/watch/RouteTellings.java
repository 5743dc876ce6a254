package io.llmgateway.core.watch;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.event.GatewayEvent.FellBack;
import io.llmgateway.event.GatewayEvent.ModelRetires;
import io.llmgateway.event.GatewayEvent.Retried;
import io.llmgateway.event.GatewayEvent.TargetDrifted;
import io.llmgateway.event.GatewayEvent.TargetSkipped;
import io.llmgateway.event.GatewayEvent.TargetsChosen;
import io.llmgateway.event.GatewayEvent.WaitEnded;
import io.llmgateway.event.GatewayEvent.Waited;
import io.llmgateway.event.GatewayEvent.WindowExceeded;
import java.util.List;
import java.util.Locale;

/** How it is told who is asked, who is not, and what is waited for. */
final class RouteTellings {
    static final List<Telling<?>> ALL = List.of(
            Telling.of(
                    TargetsChosen.class,
                    "targets-chosen",
                    "route",
                    e -> "\"" + e.model() + "\" stands for " + String.join(", then ", e.targets())
                            + (e.strategy().isEmpty() ? "" : " by strategy " + e.strategy())
                            + (e.rule() == null ? "" : ", " + e.rule()),
                    (e, facts) -> facts.with("model", e.model())
                            .with("strategy", e.strategy())
                            .with("rule", e.rule())
                            .with("targets", e.targets())),
            Telling.of(
                    TargetSkipped.class,
                    "target-skipped",
                    "route",
                    e -> "passed over " + e.target() + ": " + e.why()
                            + (e.until() == null ? "" : " until " + e.until()),
                    (e, facts) -> facts.with("target", e.target())
                            .with("why", e.why())
                            .with("until", e.until())),
            Telling.of(
                    WindowExceeded.class, "window-exceeded", "route", RouteTellings::exceeded, (e, facts) -> facts.with(
                                    "target", e.target())
                            .with("tokens", e.tokens())
                            .with("room", e.room())
                            .with("window", e.window())
                            .with("remedy", e.remedy())
                            .with("sent", e.sent())),
            Telling.of(
                    FellBack.class,
                    "fell-back",
                    "route",
                    e -> "went on from " + e.from() + " to " + e.to() + " because of " + why(e.why(), e.ownLimit()),
                    (e, facts) -> facts.with("from", e.from())
                            .with("to", e.to())
                            .with("failure", e.why())
                            .with("ownLimit", e.ownLimit())),
            Telling.of(
                    ModelRetires.class,
                    "model-retires",
                    "route",
                    e -> e.provider() + "/" + e.model() + " is no longer served from " + e.retires(),
                    (e, facts) ->
                            facts.with("target", e.provider() + "/" + e.model()).with("from", e.retires())),
            Telling.of(
                    Retried.class,
                    "retried",
                    "steady",
                    e -> "asks " + e.target() + " again after " + e.after().toMillis() + " ms because of "
                            + why(e.why(), e.ownLimit()),
                    (e, facts) -> facts.with("target", e.target())
                            .with("afterMs", e.after())
                            .with("failure", e.why())
                            .with("ownLimit", e.ownLimit())),
            Telling.of(
                    Waited.class,
                    "waited",
                    "steady",
                    e -> "waits up to " + e.atMost().toMillis() + " ms for " + e.target() + ": " + e.why(),
                    (e, facts) -> facts.with("target", e.target())
                            .with("atMostMs", e.atMost())
                            .with("why", e.why())),
            Telling.of(
                    WaitEnded.class,
                    "wait-ended",
                    "steady",
                    e -> "waited " + e.took().toMillis() + " ms for " + e.target(),
                    (e, facts) -> facts.with("target", e.target()).with("tookMs", e.took())),
            Telling.of(
                    TargetDrifted.class, "target-drifted", "steady", RouteTellings::drifted, (e, facts) -> facts.with(
                                    "target", e.target())
                            .with("figure", e.figure())
                            .with("usual", e.usual())
                            .with("now", e.now())
                            .with("share", e.share())));

    private RouteTellings() {}

    private static String why(FailureClass kind, boolean ownLimit) {
        return ownLimit ? "our own limit, which left no room" : kind.toString();
    }

    private static String exceeded(WindowExceeded e) {
        return "about " + e.tokens() + " tokens are too many for " + e.target() + ", which has room for " + e.room()
                + (e.window() == null ? "" : " of its window " + e.window()) + ": "
                + e.remedy().replace('-', ' ')
                + (e.sent() == null ? "" : " to about " + e.sent());
    }

    private static String drifted(TargetDrifted e) {
        String from = e.figure() + String.format(Locale.ROOT, " %.2f, usually %.2f", e.now(), e.usual());
        return e.target()
                + (e.share() < 1
                        ? " is worse than usual and gets " + Math.round(e.share() * 100) + " % of its calls: " + from
                        : " is as usual again: " + from);
    }
}
