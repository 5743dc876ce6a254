package io.llmgateway.core;

import io.llmgateway.CallOptions;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.spi.CacheStore;
import io.llmgateway.spi.ContextCarrier;
import io.llmgateway.spi.CounterStore;
import io.llmgateway.spi.Detector;
import io.llmgateway.spi.Guard;
import io.llmgateway.spi.LedgerSink;
import io.llmgateway.spi.PrincipalSource;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spi.World;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where clients come from.
 *
 * <p>A client is put together from a configuration file, environment variables, code, and the providers on the class
 * path; each may be absent. What is said in code wins over the environment, which wins over the file.
 */
public final class LlmGateway {
    private LlmGateway() {}

    /**
     * A client from what lies around: the file named by the environment variable {@code LLMGATEWAY_CONFIG}, or else
     * {@code llmgateway.yaml} (or {@code .yml}, {@code .properties}) in the working directory or on the class path; the
     * environment variables; and the providers on the class path.
     *
     * @return the client, to be closed by the caller
     * @throws MisconfiguredException if the configuration cannot work
     */
    public static LlmClient create() {
        return builder().build();
    }

    /**
     * A client from a file, the environment variables, and the providers on the class path.
     *
     * @param file YAML or properties
     * @return the client, to be closed by the caller
     * @throws MisconfiguredException if the configuration cannot work
     */
    public static LlmClient fromFile(Path file) {
        return builder().file(file).build();
    }

    /**
     * A client put together in code.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Values that a framework has read.
     *
     * @param tree what lies below {@code llmgateway}, by names as in a file: maps, lists, and texts or other plain values;
     *     null for a name with nothing behind it
     * @param origins dotted names below {@code llmgateway}, to where each value was written, for messages
     */
    public record Properties(Map<String, ?> tree, Map<String, String> origins) {}

    /** Collects what a client is put together from. Not thread-safe. */
    public static final class Builder {
        final Map<String, Consumer<ProviderSettings.Builder>> settings = new LinkedHashMap<>();
        final Map<String, Provider> providers = new LinkedHashMap<>();
        final Map<String, ModelConfig> models = new LinkedHashMap<>();
        final Map<String, Predicate<ModelRequest>> conditions = new LinkedHashMap<>();
        final List<ProviderFactory> factories = new ArrayList<>();
        final List<GatewayListener> listeners = new ArrayList<>();
        final UserLayers users = new UserLayers();
        Map<String, String> environment = System.getenv();
        final List<ModelInfo> prepared = new ArrayList<>();
        final List<Guard> guards = new ArrayList<>();
        final List<Detector> detectors = new ArrayList<>();
        final List<LedgerSink> sinks = new ArrayList<>();
        final List<PrincipalSource> principals = new ArrayList<>();
        final List<ContextCarrier> carriers = new ArrayList<>();
        World world = World.real();
        Duration closeGrace = Duration.ZERO;

        @Nullable
        CounterStore counters;

        @Nullable
        CacheStore cacheStore;

        @Nullable
        OpenTelemetry openTelemetry;

        @Nullable
        Path file;

        @Nullable
        String yaml;

        @Nullable
        Supplier<Properties> properties;

        @Nullable
        String defaultModel;

        @Nullable
        Consumer<CallOptions.Builder> options;

        private Builder() {}

        // what a client goes on with, whatever becomes of its builder
        private Builder(Builder other) {
            settings.putAll(other.settings);
            providers.putAll(other.providers);
            models.putAll(other.models);
            conditions.putAll(other.conditions);
            factories.addAll(other.factories);
            listeners.addAll(other.listeners);
            prepared.addAll(other.prepared);
            guards.addAll(other.guards);
            detectors.addAll(other.detectors);
            sinks.addAll(other.sinks);
            principals.addAll(other.principals);
            carriers.addAll(other.carriers);
            users.addAll(other.users);
            environment = other.environment;
            world = other.world;
            closeGrace = other.closeGrace;
            counters = other.counters;
            cacheStore = other.cacheStore;
            openTelemetry = other.openTelemetry;
            file = other.file;
            yaml = other.yaml;
            properties = other.properties;
            defaultModel = other.defaultModel;
            options = other.options;
        }

        /**
         * Reads this file instead of looking for one.
         *
         * @param value YAML or properties
         * @return this
         */
        public Builder file(Path value) {
            file = Objects.requireNonNull(value, "file");
            return this;
        }

        /**
         * Reads this YAML instead of looking for a file.
         *
         * @param value the text
         * @return this
         */
        public Builder yaml(String value) {
            yaml = Objects.requireNonNull(value, "yaml");
            return this;
        }

        /**
         * Takes values that a framework reads, over the file and under the environment variables. No file is looked for then.
         *
         * @param value gives them; asked at {@link #build} and whenever the configuration is read again
         * @return this
         */
        public Builder properties(Supplier<Properties> value) {
            properties = Objects.requireNonNull(value, "properties");
            return this;
        }

        /**
         * Takes these for the environment variables; an empty map for none.
         *
         * @param value names to values
         * @return this
         */
        public Builder environment(Map<String, String> value) {
            environment = Map.copyOf(value);
            return this;
        }

        /**
         * Adds a provider by its settings, or changes one of the configuration.
         *
         * @param id its id, the part before the slash in {@code provider/model}
         * @param change fills in the settings
         * @return this
         */
        public Builder provider(String id, Consumer<ProviderSettings.Builder> change) {
            settings.merge(id, change, Consumer::andThen);
            return this;
        }

        /**
         * Adds a provider that is there. The client closes it.
         *
         * @param id its id
         * @param provider the provider
         * @return this
         */
        public Builder provide(String id, Provider provider) {
            providers.put(id, Objects.requireNonNull(provider, "provider"));
            return this;
        }

        /**
         * Adds a factory, beside those on the class path; it wins over one of the same type.
         *
         * @param factory makes providers of one type
         * @return this
         */
        public Builder factory(ProviderFactory factory) {
            factories.add(Objects.requireNonNull(factory, "factory"));
            return this;
        }

        /**
         * Adds a model.
         *
         * @param alias what application code calls it
         * @param targets {@code provider/model} or other aliases, at least one, in order of preference
         * @return this
         * @throws MisconfiguredException if there are no targets
         */
        public Builder model(String alias, String... targets) {
            if (targets.length == 0) {
                throw new MisconfiguredException(
                        "llmgateway.models." + alias + ".targets is missing: name at least one provider/model");
            }
            models.put(alias, ModelConfig.of(targets));
            return this;
        }

        /**
         * Adds a condition that rules of models may ask for by its name, beside those of the language. It is asked for
         * each call it may decide on, and once more where answers are remembered; what it throws reaches the caller.
         *
         * @param name letters, digits, {@code _} and {@code -}, beginning with a letter; no word of the language
         * @param condition whether it holds of a request, which is masked where {@code guard.pii} masks; thread-safe and quick
         * @return this
         */
        public Builder condition(String name, Predicate<ModelRequest> condition) {
            conditions.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(condition, "condition"));
            return this;
        }

        /**
         * Sets the model for requests that name none.
         *
         * @param model an alias or {@code provider/model}
         * @return this
         */
        public Builder defaultModel(String model) {
            defaultModel = Objects.requireNonNull(model, "model");
            return this;
        }

        /**
         * Sets what all calls have in common.
         *
         * @param change changes the options; what it leaves out is as the configuration says
         * @return this
         */
        public Builder options(Consumer<CallOptions.Builder> change) {
            options = Objects.requireNonNull(change, "change");
            return this;
        }

        /**
         * Adds an interceptor outside a room's own layers.
         *
         * @param stage the room
         * @param interceptor the interceptor; its {@code toString} names it in the client's
         * @return this
         */
        public Builder before(Stage stage, Interceptor interceptor) {
            users.addBefore(stage, Objects.requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /**
         * Adds an interceptor inside a room's own layers.
         *
         * @param stage the room; not {@link Stage#SEND}, behind which nothing lies
         * @param interceptor the interceptor
         * @return this
         */
        public Builder after(Stage stage, Interceptor interceptor) {
            users.addAfter(stage, Objects.requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /**
         * Adds a listener to all events of all calls. It gets them on a thread of the client's, see {@link GatewayListener}.
         *
         * @param listener the listener
         * @return this
         */
        public Builder listener(GatewayListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Adds a detector of personal or secret data, beside the house's own and those on the class path.
         *
         * @param detector finds things in texts
         * @return this
         */
        public Builder detector(Detector detector) {
            detectors.add(Objects.requireNonNull(detector, "detector"));
            return this;
        }

        /**
         * Adds a guard. Guards are asked in the order they are added, after the house's own.
         *
         * @param guard judges what goes out and what comes back
         * @return this
         */
        public Builder guard(Guard guard) {
            guards.add(Objects.requireNonNull(guard, "guard"));
            return this;
        }

        /**
         * Adds a source that tells who asks, for calls that do not carry a principal. Sources are asked in the order they are
         * added, then those on the class path, until one knows.
         *
         * @param source tells who asks
         * @return this
         */
        public Builder principals(PrincipalSource source) {
            principals.add(Objects.requireNonNull(source, "source"));
            return this;
        }

        /**
         * Adds a model to the catalogue, over all price lists.
         *
         * @param model what is known of it; its vendor may also be the id of a provider
         * @return this
         */
        public Builder modelInfo(ModelInfo model) {
            prepared.add(Objects.requireNonNull(model, "model"));
            return this;
        }

        /**
         * Adds a place where ledger entries are kept. It gets them on a thread of the client's, one after the other; a call
         * that ends waits for it as for a listener. The client closes it.
         *
         * @param sink gets every entry
         * @return this
         */
        public Builder ledgerSink(LedgerSink sink) {
            sinks.add(Objects.requireNonNull(sink, "sink"));
            return this;
        }

        /**
         * Sets the counters behind budgets and limits, to share them with other processes. The client closes them.
         *
         * @param store the counters; in memory unless set
         * @return this
         */
        public Builder counters(CounterStore store) {
            counters = Objects.requireNonNull(store, "store");
            return this;
        }

        /**
         * Sets where remembered answers are kept beside memory, to share them with other processes. The client closes it.
         *
         * @param store the store; none unless set
         * @return this
         */
        public Builder cacheStore(CacheStore store) {
            cacheStore = Objects.requireNonNull(store, "store");
            return this;
        }

        /**
         * Sets what spans and metrics go to; the one that is registered globally unless set, if there is one. The client
         * does not close it.
         *
         * @param value the telemetry
         * @return this
         */
        public Builder openTelemetry(OpenTelemetry value) {
            openTelemetry = Objects.requireNonNull(value, "openTelemetry");
            return this;
        }

        /**
         * Adds what carries the context of the caller's thread to the client's own threads. That of OpenTelemetry is
         * carried anyway where there is telemetry.
         *
         * @param carrier wraps tasks
         * @return this
         */
        public Builder contexts(ContextCarrier carrier) {
            carriers.add(Objects.requireNonNull(carrier, "carrier"));
            return this;
        }

        /**
         * Sets how long {@link LlmClient#close} lets calls under way finish before it gives them up. New calls are refused from
         * its beginning. Interrupting the thread that closes ends the wait. Closing from
         * within a call, or with a stream of one's own unread, waits for all of it.
         *
         * @param value from zero to a day; zero unless set
         * @return this
         * @throws IllegalArgumentException if it is outside that range
         */
        public Builder closeGrace(Duration value) {
            if (value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("closeGrace is " + value + ": it must be from zero to a day");
            }
            closeGrace = value;
            return this;
        }

        /**
         * Sets time, chance and ids.
         *
         * @param value the world
         * @return this
         */
        public Builder world(World value) {
            world = Objects.requireNonNull(value, "world");
            return this;
        }

        /**
         * The client.
         *
         * @return the client, to be closed by the caller
         * @throws MisconfiguredException if the configuration cannot work
         */
        public LlmClient build() {
            Builder given = new Builder(this);
            Generations generations = new Generations(new Composer(given), new Reading(given), world);
            return new GatewayClient(new Gateway(generations, closeGrace, world));
        }
    }
}
