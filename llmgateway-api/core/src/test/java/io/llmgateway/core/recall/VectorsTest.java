package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Vectors of one answer are of one model. */
class VectorsTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider a = vendor("a", 1);
    private final ScriptedProvider b = vendor("b", 2);
    private boolean down;
    private String version = "1";
    private @Nullable LlmClient client;

    // all vectors of a vendor have its number
    private ScriptedProvider vendor(String id, float number) {
        return new ScriptedProvider(id, world).otherwise(call -> {
            if (down && id.startsWith("a") && !id.endsWith("2")) {
                return Script.fail(FailureClass.OVERLOADED);
            }
            String model = call.request().model().orElseThrow();
            return Script.answer(new EmbeddingResponse(
                    inputs(call).stream()
                            .map(input -> new Embedding(new float[] {model.equals("big") ? 3 : number, input.length()}))
                            .toList(),
                    Usage.builder().input(inputs(call).size()).build(),
                    ResponseInfo.builder(id, model + "-" + version).build()));
        });
    }

    private static List<String> inputs(Call call) {
        return ((EmbeddingRequest) call.request()).inputs();
    }

    private static List<List<String>> asked(ScriptedProvider vendor) {
        return vendor.calls().stream().map(VectorsTest::inputs).toList();
    }

    private LlmGateway.Builder builder(String more) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { steady: { retry: { attempts: 1 } }, recall: { exact: { ttl: 2d } }, " + more
                        + " }")
                .world(world);
    }

    private void open(String model) {
        client = builder("models: { m: " + model + " }")
                .provide("a", a)
                .provide("b", b)
                .build();
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
    }

    private EmbeddingResponse embed(String... inputs) {
        assertThat(client).isNotNull();
        return client.embed(EmbeddingRequest.builder().inputs(List.of(inputs)).build());
    }

    private static List<Float> makers(EmbeddingResponse response) {
        return response.embeddings().stream().map(vector -> vector.at(0)).toList();
    }

    @Test
    void whereAFallbackAnswersTheRestAllAreAskedFor() {
        open("{ targets: [a/x, b/y] }");
        embed("one", "two");
        down = true;
        EmbeddingResponse mixed = embed("one", "three", "two");
        assertThat(makers(mixed)).containsExactly(2f, 2f, 2f);
        assertThat(mixed.embeddings().get(1).at(1)).isEqualTo(5);
        assertThat(mixed.cache()).isEmpty();
        assertThat(mixed.usage().totalInput()).isEqualTo(1 + 3);
        assertThat(asked(b)).containsExactly(List.of("three"), List.of("one", "three", "two"));

        EmbeddingResponse again = embed("three", "two", "one");
        assertThat(makers(again)).containsExactly(2f, 2f, 2f);
        assertThat(again.cache()).isPresent();
        assertThat(asked(b)).hasSize(2);
    }

    @Test
    void whereTheRememberedOnesDifferAllAreAskedForAtOnce() {
        open("{ targets: [a/x, b/y] }");
        embed("one");
        down = true;
        embed("two");
        down = false;
        world.advance(Duration.ofHours(1));
        int before = a.calls().size();
        assertThat(makers(embed("one", "two"))).containsExactly(1f, 1f);
        assertThat(asked(a).subList(before, a.calls().size())).containsExactly(List.of("one", "two"));
        assertThat(makers(embed("two", "one"))).containsExactly(1f, 1f);
        assertThat(a.calls()).hasSize(before + 1);
    }

    @Test
    void anotherVersionIsAnotherModel() {
        open("{ targets: [a/x] }");
        embed("one", "two");
        version = "2";
        EmbeddingResponse mixed = embed("one", "three");
        assertThat(mixed.model()).isEqualTo("x-2");
        assertThat(asked(a)).containsExactly(List.of("one", "two"), List.of("three"), List.of("one", "three"));
    }

    @Test
    void anotherKeyIsTheSameModel() {
        ScriptedProvider first = vendor("a#1", 1);
        ScriptedProvider second = vendor("a#2", 1);
        client = builder("providers: { a: { type: scripted, api-keys: [k1, k2] } }, default-model: a/x")
                .factory(ScriptedProvider.factory(first, second))
                .build();
        down = true;
        EmbeddingResponse one = embed("one", "two");
        assertThat(one.attempts()).last().satisfies(attempt -> assertThat(attempt.provider())
                .isEqualTo("a#2"));
        down = false;
        world.advance(Duration.ofHours(1));
        for (int i = 0; i < 20 && asked(first).size() < 2; i++) {
            int calls = first.calls().size() + second.calls().size();
            embed("one", "new " + i);
            assertThat(first.calls().size() + second.calls().size()).isEqualTo(calls + 1);
        }
        assertThat(asked(first)).hasSizeGreaterThan(1);
    }

    @Test
    void rulesLookAtAllTheTextsThatAreAskedForTogether() {
        open("{ targets: [a/x, a/big], strategy: conditional, when: \"messages > 1 -> a/big\" }");
        assertThat(makers(embed("one"))).containsExactly(1f);
        assertThat(makers(embed("one", "two"))).containsExactly(3f, 3f);
        assertThat(makers(embed("one", "two", "three"))).containsExactly(3f, 3f, 3f);
        assertThat(makers(embed("one"))).containsExactly(1f);
        assertThat(asked(a))
                .containsExactly(
                        List.of("one"), List.of("one", "two"), List.of("three"), List.of("one", "two", "three"));
    }
}
