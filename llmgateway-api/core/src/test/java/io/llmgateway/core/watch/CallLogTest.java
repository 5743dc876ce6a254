package io.llmgateway.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One line a call. */
class CallLogTest {
    private static final Logger LOGGER = Logger.getLogger("io.llmgateway.calls");

    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider one = new ScriptedProvider("one", world);
    private final ScriptedProvider two = new ScriptedProvider("two", world);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            assertThat(record.getLevel()).isEqualTo(Level.INFO);
            lines.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private LlmClient client(String log, String more) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml(
                        """
                        llmgateway:
                          default-model: m
                          models: { m: { targets: [one/a, two/b] } }
                          steady: { retry: { attempts: 1 } }
                          catalogue: { models: { one/a: { prices: { input: 1, output: 10 } }, two/b: { prices: { input: 1, output: 10 } } } }
                          watch: { log: { %s } }
                        %s
                        """
                                .formatted(log, more))
                .provide("one", one)
                .provide("two", two)
                .world(world)
                .build();
    }

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    private JsonNode line() {
        assertThat(lines).hasSize(1);
        return JsonMapper.shared().readTree(lines.remove(0));
    }

    @Test
    void thereIsNoneUnlessItIsAskedFor() {
        one.answers("Hi");
        try (LlmClient client = client("", "")) {
            client.chat("Hello");
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void itTellsWhatCameOfACallThatFellBack() {
        one.fails(FailureClass.OVERLOADED);
        two.then(Script.answer("Hi", Usage.builder().input(100).output(20).build())
                .after(Duration.ofMillis(250)));
        try (LlmClient client = client("enabled: true", "")) {
            client.with(o -> o.tag("team", "search")).chat(c -> c.user("Hello").endUser("u1"));
        }
        JsonNode line = line();
        assertThat(line.get("time").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(line.get("operation").asString()).isNotEmpty();
        assertThat(line.get("kind").asString()).isEqualTo("chat");
        assertThat(line.get("streamed").asBoolean()).isFalse();
        assertThat(line.get("model").asString()).isEqualTo("m");
        assertThat(line.get("target").asString()).isEqualTo("two/b");
        assertThat(line.get("served").asString()).isEqualTo("b");
        assertThat(line.get("outcome").asString()).isEqualTo("complete");
        assertThat(line.get("finishReason").asString()).isEqualTo("stop");
        assertThat(line.get("attempts").asInt()).isEqualTo(2);
        assertThat(line.get("fallbacks").asInt()).isEqualTo(1);
        assertThat(line.get("retries").asInt()).isZero();
        assertThat(line.get("ms").asLong()).isEqualTo(250);
        assertThat(line.get("firstContentMs").asLong()).isEqualTo(250);
        assertThat(line.get("waitedMs").asLong()).isZero();
        assertThat(line.get("tokens").toString()).isEqualTo("{\"input\":100,\"output\":20}");
        assertThat(line.get("cost").asString()).isEqualTo("0.0003");
        assertThat(line.get("costStatus").asString()).isEqualTo("exact");
        assertThat(line.get("tags").toString()).isEqualTo("{\"team\":\"search\"}");
        assertThat(line.has("user")).isFalse();
        assertThat(line.has("error")).isFalse();
    }

    @Test
    void itTellsWhoAskedOnlyIfAllowed() {
        one.answers("Hi");
        try (LlmClient client = client("enabled: true, user: true", "")) {
            client.chat(c -> c.user("Hello").endUser("u1"));
        }
        assertThat(line().get("user").asString()).isEqualTo("u1");
    }

    @Test
    void streamsThatAreReadGivenUpOrLeftHaveALineWhenTheyEnd() {
        one.answers("one two three").answers("one two three").answers("one two three");
        try (LlmClient client = client("enabled: true", "")) {
            try (ChatStream stream = client.stream("Hello")) {
                assertThat(lines).isEmpty();
                stream.await();
            }
            JsonNode read = line();
            assertThat(read.get("outcome").asString()).isEqualTo("complete");
            assertThat(read.get("streamed").asBoolean()).isTrue();
            try (ChatStream stream = client.stream("Hello")) {
                stream.iterator().next();
            }
            assertThat(line().get("outcome").asString()).isEqualTo("abandoned");
            client.stream("Hello");
        }
        assertThat(line().get("outcome").asString()).as("ended by closing").isEqualTo("abandoned");
    }

    @Test
    void failuresRefusalsAndWaitsAreTold() {
        one.fails(FailureClass.OVERLOADED).fails(FailureClass.OVERLOADED);
        two.fails(FailureClass.CREDENTIAL);
        try (LlmClient client = client("enabled: true", "  admit: { limits: { all: { requests: 1 } } }")) {
            assertThatThrownBy(() -> client.chat("Hello")).isNotNull();
            JsonNode failed = line();
            assertThat(failed.get("outcome").asString()).isEqualTo("failed");
            assertThat(failed.get("error").asString()).isEqualTo("NoTargetLeftException");
            assertThat(failed.get("failure").asString()).isEqualTo("overloaded");
            assertThatThrownBy(() -> client.chat("Hello")).isInstanceOf(RefusedException.class);
            JsonNode refused = line();
            assertThat(refused.get("error").asString()).isEqualTo("RefusedException");
            assertThat(refused.get("rule").asString()).isEqualTo("llmgateway.admit.limits.all");
            assertThat(refused.get("attempts").asInt()).isZero();
        }
    }

    @Test
    void waitsBetweenAttemptsAreSummedUp() {
        one.then(Script.fail(new ProviderFailedException(
                        "one",
                        "a",
                        new Failure(FailureClass.OVERLOADED, "busy", 529, null, null, Duration.ofSeconds(2)),
                        null)))
                .answers("Hi");
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: one/a, watch: { log: { enabled: true } } }")
                .provide("one", one)
                .world(world)
                .build()) {
            client.chat("Hello");
        }
        JsonNode line = line();
        assertThat(line.get("retries").asInt()).isEqualTo(1);
        assertThat(line.get("waitedMs").asLong()).isEqualTo(2_000);
    }

    @Test
    void masksGuardsWarningsAndTheCacheAreToldWithoutValues() {
        one.answers("Ask jo@corp.example.");
        try (LlmClient client = client(
                "enabled: true",
                "  guard: { pii: { enabled: true, answers: mask } }\n  recall: { exact: { ttl: 10m } }")) {
            client.chat("I am ann@corp.example");
            JsonNode line = line();
            assertThat(line.get("masked").toString()).isEqualTo("{\"EMAIL\":2}");
            assertThat(line.toString()).doesNotContain("corp.example");
            client.chat("I am ann@corp.example");
            JsonNode cached = line();
            assertThat(cached.get("cache").asString()).isEqualTo("remembered");
            assertThat(cached.get("saved").asString()).isNotEmpty();
            assertThat(cached.get("attempts").asInt()).isZero();
            assertThat(cached.get("target").asString()).isEqualTo("one/a");
        }
    }

    @Test
    void nobodyCanWriteALineOfTheirOwn() {
        String evil = "a\r\n{\"outcome\":\"complete\"}\u0085\u2028\u2029\u0000\u007f\u009b\ud800";
        one.otherwise(call -> Script.answer("Hi"));
        try (LlmClient client = client("enabled: true, user: true", "")) {
            client.chat(c -> c.model("one/" + evil).user("Hello").endUser(evil).tag("k" + evil, evil));
        }
        assertThat(lines).singleElement().satisfies(line -> assertThat(line.chars()
                        .filter(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0xd800)
                        .toArray())
                .isEmpty());
        JsonNode line = line();
        assertThat(line.get("user").asString()).isEqualTo(evil);
        assertThat(line.get("model").asString()).isEqualTo("one/" + evil);
    }
}
