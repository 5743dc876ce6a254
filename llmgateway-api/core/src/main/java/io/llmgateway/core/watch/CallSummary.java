package io.llmgateway.core.watch;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.guard.EntityType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came of a call, from its events. Not thread-safe. */
final class CallSummary {
    private GatewayEvent.@Nullable CallStarted started;
    private GatewayEvent.@Nullable CallEnded ended;
    private @Nullable LedgerEntry answer;
    private @Nullable Instant firstContent;
    private @Nullable String cache;
    private @Nullable BigDecimal saved;
    private @Nullable Instant waitsSince;
    private Duration waitsAtMost = Duration.ZERO;
    private Duration waited = Duration.ZERO;
    private Usage usage = Usage.NONE;
    private Cost cost = Cost.ZERO;
    private int attempts;
    private int fallbacks;
    private int retries;
    private final Map<EntityType, Integer> masked = new TreeMap<>();
    private final Map<EntityType, Integer> blocked = new TreeMap<>();
    private final List<Facts> guards = new ArrayList<>(0);
    private final Set<String> warnings = new LinkedHashSet<>();

    /** Takes the next event. */
    void add(GatewayEvent event) {
        endWait(event.at());
        if (event instanceof GatewayEvent.CallStarted e) {
            started = e;
        } else if (event instanceof GatewayEvent.AttemptStarted) {
            attempts++;
        } else if (event instanceof GatewayEvent.AttemptEnded e) {
            add(e);
        } else if (event instanceof GatewayEvent.Booked e) {
            add(e.entry());
        } else if (event instanceof GatewayEvent.FellBack) {
            fallbacks++;
        } else if (event instanceof GatewayEvent.Retried e) {
            retries++;
            waits(e.at(), e.after());
        } else if (event instanceof GatewayEvent.Waited e) {
            waits(e.at(), e.atMost());
        } else if (event instanceof GatewayEvent.Recalled e) {
            cache = Facts.word(e.hit().kind());
        } else if (event instanceof GatewayEvent.Masked e) {
            e.masked().forEach((type, many) -> masked.merge(type, many, Integer::sum));
            e.blocked().forEach((type, many) -> blocked.merge(type, many, Integer::sum));
        } else if (event instanceof GatewayEvent.GuardJudged e) {
            guards.add(new Facts()
                    .with("guard", e.guard())
                    .with("verdict", e.verdict())
                    .with("enforced", e.enforced()));
        } else if (event instanceof GatewayEvent.Warned e) {
            warnings.add(e.warning().code());
        } else if (event instanceof GatewayEvent.CallEnded e) {
            ended = e;
        }
    }

    private void add(GatewayEvent.AttemptEnded event) {
        Attempt attempt = event.attempt();
        usage = usage.plus(attempt.usage());
        cost = cost.plus(attempt.cost());
        if (event.purpose().answers() && attempt.firstToken() != null) {
            Instant began = event.at().minus(attempt.latency()).plus(attempt.firstToken());
            firstContent = firstContent == null || began.isBefore(firstContent) ? began : firstContent;
        }
    }

    private void add(LedgerEntry entry) {
        if (entry.purpose().answers() && entry.attempt().failure() == null) {
            answer = entry;
        }
        if (entry.saved() != null) {
            saved = saved == null ? entry.saved() : saved.add(entry.saved());
        }
    }

    private void waits(Instant since, Duration atMost) {
        waitsSince = since;
        waitsAtMost = atMost;
    }

    // whatever comes next ends a wait
    private void endWait(Instant now) {
        if (waitsSince != null) {
            Duration time = Duration.between(waitsSince, now);
            waited = waited.plus(time.compareTo(waitsAtMost) < 0 ? time : waitsAtMost);
            waitsSince = null;
        }
    }

    Facts facts(boolean user) {
        Facts facts = new Facts();
        if (started != null) {
            facts.with("time", started.at())
                    .with("operation", started.operation())
                    .with("kind", started.kind())
                    .with("streamed", started.streamed())
                    .with("model", started.model());
        }
        if (answer != null) {
            facts.with(
                            "target",
                            answer.attempt().provider() + "/" + answer.attempt().model())
                    .with("served", answer.modelServed());
        }
        if (ended != null) {
            facts.with("outcome", ended.outcome())
                    .with("finishReason", ended.finishReason())
                    .with("error", ended.error())
                    .with("failure", ended.failure())
                    .with("rule", ended.rule());
        }
        facts.with("attempts", attempts).with("fallbacks", fallbacks).with("retries", retries);
        if (ended != null) {
            facts.with("ms", ended.took());
        }
        if (started != null && firstContent != null) {
            facts.with("firstContentMs", Duration.between(started.at(), firstContent));
        }
        facts.with("waitedMs", waited)
                .with("tokens", CallTellings.tokens(usage))
                .with("estimated", usage.estimated() ? true : null)
                .with("cost", cost.amount().orElse(null))
                .with("costStatus", cost.status())
                .with("saved", saved)
                .with("cache", cache);
        if (started != null) {
            facts.with("tags", started.tags()).with("user", user ? started.user() : null);
        }
        return facts.with("masked", masked)
                .with("blocked", blocked)
                .with("guards", guards)
                .with("warnings", warnings);
    }
}
