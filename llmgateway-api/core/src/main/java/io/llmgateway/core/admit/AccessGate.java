package io.llmgateway.core.admit;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.access.Permit;
import io.llmgateway.core.access.Policy;
import io.llmgateway.core.access.Verdict;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets a call in when some target of its model may see it, and sends along what the policy says of each. */
final class AccessGate implements Interceptor {
    private final Policy policy;
    private final Forecast forecast;
    private final World world;

    AccessGate(Policy policy, Forecast forecast, World world) {
        this.policy = policy;
        this.forecast = forecast;
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Instant now = world.now();
        ModelRequest request = call.request();
        String model = request.model().orElse(null);
        List<Target> targets = model == null ? List.of() : forecast.targets("model", model);
        Permit permit = policy.permit(
                call,
                targets,
                (target, maxTokens) -> Optional.ofNullable(
                        forecast.most(limited(request, maxTokens), target, now).dollars()));
        if (!targets.isEmpty()) {
            judge(call, permit, targets, now);
        }
        Call going = call.with(Permit.ATTRIBUTE, permit);
        Permit.Cap cap = permit.cap().orElse(null);
        if (cap != null) {
            String message = "maxTokens is set to " + cap.tokens() + " by " + cap.rule() + ".max-tokens";
            call.emit(new GatewayEvent.Warned(call.operation(), now, "admit", new Warning("capped", message)));
            going = going.withRequest(limited(request, cap.tokens()));
        }
        return chain.proceed(going);
    }

    private static void judge(Call call, Permit permit, List<Target> targets, Instant now) {
        List<Verdict> verdicts = new ArrayList<>(targets.size());
        boolean forbidden = true;
        for (Target target : targets) {
            Verdict verdict = permit.judge(target);
            if (verdict.allowed()) {
                permit.tell(call, verdict, now);
                return;
            }
            verdicts.add(verdict);
            forbidden &= verdict.forbids();
        }
        if (forbidden) {
            throw permit.refusal(call, verdicts, now);
        } else {
            permit.tell(call, Permit.nearest(verdicts), now);
        }
    }

    private static ModelRequest limited(ModelRequest request, @Nullable Long maxTokens) {
        return maxTokens == null || !(request instanceof ChatRequest chat)
                ? request
                : chat.toBuilder().maxTokens(maxTokens).build();
    }

    @Override
    public String toString() {
        return policy.toString();
    }
}
