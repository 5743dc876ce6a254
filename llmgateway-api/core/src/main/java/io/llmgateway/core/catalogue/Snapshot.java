package io.llmgateway.core.catalogue;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Usage;
import io.llmgateway.money.Catalogue.PriceList;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.money.ModelInfo.PriceSource;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All lists over each other, as they are at one time. What was looked up is remembered, up to a number of names.
 * Thread-safe.
 */
final class Snapshot {
    private static final int MOST_NAMES = 1_000;
    private static final int LONGEST_NAME = 500;
    private static final String ANY = "*";
    private static final String FREE = ":free";

    private final List<Layer> lists;
    private final List<Listing> overlays;
    private final Map<String, Vendor> vendors;
    private final Map<Target, Found> found = new ConcurrentHashMap<>();
    private final Set<Target> told = ConcurrentHashMap.newKeySet();

    /**
     * What is known of a target.
     *
     * @param info the model; null if unknown
     * @param tariff its prices; null if unknown
     * @param own whether its price is of the configuration or of code
     * @param named whether it is so by the name of the model, not by {@code provider/*}
     */
    record Found(@Nullable ModelInfo info, @Nullable Tariff tariff, boolean own, boolean named) {
        static final Found NOTHING = new Found(null, null, false, false);

        boolean priced() {
            return tariff != null && tariff.priced();
        }

        Cost price(Usage usage, @Nullable String tier, Instant at) {
            return tariff == null ? Cost.unknown(PriceStatus.MISSING) : tariff.price(usage, tier, at);
        }
    }

    /**
     * Puts lists together.
     *
     * @param lists by vendor; later ones over former ones
     * @param overlays by provider or vendor, over the lists
     * @param vendors ids of providers to vendors
     */
    Snapshot(List<Layer> lists, List<Listing> overlays, Map<String, Vendor> vendors) {
        this.lists = List.copyOf(lists);
        this.overlays = List.copyOf(overlays);
        this.vendors = vendors;
    }

    List<Layer> lists() {
        return lists;
    }

    String version() {
        return lists.get(lists.size() - 1).version();
    }

    List<PriceList> told() {
        return Stream.<Layer>concat(lists.stream(), overlays.stream())
                .map(layer -> new PriceList(layer.name(), layer.date(), layer.count()))
                .toList();
    }

    Collection<ModelInfo> models() {
        Set<Target> names = new LinkedHashSet<>();
        Stream.<Layer>concat(lists.stream(), overlays.stream())
                .flatMap(layer -> layer.models().stream())
                .filter(model -> !model.model().equals(ANY))
                .forEach(model -> names.add(new Target(model.vendor(), model.model())));
        return names.stream()
                .map(name -> look(name).info())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    Found find(Target target) {
        if (target.model().length() > LONGEST_NAME) {
            return Found.NOTHING; // neither searched for nor remembered: a vendor may answer with any name
        }
        Found known = found.get(target);
        if (known == null) {
            known = look(target);
            if (found.size() < MOST_NAMES) {
                found.put(target, known);
            }
        }
        return known;
    }

    boolean firstTold(Target target) {
        return told.size() < MOST_NAMES && told.add(target);
    }

    private Found look(Target target) {
        Vendor vendor = vendors.getOrDefault(target.provider(), new Vendor(target.provider(), null));
        String region = vendor.region() == null ? null : vendor.region().toLowerCase(Locale.ROOT);
        Names names = Names.of(target.model(), region);
        Pile pile = new Pile(vendor.name(), target.model());
        boolean near = !pile.layAll(lists, names.exact()) && pile.layAll(lists, names.near());
        if (vendor.name().equals("openrouter") && target.model().endsWith(FREE) && (near || pile.unpriced())) {
            // https://openrouter.ai/docs/features/model-routing: what ends like this costs nothing, whatever the model
            // does
            pile.lay(
                    lists.get(0),
                    Overlays.free(vendor.name(), target.model(), lists.get(0).name()));
            near = false;
        }
        boolean own = false;
        for (Listing overlay : overlays) {
            own |= overlaid(pile, overlay, vendor.name(), target.provider(), names);
        }
        return pile.found(region, near && !own, own);
    }

    // what names the key wins over what names its provider, that over what names its vendor, a name over a pattern
    private boolean overlaid(Pile pile, Listing overlay, String vendor, String key, Names names) {
        Layer before = pile.priced;
        pile.priced = null;
        String provider = Vendor.provider(key);
        Vendor another = vendors.get(vendor); // a provider may have the name of a vendor it does not belong to
        if (!vendor.equals(provider) && (another == null || another.name().equals(vendor))) {
            pile.lay(overlay, overlay.get(vendor, ANY));
            pile.layFirst(overlay, vendor, names.exact());
        }
        pile.lay(overlay, overlay.get(provider, ANY));
        pile.layFirst(overlay, provider, names.exact());
        if (!provider.equals(key)) {
            pile.lay(overlay, overlay.get(key, ANY));
            pile.layFirst(overlay, key, names.exact());
        }
        boolean own = pile.priced != null;
        pile.priced = own ? pile.priced : before;
        return own;
    }

    /** What the lists say of one model, each over the one before. */
    private static final class Pile {
        private final String vendor;
        private final String asked;
        private @Nullable ModelInfo info;
        private @Nullable Layer priced;

        private boolean named;

        Pile(String vendor, String asked) {
            this.vendor = vendor;
            this.asked = asked;
        }

        boolean unpriced() {
            return info == null || info.prices().isEmpty();
        }

        // the nearest name that any list knows, in all lists
        boolean layAll(List<Layer> lists, List<String> names) {
            for (String name : names) {
                for (Layer list : lists) {
                    lay(list, list.get(vendor, name));
                }
                if (info != null) {
                    return true;
                }
            }
            return false;
        }

        void layFirst(Layer list, String key, List<String> names) {
            for (String name : names) {
                ModelInfo model = list.get(key, name);
                if (model != null) {
                    lay(list, model);
                    named |= !model.prices().isEmpty();
                    return;
                }
            }
        }

        void lay(Layer layer, @Nullable ModelInfo over) {
            if (over == null) {
                return;
            }
            ModelInfo under = info == null ? Overlays.nothing(vendor, asked, over.source()) : info;
            boolean prices = !over.prices().isEmpty();
            priced = prices ? layer : priced;
            boolean named = info != null || over.model().equals(ANY);
            info = new ModelInfo(
                    vendor,
                    named ? under.model() : over.model(),
                    over.aliases().isEmpty() ? under.aliases() : over.aliases(),
                    over.kind().isEmpty() ? under.kind() : over.kind(),
                    over.window() == null ? under.window() : over.window(),
                    over.maxOutput() == null ? under.maxOutput() : over.maxOutput(),
                    over.capabilities().isEmpty() ? under.capabilities() : over.capabilities(),
                    over.retires() == null ? under.retires() : over.retires(),
                    prices ? over.prices() : under.prices(),
                    prices ? over.regions() : under.regions(),
                    prices ? over.source() : under.source(),
                    over.quality() == null ? under.quality() : over.quality());
        }

        Found found(@Nullable String region, boolean near, boolean own) {
            if (info == null) {
                return Found.NOTHING;
            }
            BigDecimal factor = null;
            for (Map.Entry<String, BigDecimal> one : info.regions().entrySet()) {
                factor = one.getKey().equalsIgnoreCase(region) ? one.getValue() : factor;
            }
            Tariff tariff = new Tariff(
                    info.prices(),
                    factor,
                    near ? PriceStatus.ESTIMATED : PriceStatus.EXACT,
                    priced == null ? "" : priced.version());
            return new Found(info, tariff, own, named);
        }
    }

    /** The source of what is said without one. */
    static PriceSource source(String name) {
        return new PriceSource(name, null, null);
    }
}
