package io.llmgateway.core.catalogue;

import static io.llmgateway.core.catalogue.Setup.served;
import static io.llmgateway.core.catalogue.Setup.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.config.CatalogueModelConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.money.Catalogue.PriceList;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.money.ModelInfo.PriceSource;
import io.llmgateway.money.PriceRule;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Usage MILLION = usage(1_000_000, 0);

    @TempDir
    private Path directory;

    private Path litellm;
    private Path genai;
    private Path own;

    @BeforeEach
    void lists() throws IOException {
        litellm = Files.write(directory.resolve("prices.json"), Setup.resource("litellm_model_prices.json"));
        genai = Files.write(directory.resolve("genai.json"), Setup.resource("genai_prices_v2.json"));
        own = Files.write(directory.resolve("own.json"), Setup.resource("own.json"));
    }

    private static void assertCost(Cost cost, String dollars, PriceStatus status) {
        assertThat(cost.amount().orElseThrow()).isEqualByComparingTo(dollars);
        assertThat(cost.status()).isEqualTo(status);
    }

    private static ModelInfo model(String vendor, String model, @Nullable String input) {
        return new ModelInfo(
                vendor,
                model,
                Set.of(),
                "chat",
                null,
                null,
                Set.of(),
                null,
                input == null
                        ? java.util.List.of()
                        : java.util.List.of(PriceRule.always(Map.of(Bucket.INPUT, new BigDecimal(input)))),
                Map.of(),
                new PriceSource("a contract", null, null));
    }

    // what is shipped

    @Test
    void manyModelsOfEveryVendorAreShippedAndTheIndexCountsThemRight() {
        ModelCatalogue catalogue = new Setup().open();
        assertThat(catalogue.lists())
                .containsExactly(new PriceList(
                        "shipped",
                        LocalDate.parse("2026-08-21"),
                        catalogue.models().size()));
        assertThat(catalogue.models()).hasSizeGreaterThan(300);
        assertThat(catalogue.models())
                .extracting(ModelInfo::vendor)
                .contains(
                        "openai",
                        "azure",
                        "anthropic",
                        "gemini",
                        "mistral",
                        "groq",
                        "deepseek",
                        "xai",
                        "openrouter",
                        "together",
                        "fireworks",
                        "perplexity",
                        "cerebras",
                        "moonshot",
                        "zai",
                        "huggingface");
        assertThat(catalogue.models()).allSatisfy(model -> {
            assertThat(model.source().date()).isNotNull();
            assertThat(model.prices())
                    .allSatisfy(rule -> assertThat(rule.prices()).isNotEmpty());
        });
    }

    @Test
    void noShippedPriceIsZero() {
        assertThat(new Setup().open().models()).allSatisfy(model -> assertThat(model.prices())
                .allSatisfy(rule -> assertThat(rule.prices().values())
                        .allSatisfy(price -> assertThat(price).isPositive())));
    }

    @Test
    void aShippedPriceThatChangesOnADayDoes() {
        ModelCatalogue catalogue = new Setup().open();
        Usage usage = usage(1_000_000, 1_000_000);
        assertCost(
                catalogue.price("anthropic/claude-sonnet-5", usage, null, Instant.parse("2026-08-31T23:59:59Z")),
                "12",
                PriceStatus.EXACT);
        assertCost(
                catalogue.price("anthropic/claude-sonnet-5", usage, null, Instant.parse("2026-09-01T00:00:00Z")),
                "18",
                PriceStatus.EXACT);
        assertThat(catalogue.price("anthropic/claude-sonnet-5", usage).prices()).isEqualTo("shipped 2026-08-21");
    }

    // names

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-5-2025-08-07, gpt-5",
        "openai/gpt-5-2031-01-01, gpt-5",
        "openai/ft:gpt-4o-2024-08-06:team::id, ft:gpt-4o-2024-08-06",
        "anthropic/claude-sonnet-4-5-20250929, claude-sonnet-4-5",
        "anthropic/claude-sonnet-4-5@20250929, claude-sonnet-4-5",
        "anthropic/claude-opus-4-8-latest, claude-opus-4-8",
        "gemini/models/gemini-2.5-pro, gemini-2.5-pro",
        "gemini/publishers/google/models/gemini-2.5-pro-001, gemini-2.5-pro",
        "mistral/mistral-large, mistral-large-latest",
        "zai/GLM-5.1, glm-5.1",
        "zai/glm-5.3, GLM-5.3",
        "huggingface/openai/gpt-oss-120b:groq, openai/gpt-oss-120b:groq"
    })
    void namesOfReleasesFindTheirModel(String asked, String found) {
        assertThat(new Setup().open().find(asked).orElseThrow().model()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"openai/gpt-99", "nobody/gpt-5", "gpt-5", "openai/", "''"})
    void whatNobodyKnowsIsMissing(String target) {
        ModelCatalogue catalogue = new Setup().open();
        assertThat(catalogue.find(target)).isEmpty();
        assertThat(catalogue.price(target, MILLION).status()).isEqualTo(PriceStatus.MISSING);
        assertThat(catalogue.price(target, MILLION).amount()).isEmpty();
    }

    @Test
    void whoServesDecidesAtARouterAndWithoutANameThePriceIsOpen() {
        ModelCatalogue catalogue = new Setup().file(genai).open();
        assertCost(catalogue.price("huggingface/org/model-7:groq", MILLION, null, NOW), "0.29", PriceStatus.EXACT);
        assertThat(catalogue.price("huggingface/Qwen/Qwen3-32B", MILLION).status())
                .isEqualTo(PriceStatus.UNPRICED);
        assertThat(catalogue
                        .price("huggingface/Qwen/Qwen3-32B:fastest", MILLION)
                        .status())
                .isEqualTo(PriceStatus.UNPRICED);
    }

    @Test
    void whatOpenRouterCallsFreeIsFreeAndOtherWaysOfItAreEstimates() {
        ModelCatalogue catalogue = new Setup().open();
        assertCost(catalogue.price("openrouter/any/thing:free", MILLION), "0", PriceStatus.EXACT);
        assertThat(catalogue.price("openrouter/openai/gpt-5.5", MILLION).amount())
                .isPresent();
        assertCost(catalogue.price("openrouter/openai/gpt-5.5:free", MILLION), "0", PriceStatus.EXACT);
        Cost usual = catalogue.price("openrouter/openai/gpt-5", MILLION);
        assertThat(usual.status()).isEqualTo(PriceStatus.EXACT);
        assertCost(
                catalogue.price("openrouter/openai/gpt-5:nitro", MILLION),
                usual.known().toPlainString(),
                PriceStatus.ESTIMATED);
    }

    @Test
    void aProviderHasTheModelsOfItsVendorAndTheSurchargeOfItsRegion() {
        ModelCatalogue catalogue = new Setup()
                .file(litellm)
                .provider("work", "openai", null)
                .provider("europe", "openai", "EU")
                .provider("asia", "openai", "jp")
                .provider("azure-eu", "azure", "eu")
                .open();
        assertCost(catalogue.price("work/tiers-2", MILLION, null, NOW), "10", PriceStatus.EXACT);
        assertCost(catalogue.price("europe/tiers-2", MILLION, null, NOW), "11", PriceStatus.EXACT);
        assertCost(catalogue.price("asia/tiers-2", MILLION, null, NOW), "10", PriceStatus.EXACT);
        assertCost(catalogue.price("azure-eu/regional-17", MILLION, null, NOW), "2.75", PriceStatus.EXACT);
        assertCost(catalogue.price("azure/regional-17", MILLION, null, NOW), "2.5", PriceStatus.EXACT);
    }

    // who is priced

    @Test
    void theModelThatServedIsPriced() {
        ModelCatalogue catalogue = new Setup().file(litellm).open();
        Target asked = new Target("openai", "plain-1");
        assertCost(
                catalogue.price(asked, served("openai", "plain-1-2026-02-03", null, MILLION), MILLION, NOW),
                "1.25",
                PriceStatus.EXACT);
        assertCost(
                catalogue.price(asked, served("openai", "unheard-of", null, MILLION), MILLION, NOW),
                "1.5",
                PriceStatus.EXACT);
        assertCost(
                catalogue.price(
                        new Target("openai", "my-deployment"),
                        served("openai", "plain-1", null, MILLION),
                        MILLION,
                        NOW),
                "1.5",
                PriceStatus.EXACT);
    }

    @Test
    void aConfiguredPriceOfTheModelAskedForWinsOverAListedOneOfTheModelThatServed() {
        ModelCatalogue catalogue = new Setup()
                .file(litellm)
                .priced("openai/my-deployment", "input", 7)
                .open();
        assertCost(
                catalogue.price(
                        new Target("openai", "my-deployment"),
                        served("openai", "plain-1", null, MILLION),
                        MILLION,
                        NOW),
                "7",
                PriceStatus.EXACT);
    }

    @Test
    void aPriceOfTheModelAskedForWinsOverOneOfAllModelsOfTheProvider() {
        ModelCatalogue catalogue = new Setup()
                .provider("work", "azure", null)
                .priced("work/my-deployment", "input", 7)
                .priced("work/*", "input", 9)
                .open();
        Target asked = new Target("work", "my-deployment");
        assertCost(
                catalogue.price(asked, served("work", "gpt-5", null, MILLION), MILLION, NOW), "7", PriceStatus.EXACT);
        Target other = new Target("work", "your-deployment");
        assertCost(
                catalogue.price(other, served("work", "gpt-5", null, MILLION), MILLION, NOW), "9", PriceStatus.EXACT);
    }

    @Test
    void capitalsOfARegionDoNotMatter() throws IOException {
        Path file = Files.writeString(
                directory.resolve("regions.json"),
                "{\"format\":\"llmgateway-prices\",\"models\":{\"acme/one\":{\"regions\":{\"EU\":2},"
                        + "\"prices\":[{\"input\":1}]}}}");
        ModelCatalogue catalogue =
                new Setup().file(file).provider("work", "acme", "Eu").open();
        assertCost(catalogue.price("work/one", MILLION), "2", PriceStatus.EXACT);
    }

    @Test
    void theListsOfTheProvidersAreReadAhead() throws InterruptedException {
        ModelCatalogue catalogue =
                new Setup().provider("work", "openrouter", null).open();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("llmgateway-prices-shipped")) {
                thread.join(10_000);
            }
        }
        long ahead = allocated(() -> catalogue.find("work/openai/gpt-5.5"));
        long late = allocated(() -> catalogue.find("azure/gpt-5.5"));
        assertThat(ahead).isLessThan(late / 2);
    }

    private static long allocated(Supplier<Optional<ModelInfo>> asking) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        assertThat(asking.get()).isPresent();
        return threads.getThreadAllocatedBytes(id) - before;
    }

    @Test
    void aNameThatNobodyHasIsSearchedForInNoTime() {
        ModelCatalogue catalogue = new Setup().open();
        String absurd = "gpt-5" + "-001".repeat(20_000);
        assertThat(catalogue.find("openai/" + absurd)).isEmpty();
        Cost cost =
                catalogue.price(new Target("openai", "gpt-5"), served("openai", absurd, null, MILLION), MILLION, NOW);
        assertCost(cost, "1.25", PriceStatus.EXACT);
    }

    @Test
    void theClassOfServiceOfTheAnswerIsPriced() {
        ModelCatalogue catalogue = new Setup().file(litellm).open();
        Target target = new Target("openai", "tiers-2");
        Usage usage = usage(100_000, 0);
        assertCost(
                catalogue.price(target, served("openai", "tiers-2", "priority", usage), usage, NOW),
                "1",
                PriceStatus.EXACT);
        assertCost(
                catalogue.price(target, served("openai", "tiers-2", "default", usage), usage, NOW),
                "0.5",
                PriceStatus.EXACT);
        assertCost(catalogue.price(target, usage, NOW), "0.5", PriceStatus.EXACT);
    }

    @Test
    void theMostIsTheDearestBucketOfEachSide() {
        ModelCatalogue catalogue = new Setup().file(litellm).open();
        Target target = new Target("anthropic", "cached-3");
        assertCost(catalogue.most(target, 200_000, 1_000, null, NOW), "1.215", PriceStatus.ESTIMATED);
        assertCost(catalogue.most(target, 200_001, 1_000, null, NOW), "2.422512", PriceStatus.ESTIMATED);
        assertThat(catalogue
                        .most(new Target("groq", "zero-12"), 1, 1, null, NOW)
                        .status())
                .isEqualTo(PriceStatus.UNPRICED);
        assertThat(catalogue.most(new Target("groq", "none"), 1, 1, null, NOW).status())
                .isEqualTo(PriceStatus.MISSING);
    }

    @Test
    void anUnpricedModelIsToldOnceAndOnlyAThousandAreRemembered() {
        ModelCatalogue catalogue = new Setup().open();
        assertThat(catalogue.firstUnpriced(new Target("x", "a"))).isTrue();
        assertThat(catalogue.firstUnpriced(new Target("x", "a"))).isFalse();
        for (int i = 0; i < 2_000; i++) {
            catalogue.firstUnpriced(new Target("x", "m" + i));
        }
        assertThat(catalogue.firstUnpriced(new Target("x", "one more"))).isFalse();
    }

    // lists over each other

    @Test
    void laterListsWinAndWhatAListDoesNotKnowStays() {
        ModelCatalogue catalogue = new Setup().file(litellm).file(own).open();
        ModelInfo model = catalogue.find("openai/plain-1").orElseThrow();
        assertThat(model.window()).isEqualTo(5_000);
        assertThat(model.capabilities()).containsExactly("tools");
        assertThat(model.source())
                .isEqualTo(new PriceSource("own.json", "https://example.com/prices", LocalDate.parse("2026-11-01")));
        assertCost(catalogue.price("openai/plain-1", usage(1_000, 0), null, NOW), "0.002", PriceStatus.EXACT);
        assertThat(catalogue.price("openai/plain-1", MILLION, null, NOW).prices())
                .isEqualTo("own.json 2026-11-01");
        assertThat(catalogue.price("openai/tiers-2", MILLION, null, NOW).prices())
                .isEqualTo("prices.json 2026-07-24");
        assertThat(catalogue.lists())
                .extracting(PriceList::name)
                .containsExactly("shipped", litellm.toString(), own.toString());
        assertThat(catalogue.lists()).extracting(PriceList::models).endsWith(19, 3);
    }

    @Test
    void aListWithoutAPriceDoesNotHideThePriceOfAnother() throws IOException {
        Path unpriced = Files.writeString(
                directory.resolve("unpriced.json"),
                "{\"format\":\"llmgateway-prices\",\"models\":{\"openai/plain-1\":{\"window\":12}}}");
        ModelCatalogue catalogue = new Setup().file(litellm).file(unpriced).open();
        assertThat(catalogue.find("openai/plain-1").orElseThrow().window()).isEqualTo(12);
        assertCost(catalogue.price("openai/plain-1", MILLION, null, NOW), "1.5", PriceStatus.EXACT);
    }

    @Test
    void aConfiguredModelReplacesOnlyWhatItSays() {
        ModelCatalogue catalogue = new Setup()
                .file(litellm)
                .model("openai/plain-1", new CatalogueModelConfig(null, 50L, null, null, null, null))
                .priced("openai/tiers-2", "input", "0.25", "cache-read", "0.1")
                .open();
        ModelInfo plain = catalogue.find("openai/plain-1").orElseThrow();
        assertThat(plain.window()).isEqualTo(100_000);
        assertThat(plain.maxOutput()).isEqualTo(50);
        assertCost(catalogue.price("openai/plain-1", MILLION, null, NOW), "1.5", PriceStatus.EXACT);
        assertThat(catalogue.find("openai/tiers-2").orElseThrow().window()).isEqualTo(1_050_000);
        assertCost(catalogue.price("openai/tiers-2", MILLION, null, NOW), "0.25", PriceStatus.EXACT);
        assertThat(catalogue.price("openai/tiers-2", MILLION, null, NOW).prices())
                .isEqualTo("configuration");
        assertThat(catalogue.price("openai/tiers-2", usage(0, 1), null, NOW).status())
                .isEqualTo(PriceStatus.UNPRICED);
    }

    @Test
    void aConfiguredModelStandsForItsReleases() {
        ModelCatalogue catalogue =
                new Setup().file(litellm).priced("openai/plain-1", "input", 9).open();
        assertCost(catalogue.price("openai/plain-1-2026-02-03", MILLION, null, NOW), "9", PriceStatus.EXACT);
    }

    @Test
    void aProviderMayBePricedAsAWholeAndAModelOfItApart() {
        ModelCatalogue catalogue = new Setup()
                .provider("local", "ollama", null)
                .model("local/*", new CatalogueModelConfig(8_000L, null, true, null, null, null))
                .priced("local/big", "input", 3)
                .open();
        assertCost(catalogue.price("local/llama3.3:70b", usage(5, 5)), "0", PriceStatus.EXACT);
        assertThat(catalogue.find("local/llama3.3").orElseThrow().window()).isEqualTo(8_000);
        assertThat(catalogue.find("local/llama3.3").orElseThrow().model()).isEqualTo("llama3.3");
        assertCost(catalogue.price("local/big", MILLION), "3", PriceStatus.EXACT);
        assertThat(catalogue.find("ollama/llama3.3")).isEmpty();
    }

    @Test
    void whatNamesTheProviderWinsOverWhatNamesItsVendor() {
        ModelCatalogue catalogue = new Setup()
                .provider("work", "openai", null)
                .priced("work/gpt-5", "input", 1)
                .priced("openai/gpt-5", "input", 2)
                .open();
        assertCost(catalogue.price("work/gpt-5", MILLION), "1", PriceStatus.EXACT);
        assertCost(catalogue.price("openai/gpt-5", MILLION), "2", PriceStatus.EXACT);
    }

    @Test
    void aProviderOfSeveralKeysIsNamedAsInTheConfigurationAndAKeyWinsOverIt() {
        ModelCatalogue catalogue = new Setup()
                .provider("mine#1", "openai", null)
                .provider("mine#2", "openai", null)
                .priced("openai/*", "input", 4)
                .priced("mine/gpt-5.5", "input", 1)
                .priced("mine#2/*", "input", 2)
                .open();
        assertCost(catalogue.price("mine#1/gpt-5.5", MILLION), "1", PriceStatus.EXACT);
        assertCost(catalogue.price("mine#2/gpt-5.5", MILLION), "2", PriceStatus.EXACT);
        assertCost(catalogue.price("mine#1/gpt-5-nano", MILLION), "4", PriceStatus.EXACT);
    }

    @Test
    void aProviderNamedLikeAVendorItDoesNotBelongToHasNotItsPrices() {
        ModelCatalogue catalogue = new Setup()
                .provider("openai", "vllm", null)
                .provider("real", "openai", null)
                .priced("openai/own", "input", 4)
                .open();
        assertThat(catalogue.find("openai/gpt-5")).isEmpty();
        assertThat(catalogue.find("real/gpt-5")).isPresent();
        assertCost(catalogue.price("openai/own", MILLION), "4", PriceStatus.EXACT);
        assertThat(catalogue.find("real/own")).isEmpty();
    }

    @Test
    void codeWinsOverTheConfiguration() {
        ModelCatalogue catalogue = new Setup()
                .provider("work", "openai", "eu")
                .priced("openai/gpt-5", "input", 2)
                .code(model("openai", "gpt-5", "3"))
                .code(model("work", "gpt-5", "5"))
                .code(model("openai", "gpt-5", "4"))
                .open();
        assertCost(catalogue.price("openai/gpt-5", MILLION), "4", PriceStatus.EXACT);
        assertCost(catalogue.price("work/gpt-5", MILLION), "5", PriceStatus.EXACT);
        assertThat(catalogue.price("work/gpt-5", MILLION).prices()).isEqualTo("code");
        assertThat(catalogue.lists()).extracting(PriceList::name).containsExactly("shipped", "configuration", "code");
    }

    // what the configuration may not say

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-5, imput, 1, did you mean \"input\"?",
        "openai/gpt-5, cacheRead, 1, did you mean \"cache-read\"?",
        "openai/gpt-5, input, -0.1, it must be 0 or more",
        "openai/gpt-5, input, 1e999999999, has too many digits",
        "openai/gpt-5, input, 1e-999999999, has too many digits",
        "opnai/gpt-5, input, 1, did you mean \"openai\"?",
        "gpt-5, input, 1, provider/model",
        "openai/, input, 1, provider/model"
    })
    void nonsenseInTheConfigurationIsRefused(String model, String bucket, String price, String message) {
        assertThatThrownBy(() -> new Setup().priced(model, bucket, price).open())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.catalogue.models." + model)
                .hasMessageContaining(message);
    }

    @Test
    void aConfiguredModelSaysSomethingAndNothingTwice() {
        assertThatThrownBy(() -> new Setup()
                        .model("openai/gpt-5", new CatalogueModelConfig(null, null, null, null, null, null))
                        .open())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("says nothing");
        assertThatThrownBy(() -> new Setup()
                        .model(
                                "openai/gpt-5",
                                new CatalogueModelConfig(null, null, true, Map.of("input", BigDecimal.ONE), null, null))
                        .open())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("is free and has prices");
        assertThatThrownBy(() -> new Setup()
                        .model("openai/gpt-5", new CatalogueModelConfig(-1L, null, null, null, null, null))
                        .open())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("window is -1");
    }
}
