package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.Usage;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.testkit.FakeVendor;
import io.llmgateway.testkit.contract.ProviderContract;

class AnthropicContractTest extends ProviderContract {
    @Override
    protected ProviderFactory factory() {
        return new AnthropicProviderFactory();
    }

    @Override
    protected FakeVendor startVendor() {
        return FakeVendor.anthropic();
    }

    @Override
    protected String model() {
        return "claude-sonnet-5";
    }

    @Override
    protected Usage usage() {
        return Usage.builder()
                .input(101)
                .cacheRead(29)
                .cacheWrite(31)
                .cacheWriteLong(37)
                .output(17)
                .reasoning(5)
                .build();
    }

    @Override
    protected boolean embeds() {
        return false;
    }
}
