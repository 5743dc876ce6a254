package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.List;

/** Tries the targets of a model in order, until an answer has begun. */
final class OrderedFallback implements Interceptor {
    private final Targets targets;
    private final World world;

    OrderedFallback(Targets targets, World world) {
        this.targets = targets;
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        String model = call.request()
                .model()
                .orElseThrow(() -> new InvalidRequestException("the request names no model"
                        + " and there is no default: set model(…), or llmgateway.default-model"));
        List<Target> candidates = targets.get("model", model);
        List<String> names = candidates.stream().map(Target::toString).toList();
        call.emit(new GatewayEvent.TargetsChosen(call.operation(), world.now(), model, names));
        List<ProviderFailedException> failures = new ArrayList<>(0);
        for (int i = 0; ; i++) {
            Target target = candidates.get(i);
            try {
                return chain.proceed(call.withRequest(call.request().withModel(target.model()))
                        .with(Target.ATTRIBUTE, target));
            } catch (ProviderFailedException e) {
                failures.add(e);
                boolean last = i == candidates.size() - 1;
                if (last || !nextMayHelp(e.kind()) || timeIsUp(call)) {
                    throw failures.size() == 1 ? e : new NoTargetLeftException(model, failures);
                }
                call.emit(new GatewayEvent.FellBack(
                        call.operation(), world.now(), names.get(i), names.get(i + 1), e.kind()));
            }
        }
    }

    // the one table of what a failure means for the next target
    private static boolean nextMayHelp(FailureClass kind) {
        return switch (kind) {
            case CALLER_FAULT -> false;
            case CREDENTIAL,
                    QUOTA_EXHAUSTED,
                    RATE_LIMITED,
                    OVERLOADED,
                    TRANSIENT,
                    CONTEXT_TOO_LONG,
                    CONTENT_FILTERED,
                    MODEL_UNKNOWN,
                    MALFORMED,
                    UNSUPPORTED -> true;
        };
    }

    private boolean timeIsUp(Call call) {
        return world.nanoTime() - call.startedNanos() >= call.timeouts().total().toNanos();
    }

    @Override
    public String toString() {
        return "ordered fallback " + targets;
    }
}
