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
import java.util.concurrent.Executor;
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
            Executor threads,
            Optional<Telemetry> telemetry,
            UserLayers users) {
        List<Layer> own = new ArrayList<>();
        boolean judged = guarding.judgesAnswers();
        telemetry.ifPresent(watching -> own.add(new Layer(Stage.WATCH, watching.turns())));
        own.add(new Layer(Stage.WATCH, Watching.callEvents(world)));
        telemetry.ifPresent(watching -> own.add(new Layer(Stage.ADMIT, watching.rounds())));
        own.add(new Layer(Stage.ADMIT, admission.requestCheck()));
        admission.access().ifPresent(access -> own.add(new Layer(Stage.ADMIT, access)));
        admission.limits().ifPresent(limits -> own.add(new Layer(Stage.ADMIT, limits)));
        admission.budgets().ifPresent(budgets -> own.add(new Layer(Stage.ADMIT, budgets)));
        guarding.masks().ifPresent(masks -> own.add(new Layer(Stage.GUARD, masks)));
        telemetry
                .filter(watching -> judged)
                .flatMap(Telemetry::answers)
                .ifPresent(content -> own.add(new Layer(Stage.GUARD, content)));
        guarding.answers().ifPresent(search -> own.add(new Layer(Stage.GUARD, search)));
        guarding.checks(threads).ifPresent(checks -> own.add(new Layer(Stage.GUARD, checks)));
        guarding.canary().ifPresent(canary -> own.add(new Layer(Stage.GUARD, canary)));
        guarding.spotlight().ifPresent(spotlight -> own.add(new Layer(Stage.GUARD, spotlight)));
        recalling.memory().ifPresent(memory -> own.add(new Layer(Stage.RECALL, memory)));
        recalling.promptMarks().ifPresent(marks -> own.add(new Layer(Stage.RECALL, marks)));
        own.add(new Layer(
                Stage.ROUTE, routing.fallback(steady, states, books.catalogue(), books.estimator(), threads, world)));
        own.add(new Layer(Stage.STEADY, Steadying.retry(steady, world)));
        pacing.ifPresent(layer -> own.add(new Layer(Stage.STEADY, layer)));
        own.add(new Layer(Stage.STEADY, Steadying.health(states, books.estimator(), world)));
        if (!policy.isEmpty()) {
            own.add(new Layer(Stage.SEND, Sending.lastCheck(world)));
        }
        telemetry.ifPresent(watching -> own.add(new Layer(Stage.SEND, watching.attempts(judged))));
        own.add(new Layer(Stage.SEND, Sending.attempt(providers, books.catalogue(), books.estimator(), pieces, world)));
        List<Layer> all = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            users.before(stage).forEach(user -> all.add(new Layer(stage, user)));
            own.stream().filter(layer -> layer.stage() == stage).forEach(all::add);
            users.after(stage).forEach(user -> all.add(new Layer(stage, user)));
        }
        return new Pipeline(all);
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
