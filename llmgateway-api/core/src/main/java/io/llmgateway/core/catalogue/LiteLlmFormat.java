package io.llmgateway.core.catalogue;

import io.llmgateway.chat.Bucket;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.money.ModelInfo.PriceSource;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * LiteLLM's list (https://github.com/BerriAI/litellm, {@code model_prices_and_context_window.json}) as it is: an object
 * of models with US dollars for one token. A price of 0 there means free or unknown, so it is read as unknown.
 */
final class LiteLlmFormat {
    private static final String VENDOR = "litellm_provider";
    private static final String SECOND_CACHE_READ = "input_cost_per_token_cache_hit";

    // longest names first: one may be the beginning of another
    private static final Pattern PRICE = Pattern.compile("(input_cost_per_token|output_cost_per_token"
            + "|cache_read_input_token_cost|cache_creation_input_token_cost|output_cost_per_reasoning_token"
            + "|input_cost_per_audio_token|output_cost_per_audio_token|input_cost_per_image_token"
            + "|output_cost_per_image_token|input_cost_per_request)"
            + "((?:_above_1hr|_above_\\d{1,6}k_tokens|_priority|_flex|_batches)*)");
    private static final Pattern SUFFIX =
            Pattern.compile("_above_(1hr)|_above_(\\d+)k_tokens|_(priority|flex|batches)");

    private static final Map<String, Bucket> BUCKETS = Map.of(
            "input_cost_per_token", Bucket.INPUT,
            "output_cost_per_token", Bucket.OUTPUT,
            "cache_read_input_token_cost", Bucket.CACHE_READ,
            "cache_creation_input_token_cost", Bucket.CACHE_WRITE,
            "output_cost_per_reasoning_token", Bucket.REASONING,
            "input_cost_per_audio_token", Bucket.AUDIO_INPUT,
            "output_cost_per_audio_token", Bucket.AUDIO_OUTPUT,
            "input_cost_per_image_token", Bucket.IMAGE_INPUT,
            "output_cost_per_image_token", Bucket.IMAGE_OUTPUT,
            "input_cost_per_request", Bucket.REQUEST);

    private static final Map<String, String> VENDORS = Map.of(
            "together_ai", "together",
            "fireworks_ai", "fireworks",
            "fireworks_ai-embedding-models", "fireworks",
            "text-completion-openai", "openai",
            "azure_text", "azure",
            "azure_ai", "azure",
            "codestral", "mistral",
            "text-completion-codestral", "mistral");

    private static final Map<String, String> KINDS = Map.of(
            "responses", "chat",
            "image_generation", "image",
            "image_edit", "image",
            "audio_speech", "speech",
            "audio_transcription", "transcription",
            "video_generation", "video");

    private static final Map<String, String> CAPABILITIES = Map.of(
            "supports_function_calling", "tools",
            "supports_vision", "vision",
            "supports_reasoning", "reasoning",
            "supports_response_schema", "json_schema",
            "supports_prompt_caching", "caching",
            "supports_audio_input", "audio_input",
            "supports_audio_output", "audio_output",
            "supports_pdf_input", "documents",
            "supports_web_search", "web_search");

    private final String list;
    private final String shortName;
    private final JsonNode root;
    private final @Nullable LocalDate date;
    // few fields, many models: what a field's name says is worked out once
    private final Map<String, List<Price>> prices = new HashMap<>();

    /** What the name of a field says; an empty list where it is no price of ours. */
    private record Price(Bucket bucket, long above, @Nullable String tier) {}

    private LiteLlmFormat(String list, String shortName, JsonNode root) {
        this.list = list;
        this.shortName = shortName;
        this.root = root;
        this.date = root.path("last_updated").isString() ? new Row(list, "the list", root).date("last_updated") : null;
    }

    static boolean recognises(JsonNode root) {
        return root.isObject() && root.valueStream().anyMatch(value -> value.isObject() && value.has(VENDOR));
    }

    static Listing read(String list, String shortName, JsonNode root) {
        return new LiteLlmFormat(list, shortName, root).read();
    }

    private Listing read() {
        List<ModelInfo> models = new ArrayList<>();
        root.properties().forEach(entry -> {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            if (!key.equals("sample_spec") && !value.isString()) { // texts are facts of the list, such as its date
                Row row = new Row(list, key, value);
                if (row.has(VENDOR)) {
                    models.add(model(key, row));
                } else if (value.propertyStream()
                        .anyMatch(field -> field.getKey().contains("cost_per"))) {
                    throw row.wrong(VENDOR + " is missing");
                }
            }
        });
        return Listing.of(list, shortName, date, models);
    }

    private ModelInfo model(String key, Row row) {
        String provider = row.needed(VENDOR);
        String vendor = provider.startsWith("vertex_ai") ? "vertex" : VENDORS.getOrDefault(provider, provider);
        String mode = row.text("mode");
        Long in = row.count("max_input_tokens");
        Long out = row.count("max_output_tokens");
        Long either = row.count("max_tokens"); // of old the limit of the answer where there is one, else the window
        Set<String> capabilities = new HashSet<>();
        CAPABILITIES.forEach((field, word) -> {
            if (row.flag(field)) {
                capabilities.add(word);
            }
        });
        RuleSet rules = rules(row);
        Map<String, BigDecimal> regions = regions(row, rules);
        return new ModelInfo(
                vendor,
                withoutPrefix(key, provider),
                Set.of(),
                mode == null ? "other" : KINDS.getOrDefault(mode, mode),
                in == null && out == null ? either : in,
                out,
                capabilities,
                row.date("deprecation_date"),
                rules.rules(),
                regions,
                new PriceSource(shortName, row.has("source") ? row.text("source") : null, date));
    }

    // gemini/…, together_ai/…, and vertex_ai/… of vertex_ai-anthropic_models
    private static String withoutPrefix(String key, String provider) {
        int slash = key.indexOf('/');
        if (slash <= 0 || !provider.startsWith(key.substring(0, slash))) {
            return key;
        }
        boolean whole = provider.length() == slash || provider.charAt(slash) == '-' || provider.charAt(slash) == '_';
        return whole ? key.substring(slash + 1) : key;
    }

    private RuleSet rules(Row row) {
        RuleSet rules = new RuleSet();
        addAll(rules, row, 0);
        BigDecimal second = row.price(SECOND_CACHE_READ);
        if (second != null && second.signum() > 0) {
            rules.add(null, 0, Bucket.CACHE_READ, second.movePointRight(6));
        }
        for (Row part : row.rows("tiered_pricing")) {
            if (part.has("range")) { // other ranges than of tokens have other names
                addAll(rules, part, from(part));
            }
        }
        return rules;
    }

    private static long from(Row part) {
        JsonNode range = part.node().get("range");
        if (!range.isArray() || range.size() != 2) {
            throw part.wrong("range must be a list of two numbers");
        }
        BigDecimal from = part.price("range", range.get(0));
        try {
            return from.longValueExact();
        } catch (ArithmeticException e) {
            throw part.wrong("range begins at " + from + ": it must be a whole number");
        }
    }

    private void addAll(RuleSet rules, Row row, long from) {
        row.node().propertyNames().forEach(field -> {
            for (Price price : prices.computeIfAbsent(field, LiteLlmFormat::meaning)) {
                BigDecimal perToken = row.price(field);
                if (perToken != null && perToken.signum() > 0) {
                    boolean request = price.bucket == Bucket.REQUEST;
                    rules.add(
                            price.tier,
                            Math.max(price.above, from),
                            price.bucket,
                            request ? perToken : perToken.movePointRight(6));
                }
            }
        });
    }

    private static List<Price> meaning(String field) {
        Matcher matcher = PRICE.matcher(field);
        if (!matcher.matches()) {
            return List.of();
        }
        Bucket bucket = BUCKETS.get(matcher.group(1));
        long above = 0;
        String tier = null;
        Matcher suffix = SUFFIX.matcher(matcher.group(2));
        while (suffix.find()) {
            if (suffix.group(1) != null) {
                bucket = bucket == Bucket.CACHE_WRITE ? Bucket.CACHE_WRITE_LONG : null;
            } else if (suffix.group(2) != null) {
                above = Long.parseLong(suffix.group(2)) * 1000;
            } else {
                tier = Tiers.word(suffix.group(3));
            }
        }
        return bucket == null ? List.of() : List.of(new Price(bucket, above, tier));
    }

    // {"us": 1.1, "fast": 6.0}: Anthropic's surcharge for a region, and for its fast mode
    private static Map<String, BigDecimal> regions(Row row, RuleSet rules) {
        Map<String, BigDecimal> regions = new HashMap<>();
        String uplift = "regional_processing_uplift_multiplier_";
        row.node().propertyNames().forEach(field -> {
            BigDecimal factor = field.startsWith(uplift) ? row.price(field) : null;
            if (factor != null) {
                regions.put(field.substring(uplift.length()), factor);
            }
        });
        Row specific = row.object("provider_specific_entry");
        if (specific != null) {
            specific.node().properties().forEach(entry -> {
                if (entry.getValue().isNumber()) {
                    BigDecimal factor = specific.price(entry.getKey(), entry.getValue());
                    if (entry.getKey().equals("fast")) {
                        rules.multiple("fast", factor);
                    } else {
                        regions.put(entry.getKey(), factor);
                    }
                }
            });
        }
        return regions;
    }
}
