package io.llmgateway.providers.huggingface;

import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeVendor;
import io.llmgateway.testkit.contract.ProviderContract;

/** The router keeps what every provider keeps. */
class RouterContractTest extends ProviderContract {
    @Override
    protected ProviderFactory factory() {
        // the fake vendor has the dialect's embeddings only
        return new ProviderFactory() {
            @Override
            public String type() {
                return "huggingface";
            }

            @Override
            public Provider create(ProviderSettings settings) {
                return new HuggingFaceProviderFactory()
                        .create(HuggingFaceProviderFactory.copy(settings)
                                .option("embeddings", "openai")
                                .build());
            }
        };
    }

    @Override
    protected FakeVendor startVendor() {
        return FakeVendor.openAi();
    }

    @Override
    protected String model() {
        return "acme/chat";
    }
}
