package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;
import io.llmgateway.spi.World;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.MapCacheStore;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What guards block is not remembered, and nothing else is forgotten. */
class BlockedTest {
    private static final String CHECKS = "checks: { words: { hold-back: 0 } }";

    private final ScriptedProvider vendor = new ScriptedProvider("toy");
    private final MapCacheStore store = new MapCacheStore(World.real());
    private @Nullable LlmClient open;

    private LlmClient client(boolean shares, String guard, Guard judge, Interceptor... rounds) {
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, steady: { retry: { attempts: 1 } }, recall: { exact: {},"
                        + " single-flight: " + shares + " }, guard: { " + guard + " } }")
                .cacheStore(store)
                .guard(judge)
                .provide("toy", vendor);
        for (Interceptor one : rounds) {
            builder.before(Stage.ANSWER, one);
        }
        LlmClient client = builder.build();
        open = client;
        return client;
    }

    @AfterEach
    void close() {
        if (open != null) {
            open.close();
        }
        assertThat(vendor.openReplies()).isZero();
    }

    private record Words(Verdict verdict) implements Guard {
        @Override
        public String name() {
            return "words";
        }

        @Override
        public boolean judges(Origin origin) {
            return origin == Origin.ANSWER;
        }

        @Override
        public Verdict judge(Passage passage) {
            return passage.text().contains("damn") ? verdict : Verdict.pass();
        }
    }

    private static final Guard BLOCKS = new Words(Verdict.block("word", 1));

    private static ChatRequest one(String text) {
        return ChatRequest.builder().model("toy/x").user(text).build();
    }

    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(200_000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamThatIsBlockedBeforeItsEndIsNotRemembered(boolean shares) {
        LlmClient client = client(shares, CHECKS, BLOCKS);
        vendor.then(Script.answer("oh damn it all to the end of it")).answers("nice");
        try (ChatStream stream = client.stream("?")) {
            assertThatThrownBy(stream::await).hasRootCauseInstanceOf(RefusedException.class);
        }
        assertThat(client.chat("?").text()).isEqualTo("nice");
        assertThat(client.chat("?").cache()).isPresent();
    }

    @Test
    void norWhereAnotherCallListensAlong() {
        LlmClient client = client(true, CHECKS, BLOCKS);
        Gate gate = new Gate();
        vendor.then(Script.answer("oh damn this goes on and on").heldBy(gate, 4))
                .answers("nice");
        try (ChatStream first = client.stream("?");
                ChatStream second = client.stream("?")) {
            assertThatThrownBy(first::await).hasRootCauseInstanceOf(RefusedException.class);
            // who asks now is not given the same
            assertThat(client.chat("?").text()).isEqualTo("nice");
            gate.open();
            assertThatThrownBy(second::await).hasRootCauseInstanceOf(RefusedException.class);
        }
        assertThat(vendor.calls()).hasSize(2);
    }

    @Test
    void whatIsBlockedWhileOthersHaveNotReadItIsNotStoredAtItsEnd() {
        LlmClient client = client(true, CHECKS, BLOCKS);
        Gate gate = new Gate();
        vendor.then(Script.answer("oh damn this goes on and on").heldBy(gate, 4));
        try (ChatStream first = client.stream("?");
                ChatStream second = client.stream("?")) {
            assertThat(second.iterator().next()).isInstanceOf(ChatEvent.Started.class);
            assertThatThrownBy(first::await).hasRootCauseInstanceOf(RefusedException.class);
            gate.open();
            until(() -> vendor.openReplies() == 0);
        }
        vendor.answers("nice");
        assertThat(client.chat("?").text()).isEqualTo("nice");
        assertThat(client.cache().stats().stored()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRerouteOfAnAnswerIsABlock(boolean shares) {
        LlmClient client = client(shares, CHECKS, new Words(Verdict.reroute("word", "toy/y")));
        vendor.answers("damn").answers("nice");
        assertThatThrownBy(() -> client.chat("?")).isInstanceOf(RefusedException.class);
        assertThat(client.chat("?").text()).isEqualTo("nice");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsRefusedForItsPersonalDataIsNotRemembered(boolean streamed) {
        LlmClient client = client(true, "pii: { enabled: true, answers: block }", BLOCKS);
        vendor.answers("write to jane@corp.test, she knows").answers("nice");
        assertThat(catchThrowable(() -> {
                    if (streamed) {
                        client.stream("?").await();
                    } else {
                        client.chat("?");
                    }
                }))
                .isNotNull();
        assertThat(client.chat("?").text()).isEqualTo("nice");
        until(() -> store.keys().size() == 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void otherRoundsOfTheCallStayRemembered(boolean shares) {
        Interceptor rounds = (call, chain) -> {
            ChatRequest request = (ChatRequest) call.request();
            if (!request.messages().get(0).text().equals("all")) {
                return chain.proceed(call);
            }
            try (Reply first = chain.proceed(call.withRequest(one("first")))) {
                first.await();
            }
            try (Reply second = chain.proceed(call.withRequest(one("second")))) {
                second.await();
            } catch (RefusedException refused) {
                assertThat(refused).hasMessageContaining("words");
            }
            return chain.proceed(call.withRequest(one("third")));
        };
        LlmClient client = client(shares, CHECKS, BLOCKS, rounds);
        vendor.answers("one").answers("damn").answers("three");
        assertThat(client.chat("all").text()).isEqualTo("three");
        vendor.answers("two");
        assertThat(client.chat("first").cache()).isPresent();
        assertThat(client.chat("third").cache()).isPresent();
        assertThat(client.chat("second").text()).isEqualTo("two");
        until(() -> store.keys().size() == 3);
    }

    @Test
    void ofRoundsAtTheSameMomentTheOneThatIsBlockedIsForgottenWhicheverItIs() {
        Interceptor both = (call, chain) -> {
            ChatRequest request = (ChatRequest) call.request();
            if (!request.messages().get(0).text().equals("all")) {
                return chain.proceed(call);
            }
            Reply first = chain.proceed(call.withRequest(one("first")));
            try (Reply second = chain.proceed(call.withRequest(one("second")))) {
                second.await();
            }
            return first;
        };
        LlmClient client = client(true, CHECKS, BLOCKS, both);
        Gate gate = new Gate();
        vendor.then(Script.answer("oh damn and more of it").heldBy(gate, 3)).answers("two");
        gate.open();
        try (ChatStream stream = client.stream("all")) {
            assertThatThrownBy(stream::await).hasRootCauseInstanceOf(RefusedException.class);
        }
        vendor.answers("one");
        assertThat(client.chat("first").text()).isEqualTo("one");
    }

    @Test
    void aHitThatIsBlockedIsForgottenInTheStoreToo() {
        Guard passes = new Words(Verdict.pass());
        LlmClient lenient = client(true, CHECKS, passes);
        vendor.answers("damn").answers("nice");
        lenient.chat("?");
        until(() -> store.keys().size() == 1);
        lenient.close();
        LlmClient strict = client(true, CHECKS, BLOCKS);
        assertThatThrownBy(() -> strict.chat("?")).isInstanceOf(RefusedException.class);
        until(() -> store.keys().isEmpty());
        assertThat(strict.chat("?").text()).isEqualTo("nice");
    }

    /** Threads that ask, listen along and are refused: whatever the order, nothing that was blocked is in memory or store. */
    @Test
    void nothingBlockedIsEverRemembered(@TempDir Path folder) throws Exception {
        LlmClient client = client(true, CHECKS, BLOCKS);
        vendor.otherwise(call ->
                Script.answer(ThreadLocalRandom.current().nextBoolean() ? "well damn it is so" : "good as gold", USED));
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                Random random = new Random(t);
                all.add(pool.submit(() -> {
                    for (int i = 0; i < 200; i++) {
                        ask(client, "question " + i, random.nextBoolean());
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        Path file = folder.resolve("recall.bin");
        assertThat(client.cache().save(file)).isPositive();
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("gold")
                .doesNotContain("damn");
        until(() -> store.keys().stream().noneMatch(this::blocked));
    }

    private static final Usage USED = Usage.builder().input(10).output(10).build();

    private boolean blocked(String key) {
        byte[] bytes = store.get(key);
        return bytes != null && new String(bytes, StandardCharsets.ISO_8859_1).contains("damn");
    }

    private static void ask(LlmClient client, String question, boolean streamed) {
        try {
            if (!streamed) {
                assertThat(client.chat(question).text()).isEqualTo("good as gold");
                return;
            }
            try (ChatStream stream = client.stream(question)) {
                assertThat(stream.await().text()).isEqualTo("good as gold");
            }
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            assertThat(cause).isInstanceOf(RefusedException.class);
        }
    }
}
