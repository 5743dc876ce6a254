package io.llmgateway.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.Cost;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our prices against those worked out here straight from the text of LiteLLM's list, to the last digit. */
class OracleTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Pattern THRESHOLD = Pattern.compile("_above_(\\d+)k_tokens");
    private static final Map<String, String> VENDORS = Map.of(
            "together_ai", "together",
            "fireworks_ai", "fireworks",
            "codestral", "mistral",
            "azure_ai", "azure",
            "azure_text", "azure");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private int models;
    private int comparisons;
    private final List<String> wrong = new ArrayList<>();

    @Test
    void everyPriceOfOurOwnListInLiteLlmsForm(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("litellm_model_prices.json");
        Files.write(file, Setup.resource("litellm_model_prices.json"));
        compare(file);
        assertThat(wrong).isEmpty();
        assertThat(models).isEqualTo(16);
        assertThat(comparisons).isGreaterThan(1_000);
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "PRICE_LISTS", matches = ".+")
    void everyPriceOfAPublicList() throws IOException {
        Path file = Path.of(System.getenv("PRICE_LISTS")).resolve("litellm_model_prices.json");
        compare(file);
        System.out.println(file + ": " + models + " chat models, " + comparisons + " prices compared, " + wrong.size()
                + " differ");
        assertThat(wrong).isEmpty();
        assertThat(models).isGreaterThan(1_500);
        assertThat(comparisons).isGreaterThan(100_000);
    }

    private void compare(Path file) throws IOException {
        ModelCatalogue catalogue = new Setup().file(file).open();
        JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
        Set<String> seen = new HashSet<>();
        root.properties().forEach(entry -> {
            JsonNode row = entry.getValue();
            String mode = row.path("mode").asString("");
            if (row.has("litellm_provider") && (mode.equals("chat") || mode.equals("responses")) && priced(row)) {
                String target =
                        target(entry.getKey(), row.path("litellm_provider").asString());
                if (seen.add(target.toLowerCase(java.util.Locale.ROOT))) { // of two rows of one model the first counts
                    models++;
                    compare(catalogue, target, row);
                }
            }
        });
    }

    private static String target(String key, String provider) {
        String first = key.contains("/") ? key.substring(0, key.indexOf('/')) : "";
        boolean prefix = !first.isEmpty()
                && (provider.equals(first) || provider.startsWith(first + "-") || provider.startsWith(first + "_"));
        String vendor = provider.startsWith("vertex_ai") ? "vertex" : VENDORS.getOrDefault(provider, provider);
        return vendor + "/" + (prefix ? key.substring(first.length() + 1) : key);
    }

    private static boolean priced(JsonNode row) {
        boolean ranges = row.path("tiered_pricing").valueStream().anyMatch(part -> part.has("range"));
        return ranges
                || positive(row, "input_cost_per_token") != null
                || positive(row, "output_cost_per_token") != null
                || positive(row, "input_cost_per_request") != null;
    }

    private void compare(ModelCatalogue catalogue, String target, JsonNode row) {
        Set<Long> thresholds = thresholds(row);
        Set<Long> prompts = new TreeSet<>(Set.of(1L, 7_919L));
        thresholds.forEach(at -> prompts.addAll(List.of(at - 1, at, at + 1)));
        for (@Nullable String tier : new String[] {null, "default", "flex", "priority", "batch", "scale"}) {
            for (long prompt : prompts) {
                for (Usage usage : usages(prompt)) {
                    compare(catalogue, target, row, usage, tier);
                }
            }
        }
    }

    private static List<Usage> usages(long prompt) {
        long part = prompt / 3;
        Usage.Builder answer = Usage.builder().output(1_234);
        return List.of(
                Usage.builder().input(prompt).output(567).build(),
                Usage.builder().input(prompt).output(567).reasoning(89).build(),
                Usage.builder().input(prompt - part).cacheRead(part).output(3).build(),
                Usage.builder().input(prompt - part).cacheWrite(part).output(3).build(),
                Usage.builder()
                        .input(prompt - part)
                        .cacheWriteLong(part)
                        .output(3)
                        .build(),
                Usage.builder()
                        .input(prompt - part)
                        .audioInput(part)
                        .audioOutput(11)
                        .build(),
                Usage.builder()
                        .input(prompt - part)
                        .imageInput(part)
                        .output(5)
                        .imageOutput(13)
                        .build(),
                answer.input(prompt - 2 * part)
                        .cacheRead(part)
                        .cacheWriteLong(part)
                        .estimated(true)
                        .build(),
                Usage.builder().cacheRead(prompt).output(1).build());
    }

    private void compare(ModelCatalogue catalogue, String target, JsonNode row, Usage usage, @Nullable String tier) {
        Cost cost = catalogue.price(target, usage, tier, NOW);
        Expected expected = new Expected(row, usage, "default".equals(tier) ? null : tier);
        comparisons++;
        boolean same = cost.status() == expected.status()
                && cost.known().compareTo(expected.sum) == 0
                && cost.amount().isPresent() == expected.status().priced();
        if (!same && wrong.size() < 20) {
            wrong.add(target + " " + usage + " " + tier + ": " + cost + " " + cost.lines() + " instead of "
                    + expected.sum.toPlainString() + " " + expected.status());
        }
    }

    private static Set<Long> thresholds(JsonNode row) {
        Set<Long> thresholds = new TreeSet<>();
        row.propertyNames().forEach(field -> {
            Matcher matcher = THRESHOLD.matcher(field);
            if (field.contains("token_cost") || field.contains("cost_per_token")) {
                while (matcher.find()) {
                    thresholds.add(Long.parseLong(matcher.group(1)) * 1000);
                }
            }
        });
        row.path("tiered_pricing").forEach(part -> {
            if (part.has("range") && part.get("range").get(0).decimalValue().signum() > 0) {
                thresholds.add(part.get("range").get(0).decimalValue().longValueExact());
            }
        });
        return thresholds;
    }

    private static @Nullable BigDecimal positive(JsonNode row, String field) {
        JsonNode value = row.get(field);
        return value == null || !value.isNumber() || value.decimalValue().signum() == 0 ? null : value.decimalValue();
    }

    /** The price by the book, straight from the fields of a row. */
    private static final class Expected {
        private final JsonNode row;
        private final long prompt;
        private final @Nullable String tier;
        private BigDecimal sum = BigDecimal.ZERO;
        private boolean estimated;
        private boolean missing;

        Expected(JsonNode row, Usage usage, @Nullable String tier) {
            this.row = row;
            this.prompt = usage.totalInput();
            boolean known = tier == null
                    || row.propertyNames().stream()
                            .anyMatch(field -> field.contains("token")
                                    && field.endsWith(suffix(tier))
                                    && !field.contains("audio_token_cost")
                                    && positive(row, field) != null);
            this.tier = known ? tier : null;
            this.estimated = usage.estimated() || !known;
            String in = "input_cost_per_token";
            String out = "output_cost_per_token";
            String write = "cache_creation_input_token_cost";
            add(usage.input(), in);
            add(usage.cacheRead(), "cache_read_input_token_cost", "input_cost_per_token_cache_hit", in);
            add(usage.cacheWrite(), write, in);
            add(usage.cacheWriteLong(), write + "_above_1hr", write, in);
            add(usage.audioInput(), "input_cost_per_audio_token", in);
            add(usage.imageInput(), "input_cost_per_image_token", in);
            add(usage.output(), out);
            add(usage.audioOutput(), "output_cost_per_audio_token", out);
            add(usage.imageOutput(), "output_cost_per_image_token", out);
            boolean before = estimated;
            add(usage.reasoning(), "output_cost_per_reasoning_token", out);
            estimated = before;
            sum = sum.add(
                    Optional.ofNullable(positive(row, "input_cost_per_request")).orElse(BigDecimal.ZERO));
        }

        PriceStatus status() {
            return missing ? PriceStatus.UNPRICED : estimated ? PriceStatus.ESTIMATED : PriceStatus.EXACT;
        }

        private static String suffix(String tier) {
            return tier.equals("batch") ? "_batches" : "_" + tier;
        }

        private void add(long tokens, String... fields) {
            for (int i = 0; tokens > 0 && i < fields.length; i++) {
                BigDecimal price = price(fields[i]);
                if (price != null) {
                    sum = sum.add(price.multiply(BigDecimal.valueOf(tokens)));
                    estimated |= i > 0 && !fields[i].endsWith("_cache_hit");
                    return;
                }
            }
            missing |= tokens > 0;
        }

        private @Nullable BigDecimal price(String field) {
            List<Long> passed = new ArrayList<>(thresholds(row));
            passed.removeIf(at -> prompt <= at);
            passed.sort(java.util.Comparator.reverseOrder());
            BigDecimal price = null;
            for (int i = 0; tier != null && i < passed.size() && price == null; i++) {
                price = positive(row, field + "_above_" + passed.get(i) / 1000 + "k_tokens" + suffix(tier));
            }
            for (int i = 0; i < passed.size() && price == null; i++) {
                price = positive(row, field + "_above_" + passed.get(i) / 1000 + "k_tokens");
                price = price == null ? inRange(passed.get(i), field) : price;
            }
            price = price == null && tier != null ? positive(row, field + suffix(tier)) : price;
            return price == null ? usual(field) : price;
        }

        private @Nullable BigDecimal usual(String field) {
            BigDecimal price = own(row, field);
            return price == null ? inRange(0, field) : price;
        }

        private @Nullable BigDecimal inRange(long from, String field) {
            return row.path("tiered_pricing")
                    .valueStream()
                    .filter(part -> part.has("range"))
                    .filter(part -> part.get("range").get(0).decimalValue().longValueExact() == from)
                    .map(part -> Optional.ofNullable(own(part, field)))
                    .findFirst()
                    .orElse(Optional.empty())
                    .orElse(null);
        }

        // a price of reasoning that is the price of output says nothing
        private static @Nullable BigDecimal own(JsonNode part, String field) {
            BigDecimal price = positive(part, field);
            BigDecimal output = positive(part, "output_cost_per_token");
            boolean same = field.contains("reasoning") && price != null && output != null;
            return same && price.compareTo(output) == 0 ? null : price;
        }
    }
}
