package io.llmgateway.core.send;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.core.access.Permit;
import io.llmgateway.core.access.Policy;
import io.llmgateway.core.access.Verdict;
import io.llmgateway.error.RefusedException;
import io.llmgateway.spi.World;
import java.util.List;

/** Lets no attempt through to a target the policy forbids. Nothing lies between it and the vendor but the attempt itself. */
final class LastCheck implements Interceptor {
    private final World world;

    LastCheck(World world) {
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Permit permit = call.get(Permit.ATTRIBUTE).orElse(null);
        if (permit == null) {
            throw new RefusedException(
                    Policy.ACCESS,
                    "a call came to the room send that was never judged: an interceptor made a call of its own,"
                            + " instead of changing the one it got",
                    null);
        }
        Target target = call.get(Target.ATTRIBUTE).orElse(null);
        if (target == null) {
            throw new IllegalStateException("a call came to the room send without a target");
        }
        // the vendor reads the request, not the target
        String model = call.request().model().orElse(target.model());
        Target real = model.equals(target.model()) ? target : new Target(target.provider(), model);
        Verdict verdict = permit.judge(call, real);
        if (verdict.forbids()) {
            throw permit.refusal(call, List.of(verdict), world.now());
        }
        return chain.proceed(call);
    }

    @Override
    public String toString() {
        return "last check of the policy";
    }
}
