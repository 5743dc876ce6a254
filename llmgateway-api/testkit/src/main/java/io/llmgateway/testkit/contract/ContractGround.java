package io.llmgateway.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract stand on: a vendor, a provider, and how they are asked. */
abstract class ContractGround {
    /** A bound for things that happen at once unless something is broken. */
    static final Duration SOON = Duration.ofSeconds(10);

    static final String KEY = "sk-contract-0123456789abcdefghijklmnop";
    static final String ID = "contract";

    FakeVendor vendor;
    Provider provider;

    // JUnit fills them before each test
    @SuppressWarnings("NullAway.Init")
    ContractGround() {}

    /**
     * The factory under test.
     *
     * @return a fresh factory
     */
    protected abstract ProviderFactory factory();

    /**
     * The vendor it talks to.
     *
     * @return a fresh running server, closed by the contract
     */
    protected abstract FakeVendor startVendor();

    /**
     * Adds what the provider's settings need beside id, key and base URL.
     *
     * @param settings the settings under way
     * @return the settings
     */
    protected ProviderSettings.Builder settings(ProviderSettings.Builder settings) {
        return settings;
    }

    /**
     * The model that is asked.
     *
     * @return a name the provider accepts; one that thinks, where {@link #usage} has reasoning
     */
    protected abstract String model();

    /**
     * The failures this vendor has words for.
     *
     * @return by default all a vendor can answer with an error
     */
    protected Set<FailureClass> failures() {
        return EnumSet.complementOf(EnumSet.of(FailureClass.MALFORMED, FailureClass.UNSUPPORTED));
    }

    /**
     * A usage this vendor can tell, with all buckets it has.
     *
     * @return by default input, cache read, output and reasoning
     */
    protected Usage usage() {
        return Usage.builder().input(101).cacheRead(29).output(17).reasoning(5).build();
    }

    /**
     * Whether the format has a place for thoughts.
     *
     * @return true by default
     */
    protected boolean tellsReasoning() {
        return true;
    }

    /**
     * Whether the provider offers embeddings.
     *
     * @return true by default; where it is false, they must be refused before anything is sent
     */
    protected boolean embeds() {
        return true;
    }

    /**
     * Whether the provider offers moderation.
     *
     * @return false by default; then it must be refused before anything is sent
     */
    protected boolean moderates() {
        return false;
    }

    @BeforeEach
    void open() {
        vendor = startVendor().accepts(KEY);
        provider = factory().create(settingsToVendor().build());
    }

    @AfterEach
    void shut() {
        provider.close();
        vendor.close();
    }

    ProviderSettings.Builder settingsToVendor() {
        return settings(
                ProviderSettings.builder(ID).type(factory().type()).apiKey(KEY).baseUrl(vendor.baseUrl()));
    }

    ChatRequest.Builder request() {
        return ChatRequest.builder().model(model());
    }

    ChatRequest ask(String question) {
        return request().user(question).build();
    }

    static Tool tool(String name) {
        return Tool.function(
                name,
                "A tool of the contract.",
                Json.of("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[]}"));
    }

    ChatResponse chat(Delivery delivery, FakeAnswer answer) {
        vendor.answers(delivery.shape(answer));
        return delivery.chat(provider, ask("What is it like?"));
    }

    LlmException failure(Delivery delivery, FakeAnswer answer) {
        return failureOf(() -> chat(delivery, answer));
    }

    static LlmException failureOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        Throwable thrown = catchThrowable(action);
        assertThat(thrown).as("what is thrown").isInstanceOf(LlmException.class);
        return (LlmException) thrown;
    }

    /** Why an answer failed, before it began or after. */
    static FailureClass kind(LlmException failure) {
        Throwable why = failure instanceof StreamBrokenException ? failure.getCause() : failure;
        if (why instanceof ProviderFailedException failed) {
            return failed.kind();
        }
        throw new AssertionError("no failure of a provider, nor caused by one: " + failure, failure);
    }

    /** Everything a log could show of a failure. */
    static String everything(Throwable failure) {
        StringWriter out = new StringWriter();
        failure.printStackTrace(new PrintWriter(out, true));
        return out + "\n" + failure;
    }

    static StreamBrokenException broken(LlmException failure) {
        assertThat(failure).isInstanceOf(StreamBrokenException.class);
        return (StreamBrokenException) failure;
    }

    /** A part without what differs from answer to answer: ids and signatures. */
    static String essence(Part part) {
        if (part instanceof Part.Text text) {
            return "text " + text.text();
        }
        if (part instanceof Part.Reasoning thoughts) {
            return "reasoning " + thoughts.text();
        }
        if (part instanceof Part.Refusal refusal) {
            return "refusal " + refusal.text();
        }
        if (part instanceof Part.ToolCall call) {
            return "call of " + call.name() + " with " + call.arguments() + (call.complete() ? "" : ", cut");
        }
        return part.toString();
    }
}
