package io.llmgateway.core.watch;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Purpose;
import io.llmgateway.event.GatewayEvent.AttemptEnded;
import io.llmgateway.event.GatewayEvent.AttemptStarted;
import io.llmgateway.event.GatewayEvent.UnpricedModel;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How attempts are told, and what they cost. Words of vendors are left out, since they may repeat what was asked; attempts and
 * exceptions have them.
 */
final class AttemptTellings {
    static final List<Telling<?>> ALL = List.of(
            Telling.of(
                    AttemptStarted.class,
                    "attempt-started",
                    "send",
                    e -> "attempt " + e.number() + purpose(e.purpose()) + ": asked " + e.provider() + "/" + e.model(),
                    (e, facts) -> facts.with("attempt", e.number())
                            .with("target", e.provider() + "/" + e.model())
                            .with("purpose", e.purpose())),
            Telling.of(AttemptEnded.class, "attempt-ended", "send", AttemptTellings::ended, AttemptTellings::ended),
            Telling.of(
                    UnpricedModel.class,
                    "unpriced-model",
                    "send",
                    e -> e.provider() + "/" + e.model() + " has no price: " + Facts.word(e.status()),
                    (e, facts) ->
                            facts.with("target", e.provider() + "/" + e.model()).with("status", e.status())));

    private AttemptTellings() {}

    private static String purpose(Purpose purpose) {
        return purpose == Purpose.ANSWER ? "" : " (" + Facts.word(purpose) + ")";
    }

    private static String ended(AttemptEnded e) {
        Attempt attempt = e.attempt();
        return "attempt " + attempt.number() + purpose(e.purpose()) + ": " + Facts.word(attempt.outcome())
                + failure(attempt.failure())
                + (attempt.firstToken() == null
                        ? ""
                        : ", first content after " + attempt.firstToken().toMillis() + " ms")
                + (attempt.usage().total() == 0 ? "" : ", " + attempt.usage() + ", " + attempt.cost())
                + arithmetic(attempt.cost());
    }

    private static String failure(@Nullable Failure failure) {
        if (failure == null) {
            return "";
        }
        return ": " + failure.kind()
                + (failure.status() == null ? "" : ", status " + failure.status())
                + (failure.code() == null ? "" : ", " + failure.code())
                + (ours(failure) ? ", " + failure.message() : "");
    }

    // what we refuse never was a vendor's answer
    private static boolean ours(Failure failure) {
        return failure.kind() == FailureClass.UNSUPPORTED && failure.status() == null && failure.code() == null;
    }

    private static String arithmetic(Cost cost) {
        String prices = cost.prices().isEmpty() ? "" : " by prices " + cost.prices();
        return cost.lines().isEmpty()
                ? ""
                : cost.lines().stream()
                        .map(line -> line.quantity() + " " + line.bucket().word() + " x "
                                + Facts.plain(line.unitPrice()) + " = " + Facts.plain(line.amount()))
                        .collect(Collectors.joining(" + ", " (", prices + ")"));
    }

    private static void ended(AttemptEnded e, Facts facts) {
        Attempt attempt = e.attempt();
        Failure failure = attempt.failure();
        facts.with("attempt", attempt.number())
                .with("target", attempt.provider() + "/" + attempt.model())
                .with("purpose", e.purpose())
                .with("outcome", attempt.outcome())
                .with("latencyMs", attempt.latency())
                .with("firstContentMs", attempt.firstToken())
                .with("tokens", CallTellings.tokens(attempt.usage()))
                .with("cost", cost(attempt.cost()));
        if (failure != null) {
            facts.with("failure", failure.kind())
                    .with("status", failure.status())
                    .with("code", failure.code())
                    .with("requestId", failure.requestId());
        }
    }

    private static Facts cost(Cost cost) {
        return new Facts()
                .with("amount", cost.amount().orElse(null))
                .with("status", cost.status())
                .with("prices", cost.prices())
                .with(
                        "lines",
                        cost.lines().stream()
                                .map(line -> new Facts()
                                        .with("bucket", line.bucket().word())
                                        .with("quantity", line.quantity())
                                        .with("price", line.unitPrice())
                                        .with("amount", line.amount()))
                                .toList());
    }
}
