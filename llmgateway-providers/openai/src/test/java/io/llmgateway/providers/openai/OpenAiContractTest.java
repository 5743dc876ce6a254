package io.llmgateway.providers.openai;

import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.testkit.FakeVendor;
import io.llmgateway.testkit.contract.ProviderContract;

class OpenAiContractTest extends ProviderContract {
    @Override
    protected ProviderFactory factory() {
        return new OpenAiProviderFactory();
    }

    @Override
    protected FakeVendor startVendor() {
        return FakeVendor.openAi();
    }

    @Override
    protected String model() {
        return "gpt-5.4-mini";
    }

    @Override
    protected boolean moderates() {
        return true;
    }
}
