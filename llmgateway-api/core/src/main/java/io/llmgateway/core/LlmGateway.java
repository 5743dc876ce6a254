package io.llmgateway.core;

import io.llmgateway.CallOptions;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.access.Policy;
import io.llmgateway.core.admit.Admission;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.config.CatalogueConfig;
import io.llmgateway.core.config.ConfigLoader;
import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.core.config.LedgerConfig;
import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.core.config.SteadyConfig;
import io.llmgateway.core.config.WatchConfig;
import io.llmgateway.core.guard.Guarding;
import io.llmgateway.core.lanes.Lanes;
import io.llmgateway.core.ledger.FileSink;
import io.llmgateway.core.ledger.LedgerFile;
import io.llmgateway.core.ledger.MemoryLedger;
import io.llmgateway.core.ledger.SinkListener;
import io.llmgateway.core.recall.Recalling;
import io.llmgateway.core.route.Routing;
import io.llmgateway.core.statistics.ClientStatistics;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.core.telemetry.Metrics;
import io.llmgateway.core.telemetry.Telemetry;
import io.llmgateway.core.telemetry.Vendors;
import io.llmgateway.core.watch.Watching;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
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
import io.llmgateway.spi.TokenCounter;
import io.llmgateway.spi.World;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where clients come from.
 *
 * <p>A client is put together from a configuration file, environment variables, code, and the providers on the class
 * path; each may be absent. What is said in code wins over the environment, which wins over the file.
 */
public final class LlmGateway {
    private static final int MOST_COUNTERS = 100_000;
    private static final String[] FILES = {"llmgateway.yaml", "llmgateway.yml", "llmgateway.properties"};

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

    /** Collects what a client is put together from. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Consumer<ProviderSettings.Builder>> settings = new LinkedHashMap<>();
        private final Map<String, Provider> providers = new LinkedHashMap<>();
        private final Map<String, ModelConfig> models = new LinkedHashMap<>();
        private final Map<String, Predicate<ModelRequest>> conditions = new LinkedHashMap<>();
        private final List<ProviderFactory> factories = new ArrayList<>();
        private final List<GatewayListener> listeners = new ArrayList<>();
        private final UserLayers users = new UserLayers();
        private Map<String, String> environment = System.getenv();
        private final List<ModelInfo> prepared = new ArrayList<>();
        private final List<Guard> guards = new ArrayList<>();
        private final List<Detector> detectors = new ArrayList<>();
        private final List<LedgerSink> sinks = new ArrayList<>();
        private final List<PrincipalSource> principals = new ArrayList<>();
        private final List<ContextCarrier> carriers = new ArrayList<>();
        private World world = World.real();
        private Duration closeGrace = Duration.ZERO;
        private @Nullable CounterStore counters;
        private @Nullable CacheStore cacheStore;
        private @Nullable OpenTelemetry openTelemetry;
        private @Nullable Path file;
        private @Nullable String yaml;
        private @Nullable Consumer<ConfigLoader> properties;
        private @Nullable String defaultModel;
        private @Nullable Consumer<CallOptions.Builder> options;

        private Builder() {}

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
         * Takes values that a framework has read, over the file and under the environment variables. No file is looked for then.
         *
         * @param tree what lies below {@code llmgateway}, by names as in a file: maps, lists, and texts or other plain values;
         *     null for a name with nothing behind it
         * @param origins dotted names below {@code llmgateway}, to where each value was written, for messages
         * @return this
         */
        public Builder properties(Map<String, ?> tree, Map<String, String> origins) {
            properties = loader -> loader.tree(tree, origins);
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
         * @param condition whether it holds of a request; thread-safe and quick
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
         * @param change changes the options, starting from those of the configuration
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
            GatewayConfig read = read();
            Map<String, ModelConfig> allModels = new LinkedHashMap<>(Objects.requireNonNull(read.models()));
            allModels.putAll(models);
            GatewayConfig config = new GatewayConfig(
                    defaultModel == null ? read.defaultModel() : defaultModel,
                    read.timeouts(),
                    read.providers(),
                    allModels,
                    read.admit(),
                    read.guard(),
                    read.recall(),
                    read.steady(),
                    read.catalogue(),
                    read.ledger(),
                    read.watch());
            Providers all = Providers.create(config, settings, providers, factories, environment, world);
            try {
                CallOptions common = all.options(config, options);
                return new GatewayClient(gateway(config, all), common, true);
            } catch (RuntimeException e) {
                all.close();
                throw e;
            }
        }

        private Gateway gateway(GatewayConfig config, Providers all) {
            Optional<Telemetry> telemetry = telemetry(config, all);
            List<ContextCarrier> carrying = new ArrayList<>();
            // innermost: it knows the spans of the call
            telemetry.ifPresent(watching -> carrying.add(watching.contexts()));
            carrying.addAll(carriers);
            Threads threads = new Threads(carrying);
            WatchConfig watch = Objects.requireNonNull(config.watch());
            List<ListenerLane> given = listeners.stream()
                    .map(listener -> new ListenerLane(listener, threads.bare(), world))
                    .toList();
            GatewayListener out = new Listeners(given);
            CatalogueConfig prices = Objects.requireNonNull(config.catalogue());
            ModelCatalogue catalogue = ModelCatalogue.create(prices, prepared, all.vendors(), world, out);
            TokenEstimator estimator = new TokenEstimator(all.vendors(), all(List.of(), TokenCounter.class));
            CounterStore counting = counters == null ? Admission.countersInMemory(MOST_COUNTERS) : counters;
            Routing routing = Routing.of(
                    Objects.requireNonNull(config.models()), conditions, config.defaultModel(), prices, all.keys());
            if (prices.retired() == CatalogueConfig.Retired.REFUSE) {
                routing.refuseRetired(catalogue, world);
            }
            routing.refuseUnknownQuality(catalogue);
            Policy policy = Policy.of(
                    Objects.requireNonNull(config.admit()),
                    Objects.requireNonNull(config.models()).keySet(),
                    all.keys().keySet(),
                    Providers.regions(Objects.requireNonNull(config.providers())));
            Admission admission = Admission.of(
                    Objects.requireNonNull(config.admit()),
                    policy,
                    Objects.requireNonNull(prices.currencies()),
                    routing::targets,
                    catalogue,
                    estimator,
                    counting,
                    world);
            LedgerConfig keeping = Objects.requireNonNull(config.ledger());
            MemoryLedger ledger = new MemoryLedger(
                    Objects.requireNonNull(keeping.keep()),
                    keeping.chargeback() == null ? null : keeping.chargeback().chargeback());
            Books books = new Books(catalogue, estimator, ledger, admission.states());
            List<Detector> finders = all(detectors, Detector.class);
            Guarding guarding = Guarding.of(Objects.requireNonNull(config.guard()), guards, finders, world);
            policy.searched().forEach(guarding::refuseUnfound);
            guarding.models().forEach(routing::check);
            Recalling recalling = Recalling.of(
                    Objects.requireNonNull(config.recall()),
                    rules(config, finders),
                    model -> versions(model, routing, all),
                    call -> routing.chosen(call, estimator, world),
                    cacheStore,
                    threads.bare(),
                    world);
            SteadyConfig steady = Objects.requireNonNull(config.steady());
            TargetStates states = new TargetStates(
                    Objects.requireNonNull(steady.health()), Objects.requireNonNull(steady.drift()), world);
            Metrics metrics = telemetry.map(Telemetry::metrics).orElse(null);
            Pipeline pipeline = Pipeline.assemble(
                    world,
                    all.byId(),
                    routing,
                    policy,
                    admission,
                    guarding,
                    recalling,
                    books,
                    states,
                    metrics == null ? null : metrics::pieces,
                    steady,
                    all.limits(Objects.requireNonNull(config.providers())),
                    threads,
                    telemetry,
                    users);
            if (keeping.file() != null && admission.budgets().isPresent()) {
                restore(Path.of(keeping.file()), admission);
            }
            List<SinkListener> kept = sinks(keeping, threads.bare(), out);
            List<GatewayListener> readers = new ArrayList<>();
            readers.add(ledger);
            readers.addAll(kept);
            routing.learning().ifPresent(readers::add);
            readers.add(recalling);
            List<AutoCloseable> last = new ArrayList<>();
            if (metrics != null) {
                readers.add(metrics);
                last.add(metrics.gauges(admission.states()::states, recalling::stats, states::all));
            }
            if (watch.spendRise() != null) {
                readers.add(Watching.spendAlarm(watch.spendRise(), out));
            }
            readers.addAll(given);
            Duration wait = Objects.requireNonNull(watch.listenerWait());
            last.addAll(kept);
            last.add(counting);
            last.add(recalling);
            if (cacheStore != null) {
                last.add(cacheStore);
            }
            return new Gateway(
                    pipeline,
                    books,
                    guarding,
                    new Asking(all(principals, PrincipalSource.class)),
                    recalling,
                    all.byId().values(),
                    readers,
                    Watching.callLog(Objects.requireNonNull(watch.log())),
                    List.of(
                            new Lanes(kept.stream().map(SinkListener::lane).toList(), wait),
                            new Lanes(given.stream().map(ListenerLane::lane).toList(), wait)),
                    new ClientStatistics(Objects.requireNonNull(watch.statistics()), states, routing.targets(), world),
                    last,
                    threads,
                    closeGrace,
                    world);
        }

        private Optional<Telemetry> telemetry(GatewayConfig config, Providers all) {
            return Telemetry.of(
                    openTelemetry,
                    Objects.requireNonNull(
                            Objects.requireNonNull(config.watch()).telemetry()),
                    environment,
                    Vendors.of(
                            all.byId(),
                            id -> Objects.requireNonNull(all.vendors().get(id)).name()));
        }

        // what the guards do: an answer remembered under other rules must not be served
        private String rules(GatewayConfig config, List<Detector> finders) {
            List<String> own = new ArrayList<>();
            guards.forEach(
                    guard -> own.add(guard.name() + " " + guard.getClass().getName()));
            finders.forEach(finder -> own.add(finder.getClass().getName()));
            return Fingerprint.of(List.of(Objects.requireNonNull(config.guard()), own));
        }

        // what a model stands for, and whose it is: names alone mean something else elsewhere
        private static List<String> versions(String model, Routing routing, Providers all) {
            return routing.targets("model", model).stream()
                    .map(target -> TargetStates.configured(target.provider()) + "/" + target.model() + " of "
                            + all.vendors().get(target.provider()) + " by " + all.fingerprint(target.provider()))
                    .distinct()
                    .toList();
        }

        // a restart must not give everybody a fresh budget
        private static void restore(Path file, Admission admission) {
            if (Files.isRegularFile(file)) {
                try (Stream<LedgerEntry> past = LedgerFile.readSince(file, admission.remembers())) {
                    past.forEach(admission::restore);
                } catch (UncheckedIOException e) {
                    throw new MisconfiguredException(
                            "llmgateway.ledger.file: what budgets have spent cannot be read back: " + e.getMessage()
                                    + "; mend the file, or move it away to begin anew",
                            e);
                }
            }
        }

        // opens a file: nothing that may fail comes after
        private List<SinkListener> sinks(LedgerConfig config, Executor threads, GatewayListener out) {
            List<LedgerSink> all = new ArrayList<>(sinks);
            if (config.file() != null) {
                all.add(0, FileSink.open(Path.of(config.file())));
            }
            return all.stream()
                    .map(sink -> new SinkListener(sink, threads, world, out))
                    .toList();
        }

        // those given in code, then those on the class path
        private static <T> List<T> all(List<T> given, Class<T> service) {
            List<T> all = new ArrayList<>(given);
            ServiceLoader.load(service).forEach(all::add);
            return all;
        }

        private GatewayConfig read() {
            if (yaml != null && file != null) {
                throw new MisconfiguredException(
                        "both yaml(…) and file(\"" + file + "\") are given: only one can be read, leave one out");
            }
            ConfigLoader loader = new ConfigLoader(environment);
            if (yaml != null) {
                loader.text("configuration given in code", yaml);
            } else if (file != null) {
                loader.file(file);
            } else if (properties == null) {
                look(loader);
            }
            if (properties != null) {
                properties.accept(loader);
            }
            return loader.environment().load();
        }

        private void look(ConfigLoader loader) {
            String named = environment.get("LLMGATEWAY_CONFIG");
            if (named != null) {
                loader.file(Path.of(named));
                return;
            }
            for (String name : FILES) {
                if (Files.exists(Path.of(name))) {
                    loader.file(Path.of(name));
                    return;
                }
            }
            for (String name : FILES) {
                try (InputStream resource = resource(name)) {
                    if (resource != null) {
                        loader.text("classpath:" + name, new String(resource.readAllBytes(), StandardCharsets.UTF_8));
                        return;
                    }
                } catch (IOException e) {
                    throw new MisconfiguredException(
                            "the configuration classpath:" + name + " cannot be read: " + e, e);
                }
            }
        }

        private static @Nullable InputStream resource(String name) {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            return loader == null ? ClassLoader.getSystemResourceAsStream(name) : loader.getResourceAsStream(name);
        }
    }
}
