package io.llmgateway.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FailureClass.Again;
import io.llmgateway.chat.FailureClass.Blame;
import io.llmgateway.chat.FailureClass.Elsewhere;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.LlmException;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of {@link FailureClass}, row by row, on each vendor's wire. */
class FailureTableTest {
    private static final String CONFIGURATION =
            """
            llmgateway:
              timeouts: { first-token: 300ms }
              models:
                smaller: { targets: [one/a, two/small] }
                larger: { targets: [one/a, two/large] }
                same-key: { targets: [one/b, two/large] }
                lone: { targets: [one/a] }
              catalogue:
                models:
                  one/*: { window: 1000, max-output: 500, free: true }
                  two/small: { window: 1000, max-output: 500, free: true }
                  two/large: { window: 2000, max-output: 500, free: true }
              steady:
                max-attempts: 4
                retry: { attempts: 2 }
                health: { failure-ratio: 50, min-calls: 3, cool: 5s, max-cool: 10m }
            """;

    private final FakeWorld world = new FakeWorld();
    private final FakeVendor two = FakeVendor.openAi();
    private @Nullable FakeVendor one;
    private @Nullable LlmClient client;

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
        if (one != null) {
            one.close();
        }
        two.close();
    }

    static Stream<Arguments> table() {
        return Arrays.stream(Wire.values()).flatMap(wire -> wire.rows().stream()
                .flatMap(row -> Stream.of(Arguments.of(wire, row, false), Arguments.of(wire, row, true))));
    }

    static Stream<Arguments> withTimeouts() {
        Stream<Arguments> silent = Arrays.stream(Wire.values())
                .map(wire -> Arguments.of(
                        wire,
                        new Wire.Row(
                                "silence before the first token",
                                FailureClass.TRANSIENT,
                                FakeAnswer.text("never").heldBy(new Gate())),
                        true));
        return Stream.concat(table(), silent);
    }

    private void start(Wire wire, FakeAnswer fault) {
        one = wire.start();
        one.otherwise(request -> fault);
        two.otherwise(request -> FakeAnswer.text("from the other"));
        client = LlmGateway.builder()
                .environment(Map.of())
                .yaml(CONFIGURATION)
                .world(world)
                .provider("one", p -> p.type(wire.type()).baseUrl(one.baseUrl()).apiKey("any"))
                .provider("two", p -> p.type("openai").baseUrl(two.baseUrl()).apiKey("any"))
                .build();
    }

    private ChatResponse ask(String model, boolean streamed) {
        ChatRequest request = ChatRequest.builder().model(model).user("hi").build();
        if (!streamed) {
            return client.chat(request);
        }
        try (ChatStream stream = client.stream(request)) {
            return stream.await();
        }
    }

    /** The attempts of a call, answered or not. */
    private List<Attempt> attempts(String model, boolean streamed) {
        try {
            return ask(model, streamed).attempts();
        } catch (LlmException e) {
            return e.attempts();
        }
    }

    private static long times(List<Attempt> attempts, String provider) {
        return attempts.stream().filter(a -> a.provider().equals(provider)).count();
    }

    @ParameterizedTest(name = "{0}: {1}, streamed: {2}")
    @MethodSource("withTimeouts")
    void whoIsAskedNextAndWhoseHealthSuffers(Wire wire, Wire.Row row, boolean streamed) {
        start(wire, row.fault());
        List<Attempt> course = attempts("larger", streamed);
        assertThat(course.get(0).failure()).isNotNull();
        assertThat(course.get(0).failure().kind()).isEqualTo(row.kind());
        // what ran out of a clock is not asked again while another is left
        boolean again =
                row.kind().again() == Again.SOON && !course.get(0).failure().outOfTime();
        assertThat(times(course, "one")).isEqualTo(again ? 2 : 1);
        assertThat(times(course, "two")).isEqualTo(row.kind().elsewhere() == Elsewhere.NEVER ? 0 : 1);
        assertThat(one.requests()).hasSize((int) times(course, "one"));
        assertThat(two.requests()).hasSize((int) times(course, "two"));
        healthSuffers(row, streamed, again ? 2 : 1);
    }

    private void healthSuffers(Wire.Row row, boolean streamed, int failed) {
        Blame blame = row.kind().blame();
        boolean atOnce = blame == Blame.TARGET || blame == Blame.KEY || row.asksToWait();
        assertThat(times(attempts("larger", streamed), "one") == 0)
                .as("cools at once")
                .isEqualTo(atOnce);
        if (row.kind().again() == Again.SOON && failed == 1) {
            attempts("larger", streamed); // the third failure
        }
        assertThat(times(attempts("larger", streamed), "one") == 0)
                .as("cools after three failures")
                .isEqualTo(blame != Blame.NOBODY);
        assertThat(times(attempts("same-key", streamed), "one") == 0)
                .as("another model with the same key cools")
                .isEqualTo(blame == Blame.KEY);
    }

    @ParameterizedTest(name = "{0}: {1}, streamed: {2}")
    @MethodSource("table")
    void whoIsAskedWhereNobodyIsLeft(Wire wire, Wire.Row row, boolean streamed) {
        start(wire, row.fault());
        assertThat(times(attempts("smaller", streamed), "two"))
                .as("a window that is no larger")
                .isEqualTo(row.kind().elsewhere() == Elsewhere.ANY ? 1 : 0);
        int before = one.requests().size();
        int slept = world.sleeps().size();
        int most =
                switch (row.kind().again()) {
                    case NEVER -> 1;
                    case SOON -> 2;
                    case LAST -> 4; // waited for until max-attempts
                };
        assertThat(attempts("lone", streamed)).as("a lone target").hasSize(most);
        assertThat(one.requests()).hasSize(before + most);
        // without what the vendor's own count of its limits asks for, which is shorter than any wait of ours
        List<Duration> sleeps = world.sleeps().subList(slept, world.sleeps().size()).stream()
                .filter(wait -> wait.compareTo(Duration.ofMillis(50)) > 0)
                .toList();
        assertThat(sleeps).hasSize(most - 1);
        if (row.kind().again() == Again.LAST) {
            assertThat(sleeps).containsOnly(Duration.ofSeconds(7));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Wire.class)
    void aRateLimitedTargetCoolsForAsLongAsItSays(Wire wire) {
        start(wire, FakeAnswer.failure(FailureClass.RATE_LIMITED).retryAfter(Duration.ofSeconds(7)));
        attempts("larger", false);
        world.advance(Duration.ofMillis(6_900));
        assertThat(times(attempts("larger", false), "one")).isZero();
        world.advance(Duration.ofMillis(200)).nextRandom(0); // in its share, which is small at first
        assertThat(times(attempts("larger", false), "one")).isOne();
    }

    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {false, true})
    void geminiTellsOfItsFilterInAnAnswer(boolean streamed) {
        start(Wire.GEMINI, FakeAnswer.failure(FailureClass.CONTENT_FILTERED));
        ChatResponse response = ask("larger", streamed);
        assertThat(response.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(two.requests()).isEmpty();
    }
}
