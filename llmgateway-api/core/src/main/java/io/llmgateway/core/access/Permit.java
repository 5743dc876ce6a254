package io.llmgateway.core.access;

import io.llmgateway.chain.Attribute;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Purpose;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the policy says of one call: goes along with it from the door to the last attempt. Thread-safe. */
public final class Permit {
    /** Where a call carries it; absent where there is no policy. */
    public static final Attribute<Permit> ATTRIBUTE = Attribute.of("permit", Permit.class);

    private final Policy policy;
    private final Asked asked;
    private final @Nullable Cap cap;
    private final Policy.Costs costs;
    private final Function<Target, Optional<BigDecimal>> cost = this::cost;
    // replaced as a whole: few rules ask for it
    private volatile Map<Target, Optional<BigDecimal>> known = Map.of();

    /**
     * How long an answer may be at most, where the request does not say.
     *
     * @param tokens above 0
     * @param rule the property of the rule that says so
     */
    public record Cap(long tokens, String rule) {}

    Permit(Policy policy, Asked asked, @Nullable Cap cap, Policy.Costs costs) {
        this.policy = policy;
        this.asked = asked;
        this.cap = cap;
        this.costs = costs;
    }

    /**
     * What the request must be limited to before it goes on.
     *
     * @return the longest answer, where the request does not say and a rule does
     */
    public Optional<Cap> cap() {
        return Optional.ofNullable(cap);
    }

    /**
     * Judges a target at the door, where nothing has been looked for yet: by the classes the caller declared.
     *
     * @param target a target of the model asked for
     * @return the verdict
     */
    public Verdict judge(Target target) {
        return policy.judge(asked, target, asked.declared(), cost);
    }

    /**
     * Judges a target past the room guard.
     *
     * @param call the call or one on behalf of it
     * @param target where it would go
     * @return the verdict
     */
    public Verdict judge(Call call, Target target) {
        Set<String> classes = policy.classes(asked, call.get(Attributes.FOUND).orElse(null));
        if (classes == null) {
            return Verdict.no(Policy.DATA, "the request was not searched for personal data", Integer.MAX_VALUE);
        }
        // what the house asks on the way is not what the caller asked for: its price is the application's business
        boolean answers = call.get(Attributes.PURPOSE).orElse(Purpose.ANSWER).answers();
        return policy.judge(asked, target, classes, answers ? cost : Policy.FREE);
    }

    private Optional<BigDecimal> cost(Target target) {
        Optional<BigDecimal> most = known.get(target);
        if (most == null) {
            most = costs.most(target, asked.maxTokens());
            Map<Target, Optional<BigDecimal>> more = new HashMap<>(known);
            more.put(target, most);
            known = more;
        }
        return most;
    }

    /**
     * Tells listeners what was judged; nothing where no rule has a say.
     *
     * @param call the call
     * @param verdict the verdict
     * @param now when
     */
    public void tell(Call call, Verdict verdict, Instant now) {
        if (verdict.rule().isEmpty()) {
            return;
        }
        String user =
                asked.principal() == null ? null : asked.principal().user().orElse(null);
        call.emit(new GatewayEvent.AccessJudged(
                call.operation(), now, user, verdict.rule(), verdict.allowed(), verdict.why(), verdict.enforced()));
    }

    /**
     * Refuses a call that may go nowhere, and tells listeners.
     *
     * @param call the call
     * @param verdicts one for each target, at least one
     * @param now when
     * @return what to throw
     */
    public RefusedException refusal(Call call, Collection<Verdict> verdicts, Instant now) {
        Verdict verdict = nearest(verdicts);
        tell(call, verdict, now);
        return new RefusedException(verdict.rule(), "refused by " + verdict.rule() + ": " + verdict.why(), null);
    }

    /**
     * The verdict that tells most of those that do not allow.
     *
     * @param verdicts at least one
     * @return the first of those that came nearest
     */
    public static Verdict nearest(Collection<Verdict> verdicts) {
        Verdict nearest = null;
        for (Verdict verdict : verdicts) {
            nearest = nearest == null || verdict.nearness() > nearest.nearness() ? verdict : nearest;
        }
        return Objects.requireNonNull(nearest, "no verdict");
    }
}
