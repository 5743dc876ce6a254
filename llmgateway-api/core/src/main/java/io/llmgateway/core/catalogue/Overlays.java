package io.llmgateway.core.catalogue;

import io.llmgateway.chat.Bucket;
import io.llmgateway.core.config.CatalogueModelConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.money.ModelInfo.PriceSource;
import io.llmgateway.money.PriceRule;
import io.llmgateway.spi.Nearest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What configuration and code say of models, over all lists: what they do not say stays as it is. */
final class Overlays {
    private static final String CONFIGURATION = "configuration";
    private static final String CODE = "code";
    private static final String PROPERTY = "llmgateway.catalogue.models.";

    private Overlays() {}

    static List<Listing> of(Map<String, CatalogueModelConfig> configured, List<ModelInfo> code, Set<String> providers) {
        List<Listing> overlays = new ArrayList<>();
        if (!configured.isEmpty()) {
            List<ModelInfo> models = new ArrayList<>();
            for (Map.Entry<String, CatalogueModelConfig> one : configured.entrySet()) {
                models.add(configured(one.getKey(), one.getValue(), providers));
            }
            overlays.add(Listing.of(CONFIGURATION, CONFIGURATION, null, models));
        }
        if (!code.isEmpty()) {
            List<ModelInfo> models = new ArrayList<>(code);
            Collections.reverse(models); // of two the one given last
            overlays.add(Listing.of(CODE, CODE, null, models));
        }
        return overlays;
    }

    private static ModelInfo configured(String name, CatalogueModelConfig model, Set<String> providers) {
        String property = PROPERTY + name;
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1) {
            throw new MisconfiguredException(
                    property + ": a model is named provider/model, all of a provider provider/*");
        }
        String provider = name.substring(0, slash);
        if (!providers.contains(provider)) {
            throw new MisconfiguredException(property + ": there is no provider or vendor \"" + provider + "\"; "
                    + Nearest.hint(provider, providers));
        }
        if (model == null
                || (model.window() == null
                        && model.maxOutput() == null
                        && model.free() == null
                        && model.retires() == null
                        && model.quality() == null
                        && said(model).isEmpty())) {
            throw new MisconfiguredException(
                    property + " says nothing: set window, max-output, free, prices, retires or quality");
        }
        return new ModelInfo(
                provider,
                name.substring(slash + 1),
                Set.of(),
                "",
                positive(property + ".window", model.window()),
                positive(property + ".max-output", model.maxOutput()),
                Set.of(),
                model.retires(),
                prices(property, model),
                Map.of(),
                Snapshot.source(CONFIGURATION),
                quality(property + ".quality", model.quality()));
    }

    private static @Nullable Double quality(String property, @Nullable Double quality) {
        if (quality != null && (!(quality > 0) || quality.isInfinite())) {
            throw new MisconfiguredException(
                    property + " is " + quality + ": it must be above 0, on a scale of your own");
        }
        return quality;
    }

    private static @Nullable Long positive(String property, @Nullable Long tokens) {
        if (tokens != null && tokens <= 0) {
            throw new MisconfiguredException(property + " is " + tokens + ": it must be above 0");
        }
        return tokens;
    }

    private static List<PriceRule> prices(String property, CatalogueModelConfig model) {
        boolean free = Boolean.TRUE.equals(model.free());
        if (free && !said(model).isEmpty()) {
            throw new MisconfiguredException(property + " is free and has prices: leave one of them out");
        }
        if (said(model).isEmpty()) {
            return free ? List.of(nothingToPay()) : List.of();
        }
        Map<Bucket, BigDecimal> prices = new EnumMap<>(Bucket.class);
        for (Map.Entry<String, BigDecimal> each : said(model).entrySet()) {
            String word = each.getKey();
            BigDecimal price = each.getValue();
            Bucket bucket = Bucket.of(word).orElse(null);
            if (bucket == null) {
                throw new MisconfiguredException(property + ".prices." + word + ": there is no such bucket; "
                        + Nearest.hint(word, Bucket.words()));
            }
            if (price == null || price.signum() < 0) {
                throw new MisconfiguredException(property + ".prices." + word + " is " + price
                        + ": it must be 0 or more, US dollars for a million tokens");
            }
            if (Row.tooLong(price)) {
                throw new MisconfiguredException(property + ".prices." + word + " has too many digits for a price");
            }
            prices.put(bucket, price);
        }
        return List.of(PriceRule.always(prices));
    }

    private static Map<String, BigDecimal> said(CatalogueModelConfig model) {
        return Objects.requireNonNull(model.prices());
    }

    private static PriceRule nothingToPay() {
        Map<Bucket, BigDecimal> prices = new EnumMap<>(Bucket.class);
        for (Bucket bucket : Bucket.values()) {
            if (bucket != Bucket.REQUEST) {
                prices.put(bucket, BigDecimal.ZERO);
            }
        }
        return PriceRule.always(prices);
    }

    /** A model that costs nothing. */
    static ModelInfo free(String vendor, String model, String list) {
        return with(vendor, model, List.of(nothingToPay()), Snapshot.source(list));
    }

    /** A model of which nothing is known. */
    static ModelInfo nothing(String vendor, String model, PriceSource source) {
        return with(vendor, model, List.of(), source);
    }

    private static ModelInfo with(String vendor, String model, List<PriceRule> prices, PriceSource source) {
        return new ModelInfo(vendor, model, Set.of(), "chat", null, null, Set.of(), null, prices, Map.of(), source);
    }
}
