package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.config.CatalogueConfig;
import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.core.config.SteadyConfig;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The door of the room {@code route}. Immutable. */
public final class Routing {
    private final Models models;
    private final Duration retireWarning;

    private Routing(Models models, Duration retireWarning) {
        this.models = models;
        this.retireWarning = retireWarning;
    }

    /**
     * What each model's name stands for.
     *
     * @param configured aliases to models; checked here
     * @param conditions conditions given in code, by name
     * @param defaultModel the model for requests that name none, checked here; or null
     * @param catalogue names that have changed
     * @param providers ids of providers to the ids of their keys; to itself alone where there is one key
     * @return the room
     * @throws io.llmgateway.error.MisconfiguredException if an alias or the default leads nowhere or in a circle,
     *     or a strategy lacks what it needs
     */
    public static Routing of(
            Map<String, ModelConfig> configured,
            Map<String, Predicate<ModelRequest>> conditions,
            @Nullable String defaultModel,
            CatalogueConfig catalogue,
            Map<String, List<String>> providers) {
        Models known = Models.of(configured, conditions, providers, Objects.requireNonNull(catalogue.renames()));
        if (defaultModel != null) {
            known.get("llmgateway.default-model", defaultModel);
        }
        return new Routing(known, Objects.requireNonNull(catalogue.retireWarning()));
    }

    /**
     * Refuses a model's name that leads nowhere.
     *
     * @param property where it stands
     * @param model an alias or {@code provider/model}
     * @throws io.llmgateway.error.MisconfiguredException if there is no such alias or provider
     */
    public void check(String property, String model) {
        models.get(property, model);
    }

    /**
     * Chooses the targets of a model and falls back from one to the next.
     *
     * @param steady how many attempts and how long a wait
     * @param states what is known of the targets
     * @param catalogue prices and windows
     * @param estimator tokens
     * @param world time and chance
     * @return the layer
     */
    public Interceptor fallback(
            SteadyConfig steady, TargetStates states, ModelCatalogue catalogue, TokenEstimator estimator, World world) {
        SteadyConfig.RetryConfig retry = Objects.requireNonNull(steady.retry());
        Means.Patience patience = new Means.Patience(
                Objects.requireNonNull(steady.maxAttempts()),
                Objects.requireNonNull(retry.maxBackoff()),
                Objects.requireNonNull(retry.maxWait()));
        Windows windows = new Windows(catalogue, estimator, world);
        return new Fallback(new Means(
                models,
                states,
                catalogue,
                estimator,
                windows,
                new Shortening(windows, world),
                new Summaries(),
                new Retirement(catalogue, retireWarning, world),
                patience,
                world));
    }

    /**
     * Learns from what happens, for the models that choose by what has worked.
     *
     * @return a listener; empty where no model chooses so
     */
    public Optional<GatewayListener> learning() {
        Bandits bandits = new Bandits(models.aliases().values());
        return bandits.none() ? Optional.empty() : Optional.of(bandits);
    }

    /**
     * Refuses aliases that lead to models their vendors no longer serve.
     *
     * @param catalogue when they retire
     * @param world today
     * @throws io.llmgateway.error.MisconfiguredException if there is one
     */
    public void refuseRetired(ModelCatalogue catalogue, World world) {
        Retirement retirement = new Retirement(catalogue, retireWarning, world);
        for (Map.Entry<String, Node> alias : models.aliases().entrySet()) {
            retirement.refuse(alias.getKey(), alias.getValue());
        }
    }

    /**
     * Refuses aliases that choose by the quality of targets of which none is known.
     *
     * @param catalogue the user's own figures
     * @throws io.llmgateway.error.MisconfiguredException if there is one
     */
    public void refuseUnknownQuality(ModelCatalogue catalogue) {
        for (Map.Entry<String, Node> alias : models.aliases().entrySet()) {
            if (alias.getValue() instanceof Node.Group group && group.strategy().byQuality()) {
                Set<String> missing = new LinkedHashSet<>();
                for (Target target : group.targets()) {
                    if (catalogue.find(target).map(ModelInfo::quality).isEmpty()) {
                        missing.add("llmgateway.catalogue.models." + TargetStates.configured(target.provider()) + "/"
                                + target.model() + ".quality");
                    }
                }
                if (!missing.isEmpty()) {
                    throw new MisconfiguredException(
                            "llmgateway.models." + alias.getKey() + ".strategy is " + group.strategy()
                                    + ", which needs to know how good each target is: set " + String.join(", ", missing)
                                    + " to a number above 0, such as the percentage an evaluation gave");
                }
            }
        }
    }

    /**
     * The models of the configuration.
     *
     * @return an alias to the targets it stands for, in order
     */
    public Map<String, List<Target>> targets() {
        Map<String, List<Target>> all = new LinkedHashMap<>();
        for (Map.Entry<String, Node> alias : models.aliases().entrySet()) {
            all.put(alias.getKey(), List.copyOf(alias.getValue().targets()));
        }
        return all;
    }

    /**
     * The targets a model stands for.
     *
     * @param where what names the model, for the message
     * @param model an alias or {@code provider/model}
     * @return at least one, in order
     * @throws io.llmgateway.error.MisconfiguredException if it leads nowhere
     */
    public List<Target> targets(String where, String model) {
        return models.get(where, model).targets();
    }

    /**
     * Whom a call puts first by what it is itself and by its time, as far as conditions, users and tags decide.
     *
     * @param call names a model
     * @param estimator tokens
     * @param world the time of day
     * @return of each alias that chooses so, its name and that of the target it puts first; empty where none does
     * @throws RuntimeException what a condition of the application throws
     */
    public List<String> chosen(Call call, TokenEstimator estimator, World world) {
        List<String> chosen = new ArrayList<>(0);
        choose(models.get("model", call.request().model().orElseThrow()), call, estimator, world, chosen);
        return chosen;
    }

    private static void choose(Node node, Call call, TokenEstimator estimator, World world, List<String> into) {
        if (node instanceof Node.Group group) {
            String first = group.strategy().chosen(call, group.children(), estimator, world);
            if (first != null) {
                into.add(group.name());
                into.add(first);
            }
            for (Node child : group.children()) {
                choose(child, call, estimator, world, into);
            }
        }
    }
}
