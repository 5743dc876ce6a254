package io.llmgateway.core.admit;

import io.llmgateway.chain.Attribute;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.catalogue.Estimate;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.money.ModelInfo;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what calls can come to at most, before they are made. */
final class Forecast {
    private static final long UNKNOWN_OUTPUT = 4096;
    // what a request may say in the vendor's own words instead of maxTokens
    private static final List<String> OWN_MAXIMUM = List.of("max_tokens", "max_completion_tokens", "max_output_tokens");

    /** For those behind that ask the same. */
    static final Attribute<Once> ONCE = Attribute.of("what the call can come to", Once.class);

    private final BiFunction<String, String, List<Target>> targets;
    private final Prices prices;
    private final Function<Target, Optional<ModelInfo>> models;
    private final TokenEstimator estimator;
    private final @Nullable Long assumedOutput;

    /** What a request can come to, worked out when it is asked for. */
    static final class Once {
        private final Forecast forecast;
        private final ModelRequest request;
        private final Instant at;
        private volatile @Nullable List<Most> all;

        private Once(Forecast forecast, ModelRequest request, Instant at) {
            this.forecast = forecast;
            this.request = request;
            this.at = at;
        }

        List<Most> all() {
            List<Most> known = all;
            if (known == null) {
                known = forecast.all(request, at);
                all = known;
            }
            return known;
        }
    }

    /** Prices an attempt at its dearest. */
    @FunctionalInterface
    interface Prices {
        Cost most(Target target, long prompt, long output, @Nullable String serviceTier, Instant at);
    }

    Forecast(
            BiFunction<String, String, List<Target>> targets,
            Prices prices,
            Function<Target, Optional<ModelInfo>> models,
            TokenEstimator estimator,
            @Nullable Long assumedOutput) {
        this.targets = targets;
        this.prices = prices;
        this.models = models;
        this.estimator = estimator;
        this.assumedOutput = assumedOutput;
    }

    /** What a model stands for. */
    List<Target> targets(String where, String model) {
        return targets.apply(where, model);
    }

    /** For each target the request may go to; none where it names no model. */
    private List<Most> all(ModelRequest request, Instant at) {
        String model = request.model().orElse(null);
        if (model == null) {
            return List.of();
        }
        List<Target> all = targets.apply("model", model);
        if (all.size() == 1) {
            return List.of(most(request, all.get(0), at));
        }
        List<Most> mosts = new ArrayList<>(all.size());
        for (Target target : all) {
            mosts.add(most(request, target, at));
        }
        return mosts;
    }

    /** The same for a call, once for all that ask while its request stays. */
    Once once(Call call, Instant at) {
        Once known = call.get(ONCE).orElse(null);
        return known == null || !known.request.equals(call.request()) ? new Once(this, call.request(), at) : known;
    }

    Most most(ModelRequest request, Target target, Instant at) {
        Estimate prompt = estimator.estimate(request, target);
        long output = request instanceof ChatRequest chat ? output(chat, target) : 0;
        String tier = request.extra().get("service_tier") instanceof String text ? text : null;
        Cost cost = prices.most(target, prompt.atMost(), output, tier, at);
        long tokens = output > Long.MAX_VALUE - prompt.atMost() ? Long.MAX_VALUE : prompt.atMost() + output;
        return new Most(
                request,
                target,
                prompt,
                BigDecimal.valueOf(tokens),
                cost.amount().orElse(null));
    }

    private long output(ChatRequest chat, Target target) {
        long most = oneOutput(chat, target);
        if (chat.extra().isEmpty()) {
            return most;
        }
        for (String field : OWN_MAXIMUM) {
            most = Math.max(most, own(chat, field));
        }
        long several = Math.max(1, own(chat, "n"));
        return most > Long.MAX_VALUE / several ? Long.MAX_VALUE : most * several;
    }

    // what is more than a long is the most it holds
    private static long own(ChatRequest chat, String field) {
        if (!(chat.extra().get(field) instanceof Number number)) {
            return 0;
        }
        return number.doubleValue() < Long.MAX_VALUE ? number.longValue() : Long.MAX_VALUE;
    }

    private long oneOutput(ChatRequest chat, Target target) {
        if (chat.maxTokens().isPresent()) {
            return chat.maxTokens().get();
        }
        if (assumedOutput != null) {
            return assumedOutput;
        }
        Long known = models.apply(target).map(ModelInfo::maxOutput).orElse(null);
        return known == null ? UNKNOWN_OUTPUT : known;
    }

    /** Lets the estimator learn from what the vendor told. */
    void learn(Most most, Usage told) {
        estimator.learn(most.prompt(), told);
    }
}
