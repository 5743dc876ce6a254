package io.llmgateway.core.catalogue;

import io.llmgateway.chat.Bucket;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.money.ModelInfo.PriceSource;
import io.llmgateway.money.PriceRule;
import io.llmgateway.spi.Nearest;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Our own form of a list, in US dollars for a million tokens:
 *
 * <pre>{@code
 * {"format": "llmgateway-prices", "date": "2026-11-01", "url": "https://…", "models": {
 *   "openai/gpt-5.5": {"aliases": ["…"], "kind": "chat", "window": 1050000, "max-output": 128000,
 *     "capabilities": ["tools"], "retires": "2027-01-01", "regions": {"eu": 1.1}, "url": "https://…", "date": "…",
 *     "prices": [{"input": 5, "output": 30}, {"tier": "flex", "input": 2.5},
 *       {"above": 272000, "input": 10, "from": "2026-09-01", "until": "…", "daily-from": "00:30", "daily-until": "16:30"}]}}}
 * }</pre>
 *
 * <p>{@code url} and {@code date} of the list hold for every model that has none of its own. A price of 0 is a price
 * here. An unknown word is an error.
 */
final class OwnFormat {
    static final String NAME = "llmgateway-prices";

    private static final Set<String> LIST_WORDS = Set.of("format", "date", "url", "models");
    private static final Set<String> MODEL_WORDS = Set.of(
            "aliases", "kind", "window", "max-output", "capabilities", "retires", "regions", "url", "date", "prices");
    private static final Set<String> RULE_WORDS = Set.of("tier", "above", "from", "until", "daily-from", "daily-until");

    private OwnFormat() {}

    static boolean recognises(JsonNode root) {
        return root.isObject() && NAME.equals(root.path("format").asString(""));
    }

    static Listing read(String list, String shortName, JsonNode root) {
        Row row = new Row(list, "the list", root);
        known(row, LIST_WORDS);
        LocalDate date = row.date("date");
        PriceSource source = new PriceSource(shortName, row.text("url"), date);
        List<ModelInfo> models = new ArrayList<>();
        Row all = row.object("models");
        if (all != null) {
            all.node()
                    .properties()
                    .forEach(entry ->
                            models.add(model(entry.getKey(), new Row(list, entry.getKey(), entry.getValue()), source)));
        }
        return Listing.of(list, shortName, date, models);
    }

    private static void known(Row row, Set<String> words) {
        row.node().propertyNames().forEach(word -> {
            if (!words.contains(word)) {
                throw row.wrong("there is no property \"" + word + "\"; " + Nearest.hint(word, words));
            }
        });
    }

    private static ModelInfo model(String name, Row row, PriceSource source) {
        known(row, MODEL_WORDS);
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1) {
            throw row.wrong("a model is named vendor/model");
        }
        String kind = row.text("kind");
        String url = row.text("url");
        LocalDate date = row.date("date");
        List<PriceRule> rules = new ArrayList<>();
        row.rows("prices").forEach(rule -> rules.add(rule(rule)));
        return new ModelInfo(
                name.substring(0, slash),
                name.substring(slash + 1),
                Set.copyOf(row.texts("aliases")),
                kind == null ? "chat" : kind,
                row.count("window"),
                row.count("max-output"),
                Set.copyOf(row.texts("capabilities")),
                row.date("retires"),
                rules,
                regions(row.object("regions")),
                new PriceSource(source.name(), url == null ? source.url() : url, date == null ? source.date() : date));
    }

    private static Map<String, BigDecimal> regions(@Nullable Row row) {
        Map<String, BigDecimal> regions = new HashMap<>();
        if (row != null) {
            row.node()
                    .properties()
                    .forEach(entry -> regions.put(entry.getKey(), row.price(entry.getKey(), entry.getValue())));
        }
        return regions;
    }

    private static PriceRule rule(Row row) {
        Map<Bucket, BigDecimal> prices = new EnumMap<>(Bucket.class);
        row.node().properties().forEach(entry -> {
            Bucket bucket = Bucket.of(entry.getKey()).orElse(null);
            if (bucket != null) {
                prices.put(bucket, row.price(entry.getKey(), entry.getValue()));
            } else if (!RULE_WORDS.contains(entry.getKey())) {
                throw row.wrong("there is no bucket \"" + entry.getKey() + "\"; "
                        + Nearest.hint(entry.getKey(), Bucket.words()));
            }
        });
        LocalTime dailyFrom = row.time("daily-from");
        LocalTime dailyUntil = row.time("daily-until");
        if ((dailyFrom == null) != (dailyUntil == null)) {
            throw row.wrong("daily-from and daily-until belong together");
        }
        if (prices.isEmpty()) {
            throw row.wrong("there is no price in it");
        }
        return new PriceRule(
                Tiers.word(row.text("tier")),
                Objects.requireNonNullElse(row.count("above"), 0L),
                row.date("from"),
                row.date("until"),
                dailyFrom,
                dailyUntil,
                prices);
    }
}
