package io.llmgateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Allowance;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.ReplySource;
import io.llmgateway.chain.Stage;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.money.BudgetState;
import io.llmgateway.spi.LedgerSink;
import io.llmgateway.spi.Provider;
import io.llmgateway.testkit.FakeWorld;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever fails, wherever: nothing stays held, and each attempt has its end and its entry. */
class FailuresTest {
    private static final String YAML =
            """
            llmgateway:
              admit:
                budgets:
                  attempts: { amount: 1000 requests, window: year }
                  tokens: { amount: 100000 tokens, window: 1d, per: team, at: { 1: warn, 90: throttle 9/s } }
                limits:
                  one: { concurrent: 1, tokens: 1000000, fair-by: team }
            """;

    private final FakeWorld world = new FakeWorld();
    private final List<GatewayEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicBoolean fails = new AtomicBoolean(true);

    /** Where the vendor's module breaks. */
    private enum Bug {
        NONE,
        NEXT,
        INFO,
        USAGE,
        CLOSE,
        CUT
    }

    private void fail(boolean here, boolean error) {
        if (here && fails.get()) {
            if (error) {
                throw new AssertionError("a bug");
            }
            throw new IllegalStateException("a bug");
        }
    }

    private Provider provider(Bug bug, boolean error) {
        ReplySource[] opened = new ReplySource[1];
        return call -> {
            opened[0] = new ReplySource() {
                private int at;

                @Override
                public ChatEvent next() {
                    FailuresTest.this.fail(bug == Bug.NEXT && at == 2, error);
                    FailuresTest.this.fail((bug == Bug.CUT || bug == Bug.USAGE) && at == 3, false);
                    return switch (at++) {
                        case 0 -> new ChatEvent.Started("toy", "one", null);
                        case 1, 2 -> new ChatEvent.TextDelta(0, "a word");
                        default ->
                            new ChatEvent.Finished(
                                    FinishReason.STOP,
                                    Usage.builder().input(5).output(5).build());
                    };
                }

                @Override
                public ResponseInfo info() {
                    FailuresTest.this.fail(bug == Bug.INFO, error);
                    return ResponseInfo.builder("toy", "one").build();
                }

                @Override
                public @Nullable Usage usageSoFar() {
                    FailuresTest.this.fail(bug == Bug.USAGE, error);
                    return null;
                }

                @Override
                public void close() {
                    FailuresTest.this.fail(bug == Bug.CLOSE, error);
                }
            };
            return Reply.of(opened[0]);
        };
    }

    private LlmGateway.Builder builder(Provider provider) {
        return LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .yaml(YAML)
                .provide("toy", provider)
                .model("smart", "toy/one")
                .listener(events::add);
    }

    private void call(LlmClient client, boolean streamed) {
        try {
            if (streamed) {
                try (ChatStream stream = client.stream("Hi")) {
                    stream.await();
                }
            } else {
                client.chat("Hi");
            }
        } catch (RuntimeException | AssertionError e) {
            assertThat(fails).as("%s", e).isTrue();
        }
    }

    private void allIsSettled(LlmClient client) {
        call(client, false);
        call(client, true);
        settled(client);
        fails.set(false);
        int before = client.ledger().entries().size();
        call(client, false); // one at once: nobody may be left under way
        assertThat(client.ledger().entries()).hasSize(before + 1);
        settled(client);
    }

    private void settled(LlmClient client) {
        assertThat(client.budgets().states()).extracting(BudgetState::reserved).allSatisfy(held -> assertThat(held)
                .isZero());
        assertThat(client.ledger().entries())
                .hasSize((int) count(GatewayEvent.AttemptStarted.class))
                .hasSize((int) count(GatewayEvent.AttemptEnded.class));
        assertThat(count(GatewayEvent.CallEnded.class)).isEqualTo(count(GatewayEvent.CallStarted.class));
        assertThat(client.budgets().states().stream()
                        .filter(state -> state.budget().equals("attempts"))
                        .findFirst()
                        .orElseThrow()
                        .spent())
                .isEqualByComparingTo(String.valueOf(client.ledger().entries().size()));
    }

    private long count(Class<? extends GatewayEvent> type) {
        return events.stream().filter(type::isInstance).count();
    }

    static Stream<Arguments> interceptors() {
        return Stream.of(Stage.values())
                .flatMap(stage -> Stream.of(false, true)
                        .flatMap(inside -> Stream.of(false, true).flatMap(late -> Stream.of(false, true)
                                .map(error -> Arguments.of(stage, inside, late, error)))))
                .filter(arguments ->
                        arguments.get()[0] != Stage.SEND || !(boolean) arguments.get()[1]);
    }

    @ParameterizedTest
    @MethodSource("interceptors")
    void ofAnInterceptor(Stage stage, boolean inside, boolean late, boolean error) {
        Interceptor bad = new Interceptor() {
            @Override
            public Reply intercept(Call call, Chain chain) {
                fail(!late, error);
                Reply reply = chain.proceed(call);
                fail(late, error);
                return reply;
            }
        };
        LlmGateway.Builder builder = builder(provider(Bug.NONE, false));
        try (LlmClient client = (inside ? builder.after(stage, bad) : builder.before(stage, bad)).build()) {
            allIsSettled(client);
        }
    }

    static Stream<Arguments> bugs() {
        return Stream.of(Bug.values()).flatMap(bug -> Stream.of(Arguments.of(bug, false), Arguments.of(bug, true)));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void ofAProvider(Bug bug, boolean error) {
        try (LlmClient client = builder(provider(bug, error)).build()) {
            allIsSettled(client);
        }
    }

    @ParameterizedTest
    @EnumSource(Bug.class)
    void ofAStreamThatIsLeft(Bug bug) {
        try (LlmClient client = builder(provider(bug, true)).build()) {
            try (ChatStream stream = client.stream("Hi")) {
                assertThat(stream.iterator().hasNext()).isTrue();
            } catch (RuntimeException | AssertionError e) {
                assertThat(bug).isNotEqualTo(Bug.NONE);
            }
            settled(client);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofListenersAndSinks(boolean error) {
        LedgerSink sink = entry -> fail(true, error);
        Interceptor whoseListenerThrows = (call, chain) -> chain.proceed(call.withListener(event -> {
            call.emit(event);
            fail(true, error);
        }));
        try (LlmClient client = builder(provider(Bug.NONE, false))
                .ledgerSink(sink)
                .listener(event -> fail(true, error))
                .before(Stage.ADMIT, whoseListenerThrows)
                .build()) {
            allIsSettled(client);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofAnAllowance(boolean error) {
        Allowance bad = new Allowance() {
            @Override
            public Ticket take(Call call, Target target) {
                return (Usage usage, Cost cost) -> fail(true, error);
            }
        };
        Interceptor giver = (call, chain) -> chain.proceed(call.with(Allowance.ATTRIBUTE, bad));
        try (LlmClient client =
                builder(provider(Bug.NONE, false)).before(Stage.ADMIT, giver).build()) {
            allIsSettled(client);
        }
    }
}
