package io.llmgateway.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.Bucket;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.money.PriceRule;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListsTest {
    private static Listing read(String resource) {
        return Lists.read(resource, resource, Setup.resource(resource));
    }

    private static ModelInfo get(String resource, String vendor, String model) {
        return Objects.requireNonNull(read(resource).get(vendor, model), model);
    }

    private static Map<Bucket, BigDecimal> prices(Object... bucketsAndPrices) {
        Map<Bucket, BigDecimal> prices = new java.util.EnumMap<>(Bucket.class);
        for (int i = 0; i < bucketsAndPrices.length; i += 2) {
            prices.put((Bucket) bucketsAndPrices[i], new BigDecimal((String) bucketsAndPrices[i + 1]));
        }
        return prices;
    }

    @Test
    void whatIsNoModelInLiteLlmsListIsNotTakenForOne() {
        Listing list = read("litellm_model_prices.json");
        assertThat(list.date()).isEqualTo(LocalDate.parse("2026-07-24"));
        assertThat(list.models())
                .hasSize(19)
                .extracting(ModelInfo::model)
                .doesNotContain("sample_spec", "fallback_generalizations", "last_updated");
    }

    @Test
    void theFactsOfAModelAreRead() {
        ModelInfo model = get("litellm_model_prices.json", "openai", "plain-1");
        assertThat(model.kind()).isEqualTo("chat");
        assertThat(model.window()).isEqualTo(100_000);
        assertThat(model.maxOutput()).isEqualTo(8_000);
        assertThat(model.capabilities()).containsExactlyInAnyOrder("tools", "vision");
        assertThat(get("litellm_model_prices.json", "openai", "tiers-2").kind()).isEqualTo("chat");
        assertThat(get("litellm_model_prices.json", "openai", "tiers-2").regions())
                .isEqualTo(Map.of("eu", new BigDecimal("1.1"), "us", new BigDecimal("1.05")));
        assertThat(get("litellm_model_prices.json", "anthropic", "cached-3").retires())
                .isEqualTo(LocalDate.parse("2027-03-01"));
        assertThat(get("litellm_model_prices.json", "openai", "embed-15").window())
                .isEqualTo(8_191);
        assertThat(get("litellm_model_prices.json", "vertex", "far-13@001").kind())
                .isEqualTo("chat");
        assertThat(get("litellm_model_prices.json", "together", "org/model-11").model())
                .isEqualTo("org/Model-11");
    }

    @Test
    void aZeroOfLiteLlmIsUnknown() {
        assertThat(get("litellm_model_prices.json", "groq", "zero-12").prices()).isEmpty();
        assertThat(get("litellm_model_prices.json", "deepseek", "twice-6")
                        .prices()
                        .get(0)
                        .prices())
                .containsOnlyKeys(Bucket.INPUT, Bucket.CACHE_READ, Bucket.OUTPUT)
                .containsEntry(Bucket.CACHE_READ, new BigDecimal("0.029"));
    }

    @Test
    void anthropicsFastModeIsAClassOfServiceAndItsRegionASurcharge() {
        ModelInfo model = get("litellm_model_prices.json", "anthropic", "fast-4");
        assertThat(model.regions()).containsOnlyKeys("us");
        PriceRule fast = model.prices().get(1);
        assertThat(fast.tier()).isEqualTo("fast");
        assertThat(fast.prices().get(Bucket.OUTPUT)).isEqualByComparingTo("150");
    }

    @Test
    void namesOfGenaiPricesAreThoseThatMeanOneModel() {
        ModelInfo model = get("genai_prices_v2.json", "openai", "plain-1");
        assertThat(model.aliases()).containsExactlyInAnyOrder("plain-one", "plain-uno");
        assertThat(model.window()).isEqualTo(90_000);
        assertThat(model.source().url()).isEqualTo("https://example.com/pricing");
        assertThat(get("genai_prices_v2.json", "openai", "plain-uno").model()).isEqualTo("plain-1");
        assertThat(get("genai_prices_v2.json", "openai", "nothing-4").prices()).isEmpty();
        assertThat(get("genai_prices_v2.json", "huggingface", "org/model-7:groq")
                        .prices())
                .hasSize(1);
    }

    @Test
    void ourOwnFormHasEverything() {
        Listing list = read("own.json");
        ModelInfo model = Objects.requireNonNull(list.get("openai", "plain"));
        assertThat(model.maxOutput()).isEqualTo(700);
        assertThat(model.retires()).isEqualTo(LocalDate.parse("2027-01-31"));
        assertThat(model.regions()).isEqualTo(Map.of("eu", new BigDecimal("1.25")));
        assertThat(model.prices())
                .containsExactly(
                        PriceRule.always(prices(Bucket.INPUT, "2", Bucket.OUTPUT, "8")),
                        new PriceRule(
                                "batch", 0, null, null, null, null, prices(Bucket.INPUT, "1", Bucket.OUTPUT, "4")),
                        new PriceRule(null, 1_000, null, null, null, null, prices(Bucket.INPUT, "4")),
                        new PriceRule(
                                null,
                                0,
                                LocalDate.parse("2026-12-01"),
                                LocalDate.parse("2027-01-01"),
                                LocalTime.parse("22:00"),
                                LocalTime.parse("06:00"),
                                prices(Bucket.INPUT, "0.5")));
        ModelInfo free = Objects.requireNonNull(list.get("openai", "free-2"));
        assertThat(free.prices()).containsExactly(PriceRule.always(prices(Bucket.INPUT, "0", Bucket.OUTPUT, "0")));
        assertThat(free.source().date()).isEqualTo(LocalDate.parse("2026-10-31"));
        assertThat(Objects.requireNonNull(list.get("openai", "unpriced-3")).kind())
                .isEqualTo("embedding");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':{'litellm_provider':'x','input_cost_per_token':-1}}|a: input_cost_per_token is -1",
                "{'a':{'litellm_provider':'x','input_cost_per_token':'1'}}|a: input_cost_per_token is \"1\": it must be a number",
                "{'a':{'litellm_provider':'x','input_cost_per_token':1e999999999}}|a: input_cost_per_token has too many digits",
                "{'a':{'litellm_provider':'x','input_cost_per_token':1e-99999999}}|a: input_cost_per_token has too many digits",
                "{'a':{'litellm_provider':'x','input_cost_per_token':1e2147483647}}|a: input_cost_per_token has too many digits",
                "{'a':{'litellm_provider':'x','input_cost_per_token':1e99999999999}}|has a number that is too large",
                "{'a':{'litellm_provider':'x','max_input_tokens':1e2147483647}}|a: max_input_tokens is 1E+2147483647: it must be a whole number",
                "{'a':{'litellm_provider':'x','max_input_tokens':'5'}}|a: max_input_tokens is \"5\": it must be a whole number",
                "{'a':{'litellm_provider':'x','max_input_tokens':1.5}}|a: max_input_tokens is 1.5: it must be a whole number",
                "{'a':{'litellm_provider':'x','max_input_tokens':-5}}|a: max_input_tokens is -5",
                "{'a':{'litellm_provider':3}}|a: litellm_provider must be a text",
                "{'a':{'litellm_provider':'x'},'b':{'input_cost_per_token':1}}|b: litellm_provider is missing",
                "{'a':{'litellm_provider':'x'},'b':[1]}|b: it must be an object",
                "{'a':{'litellm_provider':'x','deprecation_date':'soon'}}|a: deprecation_date is \"soon\"",
                "{'a':{'litellm_provider':'x','tiered_pricing':[{'range':[1]}]}}|a, tiered_pricing: range must be",
                "{'a':{'litellm_provider':'x','tiered_pricing':3}}|a: tiered_pricing must be a list",
                "[{'id':'v','models':[{'id':'m','prices':{'input_mtok':-1}}]}]|v/m, prices: input_mtok is -1",
                "[{'id':'v','models':[{'id':'m','prices':{'input_mtok':{'base':1,'tiers':[{'price':2}]}}}]}]|v/m, prices, input_mtok, tiers: start is missing",
                "[{'id':'v','models':[{'id':'m','prices':[{'constraint':{},'prices':{}}]}]}]|v/m, prices: constraint has neither",
                "[{'id':'v','models':[{'prices':{}}]}]|id is missing",
                "{'format':'llmgateway-prices','models':{'v/m':{'windows':1}}}|v/m: there is no property \"windows\"; did you mean \"window\"?",
                "{'format':'llmgateway-prices','models':{'v/m':{'prices':[{'imput':1}]}}}|v/m, prices: there is no bucket \"imput\"; did you mean \"input\"?",
                "{'format':'llmgateway-prices','models':{'v/m':{'prices':[{'daily-from':'01:00'}]}}}|daily-from and daily-until belong together",
                "{'format':'llmgateway-prices','models':{'v/m':{'prices':[{'tier':'flex'}]}}}|v/m, prices: there is no price in it",
                "{'format':'llmgateway-prices','models':{'v/m':{'prices':[{'input':1,'input':2}]}}}|Duplicate property \"input\": say it once",
                "{'format':'llmgateway-prices','models':{'m':{}}}|m: a model is named vendor/model",
                "{'format':'llmgateway-prices','models':{'v/m':{'aliases':[1]}}}|v/m: aliases must be a list of texts",
                "{'format':'llmgateway-prices','date':'soon','models':{'v/m':{}}}|the list: date is \"soon\"",
                "{'hello':{'world':1}}|none of the forms known",
                "[1]|none of the forms known",
                "{'a':|is no JSON",
                "{'a':NaN}|is no JSON"
            })
    void whatIsWrongIsToldWithListModelAndField(String json, String message) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Lists.read("my.json", "my.json", bytes))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("the price list my.json")
                .hasMessageContaining(message);
    }

    @Test
    void anErrorDoesNotRepeatMegabytes() {
        String json = "{\"a\":{\"litellm_provider\":\"x\",\"input_cost_per_token\":\"" + "9".repeat(100_000) + "\"}}";
        assertThatThrownBy(() -> Lists.read("my.json", "my.json", json.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("a: input_cost_per_token")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
    }
}
