package io.llmgateway.core.watch;

import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.GatewayEvent.CallEnded;
import io.llmgateway.event.GatewayEvent.CallStarted;
import io.llmgateway.event.GatewayEvent.Recalled;
import io.llmgateway.event.GatewayEvent.SpendRose;
import io.llmgateway.event.GatewayEvent.Warned;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How it is told that calls begin and end, and what may happen in any room. */
final class CallTellings {
    /** Codes of warnings whose words are a vendor's: they may repeat the prompt. */
    private static final Set<String> VENDORS = Set.of("finish_message", "blocked", "refusal");

    static final List<Telling<?>> ALL = List.of(
            Telling.of(
                    CallStarted.class,
                    "call-started",
                    "watch",
                    e -> e.kind()
                            + (e.model().isEmpty() ? " with the default model" : " with model \"" + e.model() + "\"")
                            + (e.streamed() ? ", streamed" : ", whole"),
                    (e, facts) -> facts.with("operation", e.operation())
                            .with("kind", e.kind())
                            .with("model", e.model())
                            .with("streamed", e.streamed())),
            Telling.of(CallEnded.class, "call-ended", "watch", CallTellings::ended, (e, facts) -> facts.with(
                            "outcome", e.outcome())
                    .with("finishReason", e.finishReason())
                    .with("error", e.error())
                    .with("failure", e.failure())
                    .with("rule", e.rule())
                    .with("tookMs", e.took())
                    .with("tokens", tokens(e.usage()))),
            Telling.of(
                    SpendRose.class,
                    "spend-rose",
                    "watch",
                    e -> "spending" + AdmitTellings.of(e.scope()) + " rose from $" + Facts.plain(e.usual()) + " to $"
                            + Facts.plain(e.now()),
                    (e, facts) -> facts.with("scope", e.scope())
                            .with("usual", e.usual())
                            .with("now", e.now())),
            Telling.of(Recalled.class, "recalled", "recall", e -> hit(e.hit()), (e, facts) -> facts.with(
                            "from", e.hit().kind())
                    .with("ageMs", e.hit().age())
                    .with("tokens", tokens(e.hit().usage()))
                    .with("saved", e.hit().saved())),
            new Telling<>(
                    Warned.class,
                    "warned",
                    Warned::room,
                    e -> "warning: "
                            + Objects.requireNonNullElse(message(e), e.warning().code()),
                    (e, facts) -> facts.with("code", e.warning().code()).with("message", message(e))));

    private CallTellings() {}

    private static @Nullable String message(Warned e) {
        return VENDORS.contains(e.warning().code()) ? null : e.warning().message();
    }

    private static String ended(CallEnded e) {
        if (e.rule() != null && e.failure() == null) {
            return "refused by " + e.rule();
        }
        return Facts.word(e.outcome())
                + (e.error() == null ? "" : " with " + e.error())
                + (e.failure() == null ? "" : ", " + e.failure())
                + (e.rule() == null ? "" : ", by our own limit " + e.rule())
                + (e.finishReason() == null ? "" : ", finish reason " + e.finishReason());
    }

    private static String hit(CacheHit hit) {
        String where =
                switch (hit.kind()) {
                    case REMEMBERED -> "remembered for " + hit.age().toSeconds() + " s";
                    case STALE -> "remembered for " + hit.age().toSeconds() + " s and past its time";
                    case SHARED -> "shared with another call";
                };
        return where + ": saved " + hit.usage()
                + (hit.saved() == null ? "" : ", $" + hit.saved().toPlainString());
    }

    /** Tokens by bucket, those that are used. */
    static @Nullable Facts tokens(@Nullable Usage usage) {
        if (usage == null || usage.total() == 0) {
            return null;
        }
        Facts tokens = new Facts();
        for (Bucket bucket : Bucket.values()) {
            long many = usage.tokens(bucket);
            tokens.with(bucket.word(), many == 0 ? null : many);
        }
        return tokens;
    }
}
