package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of a vendor that is reached in another way than the one they were remembered from. */
class ElsewhereTest {
    private static final Consumer<ProviderSettings.Builder> USUAL = s -> s.type("toy")
            .baseUrl("http://localhost:1/v1")
            .header("project", "a")
            .option("version", "1")
            .apiKey("secret");

    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider vendor =
            new ScriptedProvider("toy", world).otherwise(call -> Script.answer("answer"));

    @TempDir
    Path directory;

    /** Makes the same provider whatever it is told. */
    private class Factory implements ProviderFactory {
        @Override
        public String type() {
            return "toy";
        }

        @Override
        public Set<String> options() {
            return Set.of("version");
        }

        @Override
        public Provider create(ProviderSettings settings) {
            return vendor;
        }
    }

    private final class OtherFactory extends Factory {}

    private record Wrapped(Provider inner) implements Provider {
        @Override
        public Reply send(Call call) {
            return inner.send(call);
        }
    }

    private boolean remembered(Consumer<LlmGateway.Builder> how) {
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, recall: { exact: {}, snapshot: \""
                        + directory.resolve("recall.bin") + "\" } }")
                .world(world);
        how.accept(builder);
        try (LlmClient client = builder.build()) {
            return client.chat("?").cache().isPresent();
        }
    }

    private boolean remembered(ProviderFactory factory, Consumer<ProviderSettings.Builder> settings) {
        return remembered(builder -> builder.factory(factory).provider("toy", settings));
    }

    @Test
    void anotherAddressIsAnotherVendor() {
        assertThat(remembered(new Factory(), USUAL)).isFalse();
        assertThat(remembered(new Factory(), USUAL)).isTrue();
        assertThat(remembered(new Factory(), USUAL.andThen(s -> s.baseUrl("http://localhost:2/v1"))))
                .isFalse();
        assertThat(remembered(new Factory(), USUAL.andThen(s -> s.header("project", "b"))))
                .isFalse();
        assertThat(remembered(new Factory(), USUAL.andThen(s -> s.option("version", "2"))))
                .isFalse();
        assertThat(remembered(new OtherFactory(), USUAL)).isFalse();
        assertThat(remembered(new Factory(), USUAL)).isTrue();
    }

    @Test
    void anotherKeyIsTheSameVendor() {
        assertThat(remembered(new Factory(), USUAL)).isFalse();
        assertThat(remembered(new Factory(), USUAL.andThen(s -> s.apiKey("other"))))
                .isTrue();
    }

    @Test
    void aProviderOfAnotherClassIsAnotherVendor() {
        assertThat(remembered(builder -> builder.provide("toy", vendor))).isFalse();
        assertThat(remembered(builder -> builder.provide("toy", new Wrapped(vendor))))
                .isFalse();
        assertThat(remembered(builder -> builder.provide("toy", vendor))).isTrue();
    }
}
