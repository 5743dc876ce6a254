package io.llmgateway.core;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Stage;
import io.llmgateway.core.access.Policy;
import io.llmgateway.core.admit.Admission;
import io.llmgateway.core.config.SteadyConfig;
import io.llmgateway.core.guard.Guarding;
import io.llmgateway.core.recall.Recalling;
import io.llmgateway.core.route.Routing;
import io.llmgateway.core.send.Pieces;
import io.llmgateway.core.send.Sending;
import io.llmgateway.core.steady.Steadying;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.core.telemetry.Telemetry;
import io.llmgateway.core.watch.Watching;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The order of the corridor, as data: one line a layer, outermost first. Immutable. */
final class Pipeline {
    private final List<Layer> layers;
    private final Chain chain;

    private record Layer(Stage stage, Interceptor interceptor) {}

    private Pipeline(List<Layer> layers) {
        this.layers = List.copyOf(layers);
        Chain inner = call -> {
            throw new IllegalStateException("nothing lies behind the room send");
        };
        for (int i = layers.size() - 1; i >= 0; i--) {
            inner = new Link(layers.get(i).interceptor(), inner);
        }
        chain = inner;
    }

    static Pipeline assemble(
            World world,
            Map<String, Provider> providers,
            Routing routing,
            Policy policy,
            Admission admission,
            Guarding guarding,
            Recalling recalling,
            Books books,
            TargetStates states,
            @Nullable Pieces pieces,
            SteadyConfig steady,
            Optional<Interceptor> pacing,
            @Nullable Telemetry telemetry,
            UserLayers users) {
        // without lambdas: each takes a process that starts a third of a millisecond
        Layers own = new Layers();
        boolean judged = guarding.judgesAnswers();
        if (telemetry != null) {
            own.add(Stage.WATCH, telemetry.turns());
        }
        own.add(Stage.WATCH, Watching.callEvents(world));
        if (telemetry != null) {
            own.add(Stage.ADMIT, telemetry.rounds());
        }
        own.add(Stage.ADMIT, admission.requestCheck());
        own.add(Stage.ADMIT, admission.access());
        own.add(Stage.ADMIT, admission.limits());
        own.add(Stage.ADMIT, admission.budgets());
        own.add(Stage.GUARD, guarding.masks());
        if (telemetry != null && judged) {
            own.add(Stage.GUARD, telemetry.answers());
        }
        own.add(Stage.GUARD, guarding.answers());
        own.add(Stage.GUARD, guarding.checks());
        own.add(Stage.GUARD, guarding.canary());
        own.add(Stage.GUARD, guarding.spotlight());
        own.add(Stage.RECALL, recalling.memory());
        own.add(Stage.RECALL, recalling.promptMarks());
        own.add(Stage.ROUTE, routing.fallback(steady, states, books.catalogue(), books.estimator(), world));
        own.add(Stage.STEADY, Steadying.retry(steady, world));
        own.add(Stage.STEADY, pacing);
        own.add(Stage.STEADY, Steadying.health(states, books.estimator(), world));
        if (!policy.isEmpty()) {
            own.add(Stage.SEND, Sending.lastCheck(world));
        }
        if (telemetry != null) {
            own.add(Stage.SEND, telemetry.attempts(judged));
        }
        own.add(Stage.SEND, Sending.attempt(providers, books.catalogue(), books.estimator(), pieces, world));
        return new Pipeline(own.with(users));
    }

    private static final class Layers {
        private final List<Layer> own = new ArrayList<>();

        void add(Stage stage, Interceptor layer) {
            own.add(new Layer(stage, layer));
        }

        void add(Stage stage, Optional<Interceptor> layer) {
            if (layer.isPresent()) {
                add(stage, layer.get());
            }
        }

        List<Layer> with(UserLayers users) {
            List<Layer> all = new ArrayList<>();
            for (Stage stage : Stage.values()) {
                for (Interceptor user : users.before(stage)) {
                    all.add(new Layer(stage, user));
                }
                for (Layer layer : own) {
                    if (layer.stage() == stage) {
                        all.add(layer);
                    }
                }
                for (Interceptor user : users.after(stage)) {
                    all.add(new Layer(stage, user));
                }
            }
            return all;
        }
    }

    Reply proceed(Call call) {
        return chain.proceed(call);
    }

    private record Link(Interceptor interceptor, Chain inner) implements Chain {
        @Override
        public Reply proceed(Call call) {
            Reply reply = interceptor.intercept(Objects.requireNonNull(call, "call"), inner);
            if (reply == null) {
                throw new IllegalStateException("the interceptor " + interceptor + " gave null instead of a reply");
            }
            return reply;
        }
    }

    // a lambda has no name of its own; where it was written helps
    private static String name(Interceptor interceptor) {
        String name = interceptor.getClass().getSimpleName();
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? interceptor.toString() : "a lambda of " + name.substring(0, lambda);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        layers.forEach(layer -> out.append(String.format("  %-6s  %s%n", layer.stage(), name(layer.interceptor()))));
        return out.toString();
    }
}
