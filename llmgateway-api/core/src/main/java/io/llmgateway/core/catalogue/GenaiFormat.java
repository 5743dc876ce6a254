package io.llmgateway.core.catalogue;

import io.llmgateway.chat.Bucket;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.money.ModelInfo.PriceSource;
import io.llmgateway.money.PriceRule;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The list of genai-prices (https://github.com/pydantic/genai-prices, version 2 of its data) as it is: a list of
 * vendors with US dollars for a million tokens. Of its trees of matches the texts of {@code equals} and {@code
 * starts_with} become other names of a model; {@code contains}, {@code regex} and so on are not used, since the price
 * of another model is worse than none. A price of 0 is read as unknown.
 */
final class GenaiFormat {
    private static final Map<String, Bucket> BUCKETS = Map.of(
            "input_mtok", Bucket.INPUT,
            "output_mtok", Bucket.OUTPUT,
            "cache_read_mtok", Bucket.CACHE_READ,
            "cache_write_mtok", Bucket.CACHE_WRITE,
            "cache_write_1h_mtok", Bucket.CACHE_WRITE_LONG,
            "output_reasoning_mtok", Bucket.REASONING,
            "input_audio_mtok", Bucket.AUDIO_INPUT,
            "output_audio_mtok", Bucket.AUDIO_OUTPUT,
            "input_image_mtok", Bucket.IMAGE_INPUT,
            "output_image_mtok", Bucket.IMAGE_OUTPUT);

    private static final Map<String, String> VENDORS =
            Map.of("google", "gemini", "x-ai", "xai", "moonshotai", "moonshot");
    private static final String ROUTED = "huggingface_";

    private GenaiFormat() {}

    static boolean recognises(JsonNode root) {
        return root.isArray()
                && !root.isEmpty()
                && root.valueStream().allMatch(vendor -> vendor.isObject() && vendor.has("id") && vendor.has("models"));
    }

    static Listing read(String list, String shortName, JsonNode root) {
        List<ModelInfo> models = new ArrayList<>();
        for (JsonNode node : root) {
            Row vendor = new Row(list, node.path("id").toString(), node);
            String id = vendor.needed("id");
            // huggingface_groq: what Hugging Face sends on to Groq, asked for as org/model:groq
            boolean routed = id.startsWith(ROUTED);
            String suffix = routed ? ":" + id.substring(ROUTED.length()) : "";
            String name = routed ? "huggingface" : VENDORS.getOrDefault(id, id);
            List<String> pages = vendor.texts("pricing_urls");
            PriceSource source = new PriceSource(shortName, pages.isEmpty() ? null : pages.get(0), null);
            for (Row model : vendor.rows("models")) {
                models.add(model(name, suffix, new Row(list, id + "/" + model.needed("id"), model.node()), source));
            }
        }
        return Listing.of(list, shortName, null, models);
    }

    private static ModelInfo model(String vendor, String suffix, Row row, PriceSource source) {
        String id = row.needed("id");
        Set<String> aliases = new LinkedHashSet<>();
        names(row.node().path("match"), aliases);
        aliases.removeIf(id::equalsIgnoreCase);
        return new ModelInfo(
                vendor,
                id + suffix,
                Set.copyOf(aliases.stream().map(alias -> alias + suffix).toList()),
                id.contains("embed") ? "embedding" : "chat",
                row.count("context_window"),
                null,
                Set.of(),
                null,
                rules(row),
                Map.of(),
                source);
    }

    private static void names(JsonNode match, Set<String> names) {
        match.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isString()
                    && (entry.getKey().equals("equals") || entry.getKey().equals("starts_with"))) {
                names.add(value.stringValue());
            } else if (value.isArray() && entry.getKey().equals("or")) {
                value.forEach(part -> names(part, names));
            }
        });
    }

    // of several sets of prices the last one that holds counts, as a whole
    private static List<PriceRule> rules(Row row) {
        if (!row.node().path("prices").isArray()) {
            Row prices = row.object("prices");
            return prices == null ? List.of() : rules(prices, null, null, null);
        }
        List<PriceRule> rules = new ArrayList<>();
        for (Row part : row.rows("prices")) {
            Row prices = part.object("prices");
            if (prices == null) {
                throw part.wrong("prices is missing");
            }
            Row constraint = part.object("constraint");
            LocalDate from = constraint == null ? null : constraint.date("start_date");
            LocalTime start = constraint == null ? null : constraint.time("start_time");
            LocalTime end = constraint == null ? null : constraint.time("end_time");
            if (constraint != null && from == null && (start == null || end == null)) {
                throw part.wrong("constraint has neither start_date nor start_time and end_time");
            }
            if (from != null) {
                rules.replaceAll(rule -> rule.until() == null ? until(rule, from) : rule);
            }
            rules.addAll(rules(prices, from, start, end));
        }
        return rules;
    }

    private static PriceRule until(PriceRule rule, LocalDate day) {
        return new PriceRule(
                rule.tier(), rule.above(), rule.from(), day, rule.dailyFrom(), rule.dailyUntil(), rule.prices());
    }

    private static List<PriceRule> rules(
            Row prices, @Nullable LocalDate from, @Nullable LocalTime start, @Nullable LocalTime end) {
        RuleSet set = new RuleSet();
        BUCKETS.forEach((field, bucket) -> {
            Row tiered = prices.node().path(field).isObject() ? prices.object(field) : null;
            add(set, 0, bucket, tiered == null ? prices.price(field) : tiered.price("base"));
            if (tiered != null) {
                for (Row tier : tiered.rows("tiers")) {
                    Long above = tier.count("start");
                    if (above == null) {
                        throw tier.wrong("start is missing");
                    }
                    add(set, above, bucket, tier.price("price"));
                }
            }
        });
        BigDecimal thousand = prices.price("requests_kcount");
        add(set, 0, Bucket.REQUEST, thousand == null ? null : thousand.movePointLeft(3));
        return set.rules().stream()
                .map(rule -> new PriceRule(rule.tier(), rule.above(), from, null, start, end, rule.prices()))
                .toList();
    }

    private static void add(RuleSet set, long above, Bucket bucket, @Nullable BigDecimal price) {
        if (price != null && price.signum() > 0) {
            set.add(null, above, bucket, price);
        }
    }
}
