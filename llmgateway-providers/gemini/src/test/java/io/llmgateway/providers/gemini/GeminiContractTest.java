package io.llmgateway.providers.gemini;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.testkit.FakeVendor;
import io.llmgateway.testkit.contract.ProviderContract;
import java.util.Set;

class GeminiContractTest extends ProviderContract {
    @Override
    protected ProviderFactory factory() {
        return new GeminiProviderFactory();
    }

    @Override
    protected FakeVendor startVendor() {
        return FakeVendor.gemini();
    }

    @Override
    protected String model() {
        return "gemini-3.6-flash";
    }

    @Override
    protected Set<FailureClass> failures() {
        // a filtered prompt is no error here but an answer without candidates
        Set<FailureClass> failures = super.failures();
        failures.remove(FailureClass.CONTENT_FILTERED);
        return failures;
    }
}
