package io.llmgateway.core;

import io.llmgateway.CallOptions;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Target;
import io.llmgateway.core.access.Policy;
import io.llmgateway.core.admit.Admission;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.config.CatalogueConfig;
import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.core.config.LedgerConfig;
import io.llmgateway.core.config.ProviderLimitsConfig;
import io.llmgateway.core.config.SteadyConfig;
import io.llmgateway.core.config.SteadyConfig.DriftConfig;
import io.llmgateway.core.config.SteadyConfig.HealthConfig;
import io.llmgateway.core.config.TelemetryConfig;
import io.llmgateway.core.config.WatchConfig;
import io.llmgateway.core.guard.Guarding;
import io.llmgateway.core.lanes.Lane;
import io.llmgateway.core.lanes.Lanes;
import io.llmgateway.core.ledger.FileSink;
import io.llmgateway.core.ledger.LedgerFile;
import io.llmgateway.core.ledger.MemoryLedger;
import io.llmgateway.core.ledger.SinkListener;
import io.llmgateway.core.recall.Answers;
import io.llmgateway.core.recall.Recalling;
import io.llmgateway.core.route.Routing;
import io.llmgateway.core.statistics.ClientStatistics;
import io.llmgateway.core.steady.Steadying;
import io.llmgateway.core.steady.Turnstiles;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.core.telemetry.Metrics;
import io.llmgateway.core.telemetry.Telemetry;
import io.llmgateway.core.telemetry.Vendors;
import io.llmgateway.core.watch.Watching;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.guard.EntityType;
import io.llmgateway.money.Chargeback;
import io.llmgateway.spi.ContextCarrier;
import io.llmgateway.spi.CounterStore;
import io.llmgateway.spi.Detector;
import io.llmgateway.spi.Guard;
import io.llmgateway.spi.LedgerSink;
import io.llmgateway.spi.PrincipalSource;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.TokenCounter;
import io.llmgateway.spi.World;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the rooms together, once for each configuration, and has what outlives them. One thread at a time. */
final class Composer {
    private static final int MOST_COUNTERS = 100_000;

    private final LlmGateway.Builder given;
    private final World world;
    private final ExecutorService executor = Threads.perTask();
    private final ExecutorService forLanes = Threads.forLanes();
    private final List<ListenerLane> listeners;
    private final GatewayListener out;
    private final List<SinkListener> sinks;
    private final Map<String, ProviderFactory> factories;
    private final List<Detector> detectors;
    private final List<TokenCounter> tokenCounters;
    private final Asking asking;
    private final CounterStore counters;
    private long generations;
    private final MemoryLedger ledger = new MemoryLedger(0, null);
    private final CallOptions options;

    Composer(LlmGateway.Builder given) {
        this.given = given;
        world = given.world;
        listeners = new ArrayList<>();
        for (GatewayListener listener : given.listeners) {
            listeners.add(new ListenerLane(listener, forLanes, world));
        }
        out = new Listeners(listeners);
        sinks = new ArrayList<>();
        for (LedgerSink sink : given.sinks) {
            sinks.add(SinkListener.of(sink, forLanes, world, out));
        }
        factories = Providers.factories(given.factories);
        detectors = all(given.detectors, Detector.class);
        tokenCounters = all(List.of(), TokenCounter.class);
        asking = new Asking(all(given.principals, PrincipalSource.class));
        counters = given.counters == null ? Admission.countersInMemory(MOST_COUNTERS) : given.counters;
        options = options(given.options);
    }

    // those given in code, then those on the class path
    private static <T> List<T> all(List<T> given, Class<T> service) {
        List<T> all = new ArrayList<>(given);
        for (T found : ServiceLoader.load(service)) {
            all.add(found);
        }
        return List.copyOf(all);
    }

    private static CallOptions options(@Nullable Consumer<CallOptions.Builder> change) {
        CallOptions.Builder builder = CallOptions.DEFAULT.toBuilder();
        if (change != null) {
            change.accept(builder);
        }
        return builder.build();
    }

    ExecutorService executor() {
        return executor;
    }

    /** No thread begins anything any more. */
    void shutdown() {
        executor.shutdown();
        forLanes.shutdown();
    }

    /** Where events go that belong to no call. */
    GatewayListener out() {
        return out;
    }

    Asking asking() {
        return asking;
    }

    /** What is closed with the client, in order. */
    List<AutoCloseable> lasting() {
        List<AutoCloseable> all = new ArrayList<>(sinks);
        all.add(counters);
        if (given.cacheStore != null) {
            all.add(given.cacheStore);
        }
        return all;
    }

    /**
     * The rooms, by a configuration.
     *
     * @param before the rooms until now, from which all stays that is still the same; null for the first
     */
    Generation compose(GatewayConfig config, @Nullable Generation before) {
        Parts outer = new Parts(before == null ? null : before.outer());
        Parts inner = new Parts(before == null ? null : before.inner());
        try {
            return compose(config, before, outer, inner);
        } catch (Throwable e) {
            outer.close();
            inner.close();
            throw e;
        }
    }

    private Generation compose(GatewayConfig config, @Nullable Generation before, Parts outer, Parts inner) {
        Providers all =
                Providers.create(config, given.settings, given.providers, factories, given.environment, world, outer);
        WatchConfig watch = Objects.requireNonNull(config.watch());
        Telemetry telemetry = telemetry(watch, all, inner);
        List<ContextCarrier> carrying = new ArrayList<>();
        if (telemetry != null) {
            carrying.add(telemetry.contexts()); // innermost: it knows the spans of the call
        }
        carrying.addAll(given.carriers);
        Threads threads = new Threads(executor, carrying);
        CatalogueConfig prices = Objects.requireNonNull(config.catalogue());
        ModelCatalogue catalogue = outer.keep(
                ModelCatalogue.class,
                "catalogue",
                List.of(prices, all.vendors()),
                () -> ModelCatalogue.create(prices, given.prepared, all.vendors(), world, out));
        TokenEstimator estimator = inner.keep(
                TokenEstimator.class,
                "estimator",
                List.of(all.vendors()),
                () -> new TokenEstimator(all.vendors(), tokenCounters));
        Routing routing = routing(config, prices, all, inner);
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
                counters,
                before == null ? null : before.admission(),
                world);
        // while calls go on, tables are ready before calls need them; the first virtual thread of a process would take
        // 5 ms
        Executor ahead = before == null ? forLanes : Runnable::run;
        Guarding guarding = Guarding.of(Objects.requireNonNull(config.guard()), given.guards, detectors, ahead, world);
        for (Map.Entry<String, Set<EntityType>> searched : policy.searched().entrySet()) {
            guarding.refuseUnfound(searched.getKey(), searched.getValue());
        }
        for (Map.Entry<String, String> model : guarding.models().entrySet()) {
            routing.check(model.getKey(), model.getValue());
        }
        Recalling.check(Objects.requireNonNull(config.recall()), given.cacheStore);
        Answers.Room room = Answers.Room.of(config.recall());
        Answers answers = inner.keep(
                Answers.class, "answers", List.of(room), () -> new Answers(room, given.cacheStore, executor, world));
        Recalling recalling = recalling(config, routing, estimator, all, answers);
        SteadyConfig steady = Objects.requireNonNull(config.steady());
        TargetStates states = states(steady, before, outer);
        Books books = new Books(catalogue, estimator, ledger, admission.states());
        Metrics metrics =
                telemetry == null ? null : inner.keep(Metrics.class, "metrics", List.of(telemetry), telemetry::metrics);
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
                pacing(config, all, estimator, inner),
                telemetry,
                given.users);
        Map<String, List<Target>> routes = routing.targets();
        String usual = all.defaultModel(config);
        List<Target> usualTargets = usual == null ? List.of() : routing.targets("llmgateway.default-model", usual);
        LedgerConfig keeping = Objects.requireNonNull(config.ledger());
        if (keeping.file() != null) {
            restore(Path.of(keeping.file()), admission);
        }
        List<SinkListener> kept = new ArrayList<>();
        if (keeping.file() != null) {
            kept.add(inner.keep(
                    SinkListener.class,
                    "ledger file",
                    List.of(keeping.file()),
                    () -> SinkListener.ofFile(FileSink.open(Path.of(keeping.file())), forLanes, world, out)));
        }
        kept.addAll(sinks);
        List<GatewayListener> readers = new ArrayList<>();
        readers.add(ledger);
        readers.addAll(kept);
        GatewayListener learning = routing.learning().orElse(null);
        if (learning != null) {
            readers.add(learning);
        }
        readers.add(recalling);
        if (metrics != null) {
            readers.add(metrics);
        }
        WatchConfig.SpendRise rise = watch.spendRise();
        if (rise != null) {
            readers.add(inner.keep(
                    GatewayListener.class, "spend alarm", List.of(rise), () -> Watching.spendAlarm(rise, out)));
        }
        readers.addAll(listeners);
        return new Generation(
                ++generations,
                config,
                outer,
                inner,
                pipeline,
                books,
                admission,
                guarding,
                recalling,
                states,
                readers,
                Watching.callLog(Objects.requireNonNull(watch.log())),
                lanes(kept, Objects.requireNonNull(watch.listenerWait())),
                new ClientStatistics(
                        Objects.requireNonNull(watch.statistics()),
                        states,
                        config.defaultModel(),
                        routes,
                        before == null ? null : before.statistics(),
                        world),
                threads,
                options,
                usual,
                () -> {
                    begin(keeping, admission, answers);
                    states.keep(routes.values(), usualTargets);
                },
                metrics == null
                        ? () -> () -> {}
                        : () -> metrics.gauges(admission.states()::states, recalling::stats, states::all));
    }

    // nothing of it may fail: from now on the configuration counts
    private void begin(LedgerConfig keeping, Admission admission, Answers answers) {
        Chargeback chargeback =
                keeping.chargeback() == null ? null : keeping.chargeback().chargeback();
        ledger.change(Objects.requireNonNull(keeping.keep()), chargeback);
        admission.begin();
        answers.begin();
    }

    private TargetStates states(SteadyConfig steady, @Nullable Generation before, Parts outer) {
        HealthConfig health = Objects.requireNonNull(steady.health());
        DriftConfig drift = Objects.requireNonNull(steady.drift());
        if (before == null || !before.states().follow(health, drift)) {
            return new TargetStates(health, drift, world);
        }
        Predicate<String> replaced = id -> outer.replaced(Providers.part(id));
        boolean same = before.states().all().stream()
                .noneMatch(state -> replaced.test(state.target().provider()));
        return same ? before.states() : new TargetStates(before.states(), replaced);
    }

    private Lanes lanes(List<SinkListener> kept, Duration wait) {
        List<Lane<?>> ofSinks = new ArrayList<>();
        for (SinkListener sink : kept) {
            ofSinks.add(sink.lane());
        }
        List<Lane<?>> ofListeners = new ArrayList<>();
        for (ListenerLane listener : listeners) {
            ofListeners.add(listener.lane());
        }
        return new Lanes(ofSinks, ofListeners, wait);
    }

    private @Nullable Telemetry telemetry(WatchConfig watch, Providers all, Parts parts) {
        TelemetryConfig settings = Objects.requireNonNull(watch.telemetry());
        Telemetry made = Telemetry.of(
                        given.openTelemetry,
                        settings,
                        given.environment,
                        Vendors.of(all.byId(), id -> Objects.requireNonNull(
                                        all.vendors().get(id))
                                .name()))
                .orElse(null);
        return made == null
                ? null
                : parts.keep( // knows which values of tags there were
                        Telemetry.class, "telemetry", List.of(settings, all.vendors(), all.byId()), () -> made);
    }

    private Optional<Interceptor> pacing(GatewayConfig config, Providers all, TokenEstimator estimator, Parts parts) {
        Map<String, Turnstiles> turnstiles = new LinkedHashMap<>();
        Map<String, ProviderLimitsConfig> limits = all.limits(Objects.requireNonNull(config.providers()));
        for (Map.Entry<String, ProviderLimitsConfig> of : limits.entrySet()) {
            turnstiles.put(
                    of.getKey(),
                    parts.keep(
                            Turnstiles.class,
                            "limits of " + of.getKey(),
                            List.of(of.getValue()),
                            () -> new Turnstiles(of.getValue(), world)));
        }
        return Steadying.limits(turnstiles, estimator, world);
    }

    private Routing routing(GatewayConfig config, CatalogueConfig prices, Providers all, Parts parts) {
        return parts.keep(
                Routing.class,
                "routing", // knows what has worked
                Arrays.asList(
                        config.models(), config.defaultModel(), prices.renames(), prices.retireWarning(), all.keys()),
                () -> Routing.of(
                        Objects.requireNonNull(config.models()),
                        given.conditions,
                        config.defaultModel(),
                        prices,
                        all.keys()));
    }

    private Recalling recalling(
            GatewayConfig config, Routing routing, TokenEstimator estimator, Providers all, Answers answers) {
        return Recalling.of(
                Objects.requireNonNull(config.recall()),
                rules(config),
                model -> versions(model, routing, all),
                call -> routing.chosen(call, estimator, world),
                answers,
                world);
    }

    // what the guards do: an answer remembered under other rules must not be served
    private String rules(GatewayConfig config) {
        List<String> own = new ArrayList<>();
        for (Guard guard : given.guards) {
            own.add(guard.name() + " " + guard.getClass().getName());
        }
        for (Detector finder : detectors) {
            own.add(finder.getClass().getName());
        }
        return Fingerprint.of(List.of(Objects.requireNonNull(config.guard()), own));
    }

    // what a model stands for, and whose it is: names alone mean something else elsewhere
    private static List<String> versions(String model, Routing routing, Providers all) {
        Set<String> versions = new LinkedHashSet<>();
        for (Target target : routing.targets("model", model)) {
            versions.add(TargetStates.configured(target.provider()) + "/" + target.model() + " of "
                    + all.vendors().get(target.provider()) + " by " + all.fingerprint(target.provider()));
        }
        return List.copyOf(versions);
    }

    // a restart must not give everybody a fresh budget, and one that is added counts as if it had been there
    private static void restore(Path file, Admission admission) {
        Instant since = admission.remembers().orElse(null);
        if (since != null && Files.isRegularFile(file)) {
            try (Stream<LedgerEntry> past = LedgerFile.readSince(file, since)) {
                past.forEach(admission::restore);
            } catch (UncheckedIOException e) {
                throw new MisconfiguredException(
                        "llmgateway.ledger.file: what budgets have spent cannot be read back: " + e.getMessage()
                                + "; mend the file, or move it away to begin anew",
                        e);
            }
        }
    }
}
