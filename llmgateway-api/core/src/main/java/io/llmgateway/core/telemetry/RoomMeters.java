package io.llmgateway.core.telemetry;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.guard.EntityType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the rooms did on the way. Thread-safe. */
final class RoomMeters {
    private final Vendors vendors;
    private final Tags tags;
    private final ModelNames models;
    private final FewValues rules;
    private final LongCounter fallbacks;
    private final LongCounter retries;
    private final DoubleHistogram waits;
    private final LongCounter verdicts;
    private final LongCounter masked;
    private final LongCounter refusals;
    private final LongCounter savedTokens;
    private final DoubleCounter savedCost;
    private final Memo<FellBack, Attributes> fallenBack = new Memo<>();
    private final Memo<Retried, Attributes> retried = new Memo<>();
    private final Memo<String, Attributes> targets = new Memo<>();
    private final Memo<Judged, Attributes> judged = new Memo<>();
    private final Memo<Hidden, Attributes> hidden = new Memo<>();
    private final Memo<Refused, Attributes> refused = new Memo<>();
    private final Memo<Saved, Attributes> saved = new Memo<>();

    private record FellBack(String from, String to, FailureClass why) {
        Attributes attributes() {
            return Attributes.of(Names.TARGET, from, Names.FALLBACK_TARGET, to, Names.ERROR_TYPE, Names.word(why));
        }
    }

    private record Retried(String target, FailureClass why) {
        Attributes attributes() {
            return Attributes.of(Names.TARGET, target, Names.ERROR_TYPE, Names.word(why));
        }
    }

    private record Judged(String guard, String verdict, boolean enforced) {
        Attributes attributes() {
            return Attributes.of(Names.GUARD, guard, Names.VERDICT, verdict, Names.ENFORCED, enforced);
        }
    }

    private record Hidden(EntityType type, boolean answered) {
        Attributes attributes() {
            return Attributes.of(Names.ENTITY, type.toString(), Names.DIRECTION, answered ? "answer" : "prompt");
        }

        // by hand: what the compiler writes links classes when it first runs
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Hidden that && answered == that.answered && type.equals(that.type);
        }

        @Override
        public int hashCode() {
            return type.hashCode() * 2 + (answered ? 1 : 0);
        }
    }

    private record Refused(String rule, boolean enforced) {
        Attributes attributes() {
            return Attributes.of(Names.RULE, rule, Names.ENFORCED, enforced);
        }
    }

    private record Saved(String provider, String model, List<String> tags) {}

    RoomMeters(Meter meter, Vendors vendors, Tags tags, ModelNames models, int mostRules) {
        this.tags = tags;
        this.models = models;
        rules = new FewValues(mostRules);
        this.vendors = vendors;
        fallbacks = counter(
                meter, "llmgateway.fallbacks", "{fallback}", "Targets that failed and were followed by another.");
        retries = counter(meter, "llmgateway.retries", "{retry}", "Targets that failed and were asked again.");
        waits = Buckets.seconds(
                meter, "llmgateway.queue.wait", "Time calls waited because a limit of a target was used up.");
        verdicts = counter(meter, "llmgateway.guard.verdicts", "{verdict}", "Findings of guards.");
        masked = counter(meter, "llmgateway.guard.masked", "{value}", "Personal or secret values that were masked.");
        refusals = counter(meter, "llmgateway.refusals", "{refusal}", "Calls that rules refused, or would have.");
        savedTokens = counter(
                meter, "llmgateway.cache.saved_tokens", "{token}", "Tokens not used because an answer was remembered.");
        savedCost = meter.counterBuilder("llmgateway.cache.saved_cost")
                .ofDoubles()
                .setUnit("{USD}")
                .setDescription("What was not spent because an answer was remembered, as far as prices are known.")
                .build();
    }

    private static LongCounter counter(Meter meter, String name, String unit, String description) {
        return meter.counterBuilder(name)
                .setUnit(unit)
                .setDescription(description)
                .build();
    }

    void fellBack(GatewayEvent.FellBack event) {
        fallbacks.add(
                1,
                fallenBack.of(
                        new FellBack(models.target(event.from()), models.target(event.to()), event.why()),
                        FellBack::attributes));
    }

    void retried(GatewayEvent.Retried event) {
        retries.add(1, retried.of(new Retried(models.target(event.target()), event.why()), Retried::attributes));
    }

    void waited(GatewayEvent.WaitEnded event) {
        waits.record(
                AttemptMeters.seconds(event.took()),
                targets.of(models.target(event.target()), target -> Attributes.of(Names.TARGET, target)));
    }

    void judged(GatewayEvent.GuardJudged event) {
        verdicts.add(1, judged.of(new Judged(event.guard(), event.verdict(), event.enforced()), Judged::attributes));
    }

    void masked(GatewayEvent.Masked event) {
        for (Map.Entry<EntityType, Integer> each : event.masked().entrySet()) {
            masked.add(each.getValue(), hidden.of(new Hidden(each.getKey(), event.answered()), Hidden::attributes));
        }
    }

    void refused(String rule, boolean enforced) {
        refusals.add(1, refused.of(new Refused(rules.of(rule), enforced), Refused::attributes));
    }

    void recalled(GatewayEvent.Recalled event, List<String> values) {
        Attributes of = saved.of(new Saved(event.provider(), models.asked(event.model()), values), this::attributes);
        savedTokens.add(event.hit().usage().total(), of);
        if (event.hit().saved() != null && event.hit().saved().signum() > 0) {
            savedCost.add(event.hit().saved().doubleValue(), of);
        }
    }

    private Attributes attributes(Saved of) {
        AttributesBuilder all = Attributes.builder()
                .put(Names.PROVIDER, vendors.get(of.provider()).name())
                .put(Names.REQUEST_MODEL, of.model());
        tags.put(all, of.tags());
        return all.build();
    }
}
