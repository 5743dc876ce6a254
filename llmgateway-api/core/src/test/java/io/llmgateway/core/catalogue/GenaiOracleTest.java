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
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our prices against those worked out here straight from the text of genai-prices' list, to the last digit. */
class GenaiOracleTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Map<String, String> VENDORS =
            Map.of("google", "gemini", "x-ai", "xai", "moonshotai", "moonshot");
    private static final List<Instant> TIMES = List.of(
            Instant.parse("2025-01-01T12:00:00Z"),
            Instant.parse("2026-03-12T23:59:59.999Z"),
            Instant.parse("2026-03-13T00:00:00Z"),
            Instant.parse("2026-11-22T00:29:59Z"),
            Instant.parse("2026-11-22T00:30:00Z"),
            Instant.parse("2026-11-22T16:30:00Z"),
            Instant.parse("2027-01-01T20:00:00Z"));

    private int models;
    private int comparisons;
    private final List<String> wrong = new ArrayList<>();

    @Test
    void everyPriceOfOurOwnListInItsForm(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("genai_prices_v2.json");
        Files.write(file, Setup.resource("genai_prices_v2.json"));
        compare(file);
        assertThat(wrong).isEmpty();
        assertThat(models).isEqualTo(6);
        assertThat(comparisons).isGreaterThan(250);
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "PRICE_LISTS", matches = ".+")
    void everyPriceOfAPublicList() throws IOException {
        Path file = Path.of(System.getenv("PRICE_LISTS")).resolve("genai_prices_v2.json");
        compare(file);
        System.out.println(
                file + ": " + models + " models, " + comparisons + " prices compared, " + wrong.size() + " differ");
        assertThat(wrong).isEmpty();
        assertThat(models).isGreaterThan(1_000);
        assertThat(comparisons).isGreaterThan(40_000);
    }

    private void compare(Path file) throws IOException {
        ModelCatalogue catalogue = new Setup().file(file).open();
        Set<String> seen = new HashSet<>();
        for (JsonNode vendor : MAPPER.readTree(Files.readAllBytes(file))) {
            String id = vendor.get("id").asString();
            boolean routed = id.startsWith("huggingface_");
            String name = routed ? "huggingface" : VENDORS.getOrDefault(id, id);
            for (JsonNode model : vendor.get("models")) {
                String target = name + "/" + model.get("id").asString()
                        + (routed ? ":" + id.substring("huggingface_".length()) : "");
                if (!model.get("prices").isEmpty() && seen.add(target.toLowerCase(Locale.ROOT))) {
                    models++;
                    compare(catalogue, target, model.get("prices"));
                }
            }
        }
    }

    private void compare(ModelCatalogue catalogue, String target, JsonNode prices) {
        Set<Long> prompts = new TreeSet<>(Set.of(3_000L));
        prices.findValues("start")
                .forEach(at -> prompts.addAll(List.of(at.asLong() - 1, at.asLong(), at.asLong() + 1)));
        for (Instant at : TIMES) {
            for (long prompt : prompts) {
                long part = prompt / 3;
                for (Usage usage : List.of(
                        Usage.builder().input(prompt).output(567).reasoning(8).build(),
                        Usage.builder()
                                .input(prompt - part)
                                .cacheRead(part)
                                .output(3)
                                .build(),
                        Usage.builder()
                                .input(prompt - part)
                                .cacheWrite(part)
                                .output(3)
                                .build(),
                        Usage.builder()
                                .input(prompt - part)
                                .cacheWriteLong(part)
                                .output(3)
                                .build(),
                        Usage.builder()
                                .input(prompt - part)
                                .audioInput(part)
                                .output(3)
                                .build())) {
                    compare(target, catalogue.price(target, usage, null, at), new Expected(at(prices, at), usage));
                }
            }
        }
    }

    private void compare(String target, Cost cost, Expected expected) {
        comparisons++;
        boolean same = cost.amount().isPresent() != expected.missing
                && cost.known().compareTo(expected.sum) == 0
                && (expected.missing
                        || cost.status() == (expected.estimated ? PriceStatus.ESTIMATED : PriceStatus.EXACT));
        if (!same && wrong.size() < 20) {
            wrong.add(target + ": " + cost + " " + cost.lines() + " instead of " + expected.sum);
        }
    }

    // the last set whose constraint holds
    private static JsonNode at(JsonNode prices, Instant at) {
        if (!prices.isArray()) {
            return prices;
        }
        JsonNode now = prices.get(0).get("prices");
        for (JsonNode set : prices) {
            JsonNode constraint = set.path("constraint");
            LocalDate day = at.atOffset(ZoneOffset.UTC).toLocalDate();
            LocalTime time = at.atOffset(ZoneOffset.UTC).toLocalTime();
            boolean holds = constraint.has("start_date")
                    ? !day.isBefore(LocalDate.parse(constraint.get("start_date").asString()))
                    : !constraint.has("start_time")
                            || (!time.isBefore(time(constraint, "start_time"))
                                    && time.isBefore(time(constraint, "end_time")));
            now = holds ? set.get("prices") : now;
        }
        return now;
    }

    private static LocalTime time(JsonNode constraint, String field) {
        return LocalTime.parse(constraint.get(field).asString().replace("Z", ""));
    }

    private static final class Expected {
        private final JsonNode prices;
        private final long prompt;
        private BigDecimal sum = BigDecimal.ZERO;
        private boolean estimated;
        private boolean missing;

        Expected(JsonNode prices, Usage usage) {
            this.prices = prices;
            this.prompt = usage.totalInput();
            add(usage.input(), "input_mtok");
            add(usage.cacheRead(), "cache_read_mtok", "input_mtok");
            add(usage.cacheWrite(), "cache_write_mtok", "input_mtok");
            add(usage.cacheWriteLong(), "cache_write_1h_mtok", "cache_write_mtok", "input_mtok");
            add(usage.audioInput(), "input_audio_mtok", "input_mtok");
            add(usage.output(), "output_mtok");
            boolean before = estimated;
            add(usage.reasoning(), "output_reasoning_mtok", "output_mtok");
            estimated = before;
            BigDecimal requests = price("requests_kcount");
            sum = requests == null ? sum : sum.add(requests.movePointLeft(3));
        }

        private void add(long tokens, String... fields) {
            for (int i = 0; tokens > 0 && i < fields.length; i++) {
                BigDecimal price = price(fields[i]);
                if (price != null) {
                    sum = sum.add(price.multiply(BigDecimal.valueOf(tokens)).movePointLeft(6));
                    estimated |= i > 0;
                    return;
                }
            }
            missing |= tokens > 0;
        }

        private @Nullable BigDecimal price(String field) {
            JsonNode value = prices.get(field);
            if (value == null) {
                return null;
            }
            BigDecimal price = value.isObject() ? value.get("base").decimalValue() : value.decimalValue();
            for (JsonNode tier : value.path("tiers")) {
                price = prompt > tier.get("start").asLong() ? tier.get("price").decimalValue() : price;
            }
            return price.signum() == 0 ? null : price;
        }
    }
}
