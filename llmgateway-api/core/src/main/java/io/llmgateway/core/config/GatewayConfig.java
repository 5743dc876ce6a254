package io.llmgateway.core.config;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway}: the whole configuration.
 *
 * @param reload how often, when calls begin, to look whether the configuration has changed, from 1 second to a day; never if
 *     absent
 * @param defaultModel the model for requests that name none
 * @param timeouts the clocks of calls
 * @param providers ids to providers
 * @param models aliases to models
 * @param admit what may be asked at all
 * @param guard what may go out, and what may come in
 * @param recall what is remembered
 * @param steady what happens when a target stumbles
 * @param catalogue the models and their prices
 * @param ledger what is kept of what was booked
 * @param watch what is written down of calls, and what is looked out for
 */
public record GatewayConfig(
        @Nullable Duration reload,
        @Nullable String defaultModel,
        @Nullable TimeoutsConfig timeouts,
        @Nullable Map<String, ProviderConfig> providers,
        @Nullable Map<String, ModelConfig> models,
        @Nullable AdmitConfig admit,
        @Nullable GuardConfig guard,
        @Nullable RecallConfig recall,
        @Nullable SteadyConfig steady,
        @Nullable CatalogueConfig catalogue,
        @Nullable LedgerConfig ledger,
        @Nullable WatchConfig watch) {
    private static final Duration MOST_OFTEN = Duration.ofSeconds(1);
    private static final Duration LEAST_OFTEN = Duration.ofDays(1);

    public GatewayConfig {
        if (reload != null && (reload.compareTo(MOST_OFTEN) < 0 || reload.compareTo(LEAST_OFTEN) > 0)) {
            throw new IllegalArgumentException("reload is " + reload + ": it must be from 1s to 1d");
        }
        timeouts = timeouts == null ? new TimeoutsConfig(null, null, null, null) : timeouts;
        providers = providers == null ? Map.of() : filled(providers);
        models = models == null ? Map.of() : named(models);
        admit = admit == null ? AdmitConfig.EMPTY : admit;
        guard = guard == null ? GuardConfig.EMPTY : guard;
        recall = recall == null ? RecallConfig.EMPTY : recall;
        steady = steady == null ? new SteadyConfig(null, null, null, null) : steady;
        catalogue = catalogue == null ? CatalogueConfig.EMPTY : catalogue;
        ledger = ledger == null ? new LedgerConfig(null, null, null) : ledger;
        watch = watch == null ? new WatchConfig(null, null, null, null, null) : watch;
    }

    // a name with nothing behind it is a provider all of whose settings are absent
    private static Map<String, ProviderConfig> filled(Map<String, ProviderConfig> providers) {
        Map<String, ProviderConfig> filled = new LinkedHashMap<>();
        for (Map.Entry<String, ProviderConfig> one : providers.entrySet()) {
            filled.put(one.getKey(), one.getValue() == null ? ProviderConfig.EMPTY : one.getValue());
        }
        return Collections.unmodifiableMap(filled);
    }

    private static Map<String, ModelConfig> named(Map<String, ModelConfig> models) {
        for (Map.Entry<String, ModelConfig> model : models.entrySet()) {
            if (model.getValue() == null) {
                throw new IllegalArgumentException(
                        "models." + model.getKey() + " is empty: name at least one provider/model in its targets");
            }
        }
        return Collections.unmodifiableMap(new LinkedHashMap<>(models));
    }

    /**
     * What is not as it was.
     *
     * @param before the configuration before
     * @return the names of the properties below {@code llmgateway} that are, or hold, something else
     */
    public List<String> differences(GatewayConfig before) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : GatewayConfig.class.getRecordComponents()) {
            if (!Objects.equals(get(this, component), get(before, component))) {
                names.add(component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    private static @Nullable Object get(GatewayConfig config, RecordComponent component) {
        try {
            return component.getAccessor().invoke(config);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a property cannot be read: " + component, e);
        }
    }
}
