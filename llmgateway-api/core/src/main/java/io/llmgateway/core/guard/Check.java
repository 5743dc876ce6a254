package io.llmgateway.core.guard;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chain.TextKind;
import io.llmgateway.core.config.CheckConfig;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;
import io.llmgateway.spi.World;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One guard, and how it is used.
 *
 * @param guard the guard
 * @param config how it is used
 * @param world time
 */
record Check(Guard guard, CheckConfig config, World world) {
    private static final System.Logger LOG = System.getLogger(Check.class.getName());

    boolean beside() {
        return config.when() == CheckConfig.When.BESIDE;
    }

    int holdBack() {
        return Objects.requireNonNull(config.holdBack());
    }

    /** What is to be done about a text. Tells listeners of all but {@link Verdict.Pass}. */
    Verdict judge(Call call, Passage passage) {
        return judge(call, passage, guard::judge);
    }

    /** The same about what a guard thinks of something in its own way. */
    Verdict judge(Call call, Passage passage, Function<Passage, Verdict> how) {
        Verdict verdict;
        try {
            verdict = Objects.requireNonNull(how.apply(passage), "the verdict");
        } catch (CancelledException e) {
            throw e;
        } catch (RuntimeException e) {
            boolean blocks = config.onError() == CheckConfig.OnError.BLOCK;
            if (blocks && enforced() && e instanceof RefusedException refused) {
                throw refused; // said by the rooms behind, to a guard that asked a model
            }
            failed(e);
            verdict = blocks ? Verdict.block("the guard failed", 1) : Verdict.flag("the guard failed", 1);
        }
        if (verdict instanceof Verdict.Pass) {
            return verdict;
        }
        call.emit(told(call, passage.origin(), verdict, enforced()));
        return enforced() ? verdict : Verdict.pass();
    }

    private boolean enforced() {
        return config.mode() == CheckConfig.Mode.ENFORCE;
    }

    private void failed(RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "the guard " + guard.name() + " failed", e);
    }

    /** Follows an answer. Each rule is told once; a guard that fails blocks, since what it held is lost. */
    Function<TextKind, @Nullable TextFilter> follow(Following follower, Call call) {
        boolean enforced = enforced();
        Set<String> known = new HashSet<>();
        BiConsumer<Origin, Verdict> told = (origin, verdict) -> {
            GatewayEvent.GuardJudged event = told(call, origin, verdict, enforced);
            if (known.add(origin + event.verdict() + event.rule())) {
                call.emit(event);
            }
            if (enforced && verdict instanceof Verdict.Block) {
                throw refusal(call, true);
            }
        };
        Function<TextKind, @Nullable TextFilter> filters = follower.follow(call, told);
        return kind -> {
            TextFilter filter = filters.apply(kind);
            return filter == null
                    ? null
                    : new Followed(filter, enforced, error -> {
                        failed(error);
                        told.accept(Checking.origin(kind), Verdict.block("the guard failed", 1));
                    });
        };
    }

    private GatewayEvent.GuardJudged told(Call call, Origin origin, Verdict verdict, boolean enforced) {
        String what;
        String rule;
        double score = 1;
        if (verdict instanceof Verdict.Flag flag) {
            what = "flag";
            rule = flag.rule();
            score = flag.score();
        } else if (verdict instanceof Verdict.Block block) {
            what = "block";
            rule = block.rule();
            score = block.score();
        } else if (verdict instanceof Verdict.Rewrite rewrite) {
            what = "rewrite";
            rule = rewrite.rule();
        } else {
            what = "reroute";
            rule = ((Verdict.Reroute) verdict).rule();
        }
        return new GatewayEvent.GuardJudged(
                call.operation(), world.now(), guard.name(), origin, what, rule, score, enforced, property());
    }

    private String property() {
        return "llmgateway.guard.checks." + guard.name();
    }

    /** A refusal that tells an attacker neither the rule nor the text. */
    RefusedException refusal(Call call, boolean answered) {
        return new RefusedException(
                property(),
                "the guard " + guard.name() + " refused the " + (answered ? "answer" : "request") + "; listeners and"
                        + " explain() of call " + call.operation() + " say why",
                null);
    }
}
