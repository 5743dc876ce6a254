package io.llmgateway.core.catalogue;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.config.CatalogueConfig;
import io.llmgateway.core.config.CatalogueModelConfig;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.spi.World;
import io.llmgateway.testkit.FakeWorld;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Puts a catalogue together for a test. */
final class Setup {
    final FakeWorld world = new FakeWorld();
    final LinkedBlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
    private final List<String> files = new ArrayList<>();
    private final Map<String, CatalogueModelConfig> models = new LinkedHashMap<>();
    private final List<ModelInfo> code = new ArrayList<>();
    private final Map<String, Vendor> vendors = new LinkedHashMap<>();
    private @Nullable String url;
    private @Nullable Duration refresh;

    Setup file(Object file) {
        files.add(file.toString());
        return this;
    }

    Setup url(String value) {
        url = value;
        return this;
    }

    Setup refresh(Duration value) {
        refresh = value;
        return this;
    }

    Setup provider(String id, String vendor, @Nullable String region) {
        vendors.put(id, new Vendor(vendor, region));
        return this;
    }

    Setup priced(String model, Object... bucketsAndPrices) {
        Map<String, BigDecimal> prices = new LinkedHashMap<>();
        for (int i = 0; i < bucketsAndPrices.length; i += 2) {
            prices.put((String) bucketsAndPrices[i], new BigDecimal(bucketsAndPrices[i + 1].toString()));
        }
        return model(model, new CatalogueModelConfig(null, null, null, prices, null, null));
    }

    Setup model(String model, CatalogueModelConfig config) {
        models.put(model, config);
        return this;
    }

    Setup code(ModelInfo model) {
        code.add(model);
        return this;
    }

    ModelCatalogue open() {
        return open(world);
    }

    ModelCatalogue open(World other) {
        CatalogueConfig config = new CatalogueConfig(files, url, refresh, models, null, null, null, null);
        return ModelCatalogue.create(config, code, vendors, other, events::add);
    }

    static byte[] resource(String name) {
        try (InputStream in = Setup.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Usage usage(long input, long output) {
        return Usage.builder().input(input).output(output).build();
    }

    static ChatResponse served(String provider, String model, @Nullable String tier, Usage usage) {
        return new ChatResponse(
                List.of(new Part.Text("answer")),
                FinishReason.STOP,
                usage,
                ResponseInfo.builder(provider, model).serviceTier(tier).build());
    }
}
