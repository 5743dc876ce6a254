package io.llmgateway.core.catalogue;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.catalogue.Snapshot.Found;
import io.llmgateway.core.config.CatalogueConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.money.Catalogue;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.spi.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The catalogue of a client. Thread-safe. */
public final class ModelCatalogue implements Catalogue, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ModelCatalogue.class.getName());

    private static final long LONGEST = TimeUnit.DAYS.toNanos(36_500);

    private final Shipped shipped;
    private final List<Listing> overlays;
    private final Map<String, Vendor> vendors;
    private final Sources sources;
    private final long every; // nanoseconds, 0 for never
    private final World world;
    private final GatewayListener out;
    private final AtomicReference<Numbered> current;
    private final AtomicLong readings = new AtomicLong();
    private final AtomicLong due;
    private volatile boolean closed;

    /** What was read, by the number of the reading: of two at a time the one begun later counts. */
    private record Numbered(long number, Snapshot snapshot) {
        Numbered then(long later, Snapshot read) {
            boolean same = read.lists().equals(snapshot.lists()); // then what was looked up and told stays known
            return new Numbered(later, same ? snapshot : read);
        }
    }

    private ModelCatalogue(
            CatalogueConfig config,
            List<ModelInfo> code,
            Map<String, Vendor> vendors,
            World world,
            GatewayListener out) {
        this.vendors = Map.copyOf(vendors);
        this.world = world;
        this.out = out;
        shipped = new Shipped();
        sources = new Sources(config, world, () -> closed);
        List<Listing> read = sources.read();
        overlays = Overlays.of(Objects.requireNonNull(config.models()), code, known(read));
        every = config.refresh() == null ? 0 : Math.min(TimeUnit.NANOSECONDS.convert(config.refresh()), LONGEST);
        due = new AtomicLong(world.nanoTime() + every);
        current = new AtomicReference<>(new Numbered(0, snapshot(read)));
    }

    /**
     * Puts the lists together.
     *
     * @param config the settings
     * @param code models given in code, over all lists
     * @param vendors ids of providers to whose prices they have
     * @param world time
     * @param out gets the events of the catalogue
     * @return the catalogue, to be closed by the caller
     * @throws MisconfiguredException if a list cannot be read or makes no sense
     */
    public static ModelCatalogue create(
            CatalogueConfig config,
            List<ModelInfo> code,
            Map<String, Vendor> vendors,
            World world,
            GatewayListener out) {
        ModelCatalogue catalogue = new ModelCatalogue(config, code, vendors, world, out);
        catalogue.readShippedEarly();
        return catalogue;
    }

    // what the first call would have to wait for otherwise: the lists of the vendors that there are providers of
    private void readShippedEarly() {
        Set<String> names = new HashSet<>();
        for (Vendor vendor : vendors.values()) {
            names.add(vendor.name());
        }
        if (!Collections.disjoint(shipped.vendors(), names)) {
            inBackground("llmgateway-prices-shipped", () -> shipped.read(names, () -> closed));
        }
    }

    private static void inBackground(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    // whom the configuration may speak of
    private Set<String> known(List<Listing> read) {
        Set<String> known = new HashSet<>(shipped.vendors());
        for (Map.Entry<String, Vendor> one : vendors.entrySet()) {
            known.add(one.getKey());
            known.add(Vendor.provider(one.getKey()));
            known.add(one.getValue().name());
        }
        for (Listing list : read) {
            known.addAll(list.byName().keySet());
        }
        return known;
    }

    private Snapshot snapshot(List<Listing> read) {
        List<Layer> lists = new ArrayList<>();
        lists.add(shipped);
        lists.addAll(read);
        return new Snapshot(lists, overlays, vendors);
    }

    /**
     * What is known of a target.
     *
     * @param target where a call goes
     * @return the model, if known
     */
    public Optional<ModelInfo> find(Target target) {
        return Optional.ofNullable(look(target).info());
    }

    /**
     * Prices what an answer used: by the model that served, where it has a price, else by the one asked for. A price
     * that configuration or code gives to the one asked for wins over one that a list gives to the one that served.
     *
     * @param target where the call went
     * @param response the answer, whole or what came of it
     * @param usage what it used
     * @param at when
     * @return the cost
     */
    public Cost price(Target target, ModelResponse response, Usage usage, Instant at) {
        String tier = response.info().serviceTier().orElse(null);
        Found asked = look(target);
        if (response.model().equals(target.model())) {
            return asked.price(usage, tier, at);
        }
        Found served = look(new Target(target.provider(), response.model()));
        boolean byAsked = asked.own() && (asked.named() || !served.own()) && !served.named();
        boolean byServed = (served.priced() && !byAsked) || asked.info() == null;
        return (byServed ? served : asked).price(usage, tier, at);
    }

    /**
     * Prices a usage at the usual class of service.
     *
     * @param target where a call goes
     * @param usage what it used
     * @param at when
     * @return the cost
     */
    public Cost price(Target target, Usage usage, Instant at) {
        return look(target).price(usage, null, at);
    }

    /**
     * The most an attempt can cost: every token of the prompt in its dearest bucket, and the longest answer.
     *
     * @param target where the call goes
     * @param prompt tokens of the prompt
     * @param output tokens of the answer
     * @param serviceTier the class of service asked for, or null
     * @param at when
     * @return the cost; without an amount where the price is unknown
     */
    public Cost most(Target target, long prompt, long output, @Nullable String serviceTier, Instant at) {
        Found found = look(target);
        return found.tariff() == null
                ? Cost.unknown(PriceStatus.MISSING)
                : found.tariff().most(prompt, output, serviceTier, at);
    }

    /**
     * Whether to tell that a model has no price: true once for each until the prices change, for a thousand models.
     *
     * @param target where a call went
     * @return true if nobody was told yet
     */
    public boolean firstUnpriced(Target target) {
        return now().firstTold(target);
    }

    @Override
    public Optional<ModelInfo> find(String target) {
        return Optional.ofNullable(look(target(target)).info());
    }

    @Override
    public Collection<ModelInfo> models() {
        return now().models();
    }

    @Override
    public Cost price(String target, Usage usage) {
        return price(target, usage, null, world.now());
    }

    @Override
    public Cost price(String target, Usage usage, @Nullable String serviceTier, Instant at) {
        return look(target(target)).price(usage, serviceTier, at);
    }

    private static Target target(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? new Target(text, "") : new Target(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public List<PriceList> lists() {
        return now().told();
    }

    private Found look(Target target) {
        refreshIfDue();
        return now().find(target);
    }

    private Snapshot now() {
        return Objects.requireNonNull(current.get()).snapshot();
    }

    @Override
    public void refresh() {
        due.set(world.nanoTime() + every);
        long number = readings.incrementAndGet();
        try {
            Snapshot before = now();
            Snapshot read = snapshot(sources.read());
            checkPrices(before, read);
            current.updateAndGet(other -> other.number() > number ? other : other.then(number, read));
        } catch (RuntimeException e) {
            tell(e.getMessage() == null ? e.toString() : e.getMessage());
            throw e;
        }
        tell(null);
    }

    private static void checkPrices(Snapshot before, Snapshot read) {
        for (int i = 0; i < read.lists().size(); i++) {
            if (read.lists().get(i) instanceof Listing list
                    && before.lists().get(i) instanceof Listing former
                    && former.hasPrices()
                    && !list.hasPrices()) {
                throw new MisconfiguredException("the price list " + list.name()
                        + " has not a single price any more. Nothing of it was taken: look what became of it");
            }
        }
    }

    private void tell(@Nullable String error) {
        out.on(new GatewayEvent.CatalogueRead(world.now(), now().version(), error));
    }

    // whoever prices something when it is time begins a reading, and does not wait for it
    private void refreshIfDue() {
        if (every == 0 || closed) {
            return;
        }
        long time = due.get();
        long now = world.nanoTime();
        if (now - time >= 0 && due.compareAndSet(time, now + every)) {
            inBackground("llmgateway-prices", this::refreshInBackground);
        }
    }

    private void refreshInBackground() {
        try {
            refresh();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the prices could not be read again; the last good ones stay", e);
        }
    }

    /** Ends all reading: a reading under way is given up, at the latest when its server has been silent for 10 s. */
    @Override
    public void close() {
        closed = true;
    }
}
