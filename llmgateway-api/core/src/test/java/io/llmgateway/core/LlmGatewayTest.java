package io.llmgateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Stage;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlmGatewayTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider first = new ScriptedProvider("first", world);
    private final ScriptedProvider second = new ScriptedProvider("second", world);
    private final List<GatewayEvent> events = new CopyOnWriteArrayList<>();

    /** Each target is asked once, so that an attempt is a target; asking again has tests of its own. */
    private static final Map<String, String> ASK_ONCE = Map.of("LLMGATEWAY_STEADY_RETRY_ATTEMPTS", "1");

    private LlmGateway.Builder builder() {
        return LlmGateway.builder()
                .environment(ASK_ONCE)
                .world(world)
                .provide("first", first)
                .provide("second", second)
                .model("smart", "first/one", "second/two")
                .listener(events::add);
    }

    /** The same call, whole or streamed. */
    private static ChatResponse ask(LlmClient client, boolean streamed, ChatRequest request) {
        if (!streamed) {
            return client.chat(request);
        }
        try (ChatStream stream = client.stream(request)) {
            return stream.await();
        }
    }

    private static ChatRequest question() {
        return ChatRequest.of("Why is the sky blue?");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFirstTargetAnswers(boolean streamed) {
        first.answers("Because of Rayleigh.");
        try (LlmClient client = builder().build()) {
            ChatResponse response = ask(client, streamed, question());
            assertThat(response.text()).isEqualTo("Because of Rayleigh.");
            assertThat(response.provider()).isEqualTo("first");
            assertThat(response.attempts()).singleElement().satisfies(attempt -> assertThat(attempt.outcome())
                    .isEqualTo(Outcome.COMPLETE));
            assertThat(first.chats().get(0).model()).contains("one");
            assertThat(second.calls()).isEmpty();
        }
        assertThat(first.closed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void fallsBackByClassOfFailure(FailureClass kind) {
        for (boolean streamed : new boolean[] {false, true}) {
            ScriptedProvider bad = new ScriptedProvider("bad", world).fails(kind);
            ScriptedProvider good = new ScriptedProvider("good", world).answers("here I am");
            try (LlmClient client = LlmGateway.builder()
                    .environment(ASK_ONCE)
                    .world(world)
                    .provide("bad", bad)
                    .provide("good", good)
                    .model("smart", "bad/a", "good/b")
                    .build()) {
                if (kind == FailureClass.CALLER_FAULT) {
                    ProviderFailedException failed = catchThrowableOfType(
                            ProviderFailedException.class, () -> ask(client, streamed, question()));
                    assertThat(failed.kind()).isEqualTo(kind);
                    assertThat(failed.attempts()).hasSize(1);
                    assertThat(good.calls()).isEmpty();
                } else {
                    ChatResponse response = ask(client, streamed, question());
                    assertThat(response.text()).isEqualTo("here I am");
                    assertThat(response.attempts())
                            .extracting(Attempt::outcome)
                            .containsExactly(Outcome.FAILED, Outcome.COMPLETE);
                    assertThat(response.explain().toString())
                            .contains("bad/a", "good/b", kind.name(), "attempt 2: complete");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ifNothingWorksTheFirstFailureIsTheCauseAndAllAreThere(boolean streamed) {
        first.fails(FailureClass.OVERLOADED);
        second.fails(FailureClass.CREDENTIAL);
        try (LlmClient client = builder().build()) {
            NoTargetLeftException none =
                    catchThrowableOfType(NoTargetLeftException.class, () -> ask(client, streamed, question()));
            assertThat(((ProviderFailedException) none.getCause()).kind()).isEqualTo(FailureClass.OVERLOADED);
            assertThat(none.getSuppressed()).hasSize(1);
            assertThat(none.attempts()).hasSize(2);
            assertThat(none.explain().toString()).contains("first/one", "OVERLOADED", "second/two", "CREDENTIAL");
            assertThat(none.provider()).contains("first");
            assertThat(none.retryable()).isTrue();
        }
        assertThat(events.get(events.size() - 1)).isInstanceOf(GatewayEvent.CallEnded.class);
    }

    @Test
    void anAnswerThatBreaksAfterItsBeginningIsNotStartedAgain() {
        first.then(Script.answer("one two three four").cutAfter(3));
        try (LlmClient client = builder().build();
                ChatStream stream = client.stream(question())) {
            StringBuilder read = new StringBuilder();
            StreamBrokenException broken =
                    catchThrowableOfType(StreamBrokenException.class, () -> stream.forEachText(read::append));
            assertThat(broken.partial().text()).isEqualTo(read.toString()).isNotEmpty();
            assertThat(broken.attempts()).hasSize(1);
            assertThat(second.calls()).isEmpty();
        }
        assertThat(events.stream().filter(GatewayEvent.AttemptEnded.class::isInstance))
                .hasSize(1);
        assertThat(events.stream().filter(GatewayEvent.CallEnded.class::isInstance))
                .hasSize(1);
    }

    @Test
    void timeIsNotSpentOnTheNextTargetWhenItIsUp() {
        first.then(Script.fail(FailureClass.TRANSIENT).after(Duration.ofSeconds(5)));
        try (LlmClient client = builder().build()) {
            LlmClient hasty = client.with(options -> options.timeout(Duration.ofSeconds(5)));
            assertThatThrownBy(() -> hasty.chat("Quick!")).isInstanceOf(ProviderFailedException.class);
            assertThat(second.calls()).isEmpty();
        }
    }

    @Test
    void cancelEndsAStreamItsReaderWaitsFor() throws Exception {
        Gate gate = new Gate();
        first.then(Script.answer("one two three").heldBy(gate, 2));
        try (LlmClient client = builder().build();
                ChatStream stream = client.stream(question())) {
            CompletableFuture<Throwable> reader =
                    CompletableFuture.supplyAsync(() -> catchThrowableOfType(LlmException.class, stream::await));
            gate.awaitArrival();
            stream.cancel();
            assertThat(reader.get()).isInstanceOf(CancelledException.class);
            assertThatThrownBy(stream::await).isInstanceOf(CancelledException.class);
        }
        assertThat(first.openReplies()).isZero();
        assertThat(events.get(events.size() - 1))
                .isInstanceOfSatisfying(GatewayEvent.CallEnded.class, ended -> assertThat(ended.outcome())
                        .isEqualTo(Outcome.ABANDONED));
    }

    @Test
    void closingAnUnreadStreamAbandonsIt() {
        first.answers("never read");
        try (LlmClient client = builder().build()) {
            client.stream(question()).close();
        }
        assertThat(first.openReplies()).isZero();
        assertThat(events.stream().filter(GatewayEvent.AttemptEnded.class::isInstance))
                .singleElement()
                .satisfies(event -> assertThat(
                                ((GatewayEvent.AttemptEnded) event).attempt().outcome())
                        .isEqualTo(Outcome.ABANDONED));
    }

    @Test
    void aCompleteStreamStaysCompleteWhateverIsCalledLater() {
        first.answers("all of it");
        try (LlmClient client = builder().build()) {
            ChatStream stream = client.stream(question());
            stream.forEachText(text -> {});
            stream.cancel();
            stream.close();
            assertThat(stream.await().text()).isEqualTo("all of it");
        }
    }

    static Stream<Consumer<CompletableFuture<?>>> endsFromOutside() {
        return Stream.of(
                later -> later.cancel(true),
                later -> later.orTimeout(1, TimeUnit.MILLISECONDS),
                later -> later.completeOnTimeout(null, 1, TimeUnit.MILLISECONDS));
    }

    @ParameterizedTest
    @MethodSource("endsFromOutside")
    void whateverEndsTheFutureAbortsTheCall(Consumer<CompletableFuture<?>> end) throws Exception {
        Gate gate = new Gate();
        CountDownLatch ended = new CountDownLatch(1);
        first.then(Script.answer("late").heldBy(gate));
        try (LlmClient client = builder()
                .listener(event -> {
                    if (event instanceof GatewayEvent.CallEnded) {
                        ended.countDown();
                    }
                })
                .build()) {
            CompletableFuture<ChatResponse> later = client.chatAsync(question());
            gate.awaitArrival();
            end.accept(later);
            // the call has ended before the client is closed: closing would end it too
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void asyncAnswersAndFails() {
        first.answers("later").fails(FailureClass.CALLER_FAULT);
        try (LlmClient client = builder().build()) {
            assertThat(client.chatAsync(question()).join().text()).isEqualTo("later");
            assertThatThrownBy(() -> client.chatAsync(question()).join())
                    .hasCauseInstanceOf(ProviderFailedException.class);
        }
    }

    @Test
    void closingTheClientEndsCallsUnderWay() throws Exception {
        Gate gate = new Gate();
        first.then(Script.answer("never").heldBy(gate));
        LlmClient client = builder().build();
        CompletableFuture<ChatResponse> later = client.chatAsync(question());
        gate.awaitArrival();
        client.close();
        assertThatThrownBy(later::join).hasCauseInstanceOf(CancelledException.class);
        assertThatThrownBy(() -> client.chat("again?")).isInstanceOf(CancelledException.class);
        client.close();
    }

    @Test
    void viewsAddDefaultsAndShareTheRest() {
        first.answers("a").answers("b").answers("c");
        try (LlmClient client = builder().model("cheap", "first/small").build()) {
            LlmClient view =
                    client.with(o -> o.model("cheap").tag("team", "search").endUser("u-1"));
            view.chat("one");
            view.with(o -> o.tag("feature", "x"))
                    .chat(c -> c.model("smart").user("two").tag("team", "ads"));
            view.close();
            client.chat(c -> c.model("smart").user("three"));
            assertThat(first.chats())
                    .extracting(request -> request.model().orElse(""))
                    .containsExactly("small", "one", "one");
            assertThat(first.chats().get(0).tags()).containsEntry("team", "search");
            assertThat(first.chats().get(0).endUser()).contains("u-1");
            assertThat(first.chats().get(1).tags()).containsEntry("team", "ads").containsEntry("feature", "x");
            assertThat(first.chats().get(2).tags()).isEmpty();
        }
    }

    @Test
    void interceptorsStandWhereTheyArePut() {
        List<String> order = new ArrayList<>();
        first.answers("hello");
        try (LlmClient client = builder()
                .before(Stage.WATCH, (call, chain) -> {
                    order.add("before watch " + call.request().model().orElse(""));
                    return chain.proceed(call);
                })
                .after(Stage.ROUTE, (call, chain) -> {
                    order.add("after route " + call.request().model().orElse(""));
                    return chain.proceed(call);
                })
                .before(Stage.GUARD, (call, chain) -> chain.proceed(call)
                        .mapText(TextFilter.of(text -> text.toUpperCase(Locale.ROOT))))
                .build()) {
            assertThat(client.chat(c -> c.model("smart").user("hi")).text()).isEqualTo("HELLO");
            assertThat(order).containsExactly("before watch smart", "after route one");
            assertThat(client.toString()).contains("guard", "fallback", "first/one");
        }
        assertThatThrownBy(() -> LlmGateway.builder().after(Stage.SEND, (call, chain) -> chain.proceed(call)))
                .isInstanceOf(MisconfiguredException.class);
    }

    @Test
    void anInterceptorThatThrowsWithAReplyInItsHandsLeavesNothingOpen() {
        first.answers("one two three");
        try (LlmClient client = builder()
                .before(Stage.GUARD, (call, chain) -> {
                    chain.proceed(call);
                    throw new IllegalStateException("a bug");
                })
                .build()) {
            assertThatThrownBy(() -> client.stream(question())).isInstanceOf(IllegalStateException.class);
            assertThat(first.openReplies()).isZero();
            assertThat(outcomes()).containsExactly(Outcome.ABANDONED);
        }
    }

    @Test
    void aReplyAnInterceptorForgetsIsClosedWithTheCall() {
        first.answers("forgotten").answers("kept");
        try (LlmClient client = builder()
                .before(Stage.GUARD, (call, chain) -> {
                    chain.proceed(call);
                    return chain.proceed(call);
                })
                .build()) {
            assertThat(ask(client, true, question()).text()).isEqualTo("kept");
            assertThat(first.openReplies()).isZero();
            assertThat(outcomes()).containsExactly(Outcome.COMPLETE, Outcome.ABANDONED);
        }
    }

    private List<Outcome> outcomes() {
        return events.stream()
                .filter(GatewayEvent.AttemptEnded.class::isInstance)
                .map(event -> ((GatewayEvent.AttemptEnded) event).attempt().outcome())
                .toList();
    }

    @Test
    void aListenerThatThrowsBreaksNothing() {
        first.answers("fine");
        try (LlmClient client = builder()
                .listener(event -> {
                    throw new IllegalStateException("a bug");
                })
                .build()) {
            assertThat(client.chat("hi").text()).isEqualTo("fine");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereTheVendorTellsNoUsageTheResponseHasThatOfItsBill(boolean streamed) {
        first.then(Script.answer(
                "Because of Rayleigh.", Usage.builder().estimated(true).build()));
        try (LlmClient client = builder().build()) {
            ChatResponse response = ask(client, streamed, question());
            assertThat(response.usage().totalInput()).isPositive();
            assertThat(response.usage().totalOutput()).isPositive();
            assertThat(response.usage().estimated()).isTrue();
            assertThat(response.usage()).isEqualTo(response.attempts().get(0).usage());
        }
    }

    @Test
    void everyStartHasItsEnd() {
        first.fails(FailureClass.OVERLOADED);
        second.answers("ok");
        try (LlmClient client = builder().build()) {
            client.chat("hi");
        }
        assertThat(events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "CallStarted",
                        "TargetsChosen",
                        "AttemptStarted",
                        "AttemptEnded",
                        "Booked",
                        "FellBack",
                        "AttemptStarted",
                        "AttemptEnded",
                        "Booked",
                        "UnpricedModel",
                        "CallEnded");
    }

    private List<String> told(Class<?>... kinds) {
        List<String> names = new ArrayList<>();
        for (GatewayEvent event : events) {
            if (List.of(kinds).contains(event.getClass())) {
                names.add(event.getClass().getSimpleName());
            }
        }
        return names;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whateverIsThrownTheCallEndsOnceAndTheCallerSeesIt(boolean streamed) {
        List<String> cancelled = new ArrayList<>();
        for (Throwable thrown : List.of(new IllegalStateException("an interceptor's own"), new AssertionError("bug"))) {
            for (Stage stage : List.of(Stage.SHAPE, Stage.STEADY)) {
                events.clear();
                first.answers("never handed on");
                try (LlmClient client = builder()
                        .before(stage, (call, chain) -> {
                            call.cancellation().onCancel(() -> cancelled.add(stage.name()));
                            chain.proceed(call).begin();
                            throw sneaky(thrown);
                        })
                        .build()) {
                    assertThatThrownBy(() -> ask(client, streamed, question())).isSameAs(thrown);
                    assertThat(told(GatewayEvent.CallStarted.class, GatewayEvent.CallEnded.class))
                            .containsExactly("CallStarted", "CallEnded");
                }
            }
        }
        assertThat(cancelled).hasSize(4);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void aRefusedRequestBeginsAndEndsOnce() {
        try (LlmClient client = builder().build()) {
            assertThatThrownBy(() -> client.chat(c -> {})).isInstanceOf(InvalidRequestException.class);
        }
        assertThat(told(GatewayEvent.CallStarted.class, GatewayEvent.CallEnded.class))
                .containsExactly("CallStarted", "CallEnded");
    }

    @Test
    void anErrorInAListenerBreaksNothing() {
        first.answers("fine");
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .provide("first", first)
                .model("smart", "first/one")
                .listener(event -> {
                    throw new LinkageError("a class is missing");
                })
                .listener(events::add)
                .build()) {
            assertThat(client.chat("hi").text()).isEqualTo("fine");
        }
        assertThat(told(GatewayEvent.CallEnded.class)).hasSize(1);
    }

    @Test
    void anAttemptEndsOnceWhateverItsProviderThrows() {
        for (Throwable thrown : List.of(
                new InvalidRequestException("a tool call without a result"),
                new IllegalStateException("a bug"),
                new LinkageError("a class is missing"))) {
            events.clear();
            try (LlmClient client = builder()
                    .provide("first", call -> {
                        throw sneaky(thrown);
                    })
                    .build()) {
                assertThatThrownBy(() -> client.chat("hi"));
            }
            assertThat(told(GatewayEvent.AttemptStarted.class, GatewayEvent.AttemptEnded.class))
                    .startsWith("AttemptStarted", "AttemptEnded");
            GatewayEvent.AttemptEnded ended = (GatewayEvent.AttemptEnded) events.stream()
                    .filter(GatewayEvent.AttemptEnded.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            FailureClass kind =
                    thrown instanceof InvalidRequestException ? FailureClass.CALLER_FAULT : FailureClass.MALFORMED;
            assertThat(ended.attempt().failure()).isNotNull().satisfies(failure -> assertThat(failure.kind())
                    .isEqualTo(kind));
        }
    }

    @Test
    void warningsAreEventsToo() {
        ResponseInfo info = ResponseInfo.builder("first", "one")
                .warnings(List.of(new Warning("dropped_field", "seed was left out")))
                .build();
        first.then(
                Script.answer(new ChatResponse(List.of(new Part.Text("fine")), FinishReason.STOP, Usage.NONE, info)));
        try (LlmClient client = builder().build()) {
            assertThat(client.chat("hi").explain().toString()).contains("warning: seed was left out");
        }
        assertThat(told(GatewayEvent.AttemptEnded.class, GatewayEvent.Warned.class))
                .containsExactly("Warned", "AttemptEnded");
    }

    @Test
    void aCallCancelledBeforeItsThreadRunsIsNotSent() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CountDownLatch running = new CountDownLatch(1);
        try (LlmClient client = builder()
                .before(Stage.WATCH, (call, chain) -> {
                    running.countDown();
                    CountDownLatch gone = new CountDownLatch(1);
                    call.cancellation().onCancel(gone::countDown);
                    awaitQuietly(gone);
                    return chain.proceed(call);
                })
                .listener(event -> {
                    if (event instanceof GatewayEvent.CallEnded) {
                        ended.complete(null);
                    }
                })
                .build()) {
            CompletableFuture<ChatResponse> later = client.chatAsync(question());
            awaitQuietly(running);
            later.cancel(true);
            assertThat(ended).succeedsWithin(Duration.ofSeconds(10));
        }
        assertThat(first.calls()).isEmpty();
        assertThat(told(GatewayEvent.AttemptStarted.class)).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void embeddingsWalkTheSameCorridor() {
        EmbeddingResponse vectors = new EmbeddingResponse(
                List.of(new Embedding(new float[] {1, 0})),
                Usage.builder().input(2).build(),
                ResponseInfo.builder("second", "vec").build());
        first.fails(FailureClass.UNSUPPORTED);
        second.then(Script.answer(vectors));
        try (LlmClient client = builder().build()) {
            EmbeddingResponse response = client.embed(EmbeddingRequest.of("smart", "hello"));
            assertThat(response.embeddings()).isEqualTo(vectors.embeddings());
            assertThat(response.attempts()).hasSize(2);
            assertThat(response.explain().steps()).isNotEmpty();
        }
    }

    static List<Consumer<ChatRequest.Builder>> nonsense() {
        return List.of(
                c -> {},
                c -> c.system("only instructions"),
                c -> c.message(Message.of(Role.USER)),
                c -> c.user(" \n"),
                c -> c.user("x").temperature(7),
                c -> c.user("x").temperature(Double.NaN),
                c -> c.user("x").topP(-0.1),
                c -> c.user("x").maxTokens(0),
                c -> c.user("x".repeat(5_000_000)),
                c -> c.user("x").toolChoice(ToolChoice.tool("missing")),
                c -> c.user("x")
                        .tool(Tool.function("a", "", Json.of("{}")))
                        .tool(Tool.function("a", "", Json.of("{}"))));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void nonsenseIsRefusedBeforeAnythingIsSent(Consumer<ChatRequest.Builder> request) {
        try (LlmClient client = builder().build()) {
            assertThatThrownBy(() -> client.chat(request)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> client.stream(request)).isInstanceOf(InvalidRequestException.class);
            assertThat(first.calls()).isEmpty();
        }
    }

    @Test
    void nullPartsAreRefusedWhereTheyAreGiven() {
        List<ThrowingCallable> nulls = List.of(
                () -> Message.user((String) null),
                () -> Message.user(new Part.Text("x"), null),
                () -> new Message(Role.USER, null, null),
                () -> ChatRequest.builder().message(null),
                () -> ChatRequest.builder().user((String) null),
                () -> EmbeddingRequest.of("smart", "x", null));
        assertThat(nulls).allSatisfy(given -> assertThatThrownBy(given)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is null"));
        assertThatThrownBy(() -> Message.user(new Part.Text("x"), null)).hasMessageStartingWith("parts[1] is null");
    }

    @Test
    void aNativeToolMayBeTheOneToChoose() {
        first.answers("searched");
        try (LlmClient client = builder().build()) {
            assertThat(client.chat(c -> c.user("x")
                                    .tool(new Tool.Native("toy", Json.of("{}")))
                                    .toolChoice(ToolChoice.tool("web_search")))
                            .text())
                    .isEqualTo("searched");
            assertThatThrownBy(() -> client.chat(c -> c.user("x").maxTokens(0)))
                    .hasMessageStartingWith("maxTokens is 0: ");
        }
    }

    @Test
    void unknownModelsAreRefusedWithTheNearest() {
        try (LlmClient client = builder().build()) {
            assertThatThrownBy(() -> client.chat(c -> c.model("smrt").user("x")))
                    .isInstanceOf(MisconfiguredException.class)
                    .hasMessageContaining("smrt")
                    .hasMessageContaining("did you mean \"smart\"?");
            assertThatThrownBy(() -> client.chat(c -> c.model("frist/x").user("x")))
                    .hasMessageContaining("did you mean \"first\"?");
        }
        try (LlmClient client = builder().model("cheap", "second/s").build()) {
            assertThatThrownBy(() -> client.chat("which model?"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("llmgateway.default-model");
        }
    }

    @Test
    void danglingAndCircularAliasesAreRefusedAtStart() {
        assertThatThrownBy(() -> builder().model("a", "nowhere/x").build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.models.a.targets")
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> builder().model("a", "b").model("b", "a").build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("circle");
        assertThatThrownBy(() -> builder().defaultModel("smrt").build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.default-model")
                .hasMessageContaining("did you mean \"smart\"?");
        assertThatThrownBy(() -> builder().model("empty").build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.models.empty.targets");
        first.answers("through two aliases");
        try (LlmClient client = builder().model("a", "smart").defaultModel("a").build()) {
            assertThat(client.chat("hi").text()).isEqualTo("through two aliases");
        }
    }

    @Test
    void providersAreMadeBySettingsAndCheckedAtStart() {
        LlmGateway.Builder scripted =
                LlmGateway.builder().environment(Map.of()).factory(ScriptedProvider.factory(first));
        assertThatThrownBy(() -> scripted.yaml("llmgateway: { providers: { first: { type: scriptd } } }")
                        .build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("did you mean \"scripted\"?");
        assertThatThrownBy(() -> scripted.yaml(
                                "llmgateway: { providers: { first: { type: scripted, base-url: 'not a url' } } }")
                        .build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.first.base-url");
        assertThatThrownBy(() -> scripted.yaml(
                                "llmgateway: { providers: { first: { type: scripted, options: { odd: x } } } }")
                        .build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.first.options.odd");
        first.answers("configured");
        try (LlmClient client = scripted.yaml(
                        "llmgateway: { default-model: first/m, providers: { first: { type: scripted } } }")
                .build()) {
            assertThat(client.chat("hi").text()).isEqualTo("configured");
        }
    }

    /** Makes the scripted provider, and has a key variable and a usual model as a vendor's has. */
    private static ProviderFactory vendor(String type, ScriptedProvider provider, List<ProviderSettings> made) {
        return new ProviderFactory() {
            @Override
            public String type() {
                return type;
            }

            @Override
            public Set<String> options() {
                return Set.of("dialect");
            }

            @Override
            public Optional<String> keyVariable() {
                return Optional.of(type.toUpperCase(Locale.ROOT) + "_KEY");
            }

            @Override
            public Optional<String> defaultModel() {
                return Optional.of("usual");
            }

            @Override
            public Provider create(ProviderSettings settings) {
                made.add(settings);
                return provider;
            }
        };
    }

    @Test
    void theVendorsKeysInTheEnvironmentAreEnough() {
        List<ProviderSettings> made = new ArrayList<>();
        ProviderFactory one = vendor("one", first, made);
        ProviderFactory two = vendor("two", second, made);
        first.answers("hello");
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of("ONE_KEY", "k", "TWO_KEY", " "))
                .factory(one)
                .factory(two)
                .build()) {
            assertThat(client.chat("hi").text()).isEqualTo("hello");
            assertThat(first.chats().get(0).model()).contains("usual");
        }
        assertThat(made).hasSize(1);
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of("ONE_KEY", "k", "TWO_KEY", "k"))
                .factory(one)
                .factory(two)
                .build()) {
            // two vendors, and nobody says which
            assertThatThrownBy(() -> client.chat("hi"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("llmgateway.default-model");
        }
    }

    @Test
    void aVendorsKeyAndUsualModelAreNotForOthersOfItsDialect() {
        List<ProviderSettings> made = new ArrayList<>();
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of(
                        "ONE_KEY", "k",
                        "LLMGATEWAY_PROVIDERS_LOCAL_TYPE", "one",
                        "LLMGATEWAY_PROVIDERS_LOCAL_DIALECT", "toy"))
                .factory(vendor("one", first, made))
                .build()) {
            assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(InvalidRequestException.class);
        }
        assertThat(made).singleElement().satisfies(settings -> assertThat(settings.credentials())
                .isEmpty());
    }

    @Test
    void withoutAnyProviderTheErrorSaysWhatToDo() {
        assertThatThrownBy(() -> LlmGateway.builder().environment(Map.of()).build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway-openai");
    }
}
