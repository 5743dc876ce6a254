package io.llmgateway.jtokkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.knuddels.jtokkit.api.EncodingType;
import io.llmgateway.spi.TokenCounter;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JTokkitCounterTest {
    // one for all: an encoding takes a second to load
    private static final JTokkitCounter COUNTER = new JTokkitCounter();

    // the numbers of OpenAI's cookbook, "How to count tokens with tiktoken"
    @ParameterizedTest
    @CsvSource({
        "gpt-4, tiktoken is great!, 6",
        "gpt-4o, tiktoken is great!, 6",
        "gpt-3.5-turbo, antidisestablishmentarianism, 6",
        "gpt-4o, antidisestablishmentarianism, 6",
        "gpt-4, 2 + 2 = 4, 7",
        "gpt-4o, 2 + 2 = 4, 7",
        "gpt-4, お誕生日おめでとう, 9",
        "gpt-4o, お誕生日おめでとう, 8",
        "gpt-4, hello world, 2",
        "gpt-4o, '', 0"
    })
    void countsAsOpenAiDoes(String model, String text, int tokens) {
        assertThat(COUNTER.count(model, text)).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-5.5, O200K_BASE",
        "openai, gpt-5-nano-2025-08-07, O200K_BASE",
        "openai, gpt-5, O200K_BASE",
        "openai, gpt-4.1-mini, O200K_BASE",
        "openai, gpt-4.5-preview, O200K_BASE",
        "openai, gpt-4o-2024-11-20, O200K_BASE",
        "openai, chatgpt-4o-latest, O200K_BASE",
        "openai, o1, O200K_BASE",
        "openai, o3-pro, O200K_BASE",
        "openai, o4-mini-2025-04-16, O200K_BASE",
        "openai, codex-mini-latest, O200K_BASE",
        "openai, ft:gpt-4o-mini-2024-07-18:acme::id, O200K_BASE",
        "azure, gpt-4o, O200K_BASE",
        "azure, gpt-35-turbo, CL100K_BASE",
        "openai, gpt-4, CL100K_BASE",
        "openai, gpt-4-turbo-2024-04-09, CL100K_BASE",
        "openai, gpt-3.5-turbo-0125, CL100K_BASE",
        "openai, text-embedding-3-large, CL100K_BASE",
        "openai, text-embedding-ada-002, CL100K_BASE",
        "openrouter, openai/gpt-4.1, O200K_BASE",
        "groq, openai/gpt-oss-120b, O200K_BASE",
        "huggingface, openai/gpt-oss-20b:fastest, O200K_BASE",
        "fireworks, accounts/fireworks/models/gpt-oss-20b, O200K_BASE",
        "ollama, gpt-oss:20b, O200K_BASE"
    })
    void knowsTheEncodingOf(String vendor, String model, EncodingType encoding) {
        assertThat(ModelEncodings.find(vendor, model)).isEqualTo(encoding);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-6",
        "openai, gpt-4.9",
        "openai, gpt-50",
        "openai, o11",
        "openai, claude-sonnet-5",
        "openai, ''",
        "azure, our-deployment",
        "openrouter, anthropic/claude-sonnet-5",
        "compatible, gpt-4o",
        "anthropic, claude-opus-5"
    })
    void knowsNothingOfOthers(String vendor, String model) {
        assertThat(ModelEncodings.find(vendor, model)).isNull();
        assertThat(COUNTER.knows(vendor, model)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<|endoftext|>", "a<|fim_prefix|>b", "<|im_start|>system<|im_end|>"})
    void namesOfControlTokensAreText(String text) {
        assertThat(COUNTER.count("gpt-4o", text)).isGreaterThan(3);
    }

    @Test
    void anyTextCanBeCounted() {
        assertThat(COUNTER.count("gpt-4o", "half a pair: \ud83d, and a whole one: 😀"))
                .isPositive();
        assertThat(COUNTER.count("gpt-4o", "\u0000\n\t  \n")).isPositive();
    }

    @Test
    void isKnownOnceItIsLoaded() {
        JTokkitCounter fresh = new JTokkitCounter();
        fresh.knows("openai", "gpt-4");

        assertThat(fresh.count("gpt-4", "hello world")).isEqualTo(2);
        assertThat(fresh.knows("openai", "gpt-4")).isTrue();
    }

    @Test
    void countsOnManyThreadsAtOnce() throws Exception {
        JTokkitCounter fresh = new JTokkitCounter();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Long>> counts = IntStream.range(0, 64)
                    .mapToObj(i -> threads.submit(() -> fresh.count("gpt-4", "hello world".repeat(i))))
                    .toList();
            for (int i = 0; i < counts.size(); i++) {
                assertThat(counts.get(i).get()).isEqualTo(COUNTER.count("gpt-4", "hello world".repeat(i)));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anUnknownModelIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> COUNTER.count("claude-opus-5", "hello"))
                .withMessageContaining("claude-opus-5");
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(TokenCounter.class)).hasExactlyElementsOfTypes(JTokkitCounter.class);
    }
}
