package io.llmgateway.core.telemetry;

import io.llmgateway.event.GatewayEvent;
import io.llmgateway.guard.EntityType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens in a round, as events of its span. Holds no more than {@link GatewayEvent} does: no prompt and no answer. */
final class Happenings {
    private static final double NANOS = 1e9;

    private final Memo<Mask, Attributes> masks = new Memo<>();

    private record Mask(boolean answered, Map<EntityType, Integer> masked, Map<EntityType, Integer> kept) {
        Mask {
            masked = Map.copyOf(masked);
            kept = Map.copyOf(kept);
        }

        // by hand: what the compiler writes links classes when it first runs
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Mask that
                    && answered == that.answered
                    && masked.equals(that.masked)
                    && kept.equals(that.kept);
        }

        @Override
        public int hashCode() {
            return (masked.hashCode() * 31 + kept.hashCode()) * 2 + (answered ? 1 : 0);
        }
    }

    void write(GatewayEvent event, Live span) {
        if (event instanceof GatewayEvent.FellBack e) {
            span.event(
                    "llmgateway.fallback",
                    Attributes.builder()
                            .put("llmgateway.from", e.from())
                            .put("llmgateway.to", e.to())
                            .put("llmgateway.why", Names.word(e.why()))
                            .build());
        } else if (event instanceof GatewayEvent.Retried e) {
            span.event(
                    "llmgateway.retry",
                    Attributes.builder()
                            .put("llmgateway.target", e.target())
                            .put("llmgateway.after", e.after().toNanos() / NANOS)
                            .put("llmgateway.why", Names.word(e.why()))
                            .build());
        } else if (event instanceof GatewayEvent.Waited e) {
            span.event(
                    "llmgateway.wait",
                    Attributes.builder()
                            .put("llmgateway.target", e.target())
                            .put("llmgateway.at_most", e.atMost().toNanos() / NANOS)
                            .put("llmgateway.why", e.why())
                            .build());
        } else if (event instanceof GatewayEvent.TargetSkipped e) {
            span.event(
                    "llmgateway.skip",
                    Attributes.builder()
                            .put("llmgateway.target", e.target())
                            .put("llmgateway.why", e.why())
                            .build());
        } else if (event instanceof GatewayEvent.WindowExceeded e) {
            AttributesBuilder out = Attributes.builder();
            out.put("llmgateway.target", e.target())
                    .put("llmgateway.tokens", e.tokens())
                    .put("llmgateway.room", e.room())
                    .put("llmgateway.remedy", e.remedy());
            if (e.sent() != null) {
                out.put("llmgateway.sent", e.sent().longValue());
            }
            span.event("llmgateway.window", out.build());
        } else if (event instanceof GatewayEvent.GuardJudged e) {
            span.event(
                    "llmgateway.guard",
                    Attributes.builder()
                            .put("llmgateway.guard", e.guard())
                            .put("llmgateway.origin", Names.word(e.origin()))
                            .put("llmgateway.verdict", e.verdict())
                            .put("llmgateway.rule", e.rule())
                            .put("llmgateway.score", e.score())
                            .put("llmgateway.enforced", e.enforced())
                            .build());
        } else if (event instanceof GatewayEvent.Masked e) {
            span.event(
                    "llmgateway.mask", masks.of(new Mask(e.answered(), e.masked(), e.kept()), Happenings::attributes));
        } else if (event instanceof GatewayEvent.Recalled e) {
            span.event(
                    "llmgateway.recall",
                    Attributes.builder()
                            .put(Names.CACHE, Names.word(e.hit().kind()))
                            .put("llmgateway.age", e.hit().age().toNanos() / NANOS)
                            .build());
        } else if (event instanceof GatewayEvent.AccessJudged e && !e.allowed()) {
            span.event(
                    "llmgateway.refuse",
                    Attributes.builder()
                            .put("llmgateway.rule", e.rule())
                            .put("llmgateway.enforced", e.enforced())
                            .build());
        } else if (event instanceof GatewayEvent.BudgetReached e) {
            span.event(
                    "llmgateway.budget",
                    Attributes.builder()
                            .put("llmgateway.budget", e.budget())
                            .put("llmgateway.percent", e.percent())
                            .put("llmgateway.action", e.action())
                            .build());
        }
    }

    private static Attributes attributes(Mask mask) {
        AttributesBuilder out = Attributes.builder().put("llmgateway.answered", mask.answered());
        put(out, "llmgateway.masked.", mask.masked());
        put(out, "llmgateway.kept.", mask.kept());
        return out.build();
    }

    private static void put(AttributesBuilder out, String prefix, Map<EntityType, Integer> counts) {
        for (Map.Entry<EntityType, Integer> each : counts.entrySet()) {
            out.put(prefix + each.getKey().name(), each.getValue().longValue());
        }
    }
}
