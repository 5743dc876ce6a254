package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Stage;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that break off, and go on elsewhere. */
class ContinueTest {
    private static final long SEED = Long.getLong("seed", new Random().nextLong());
    private static final String TEXT = "It rains a lot in the mountains, and the sea is far away from here.";
    private static final ChatEvent.Started STARTED = new ChatEvent.Started("one", "a", "1");

    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider one = new ScriptedProvider("one", world);
    private final ScriptedProvider two = new ScriptedProvider("two", world);
    private final List<ChatEvent> read = new ArrayList<>();
    private LlmClient client = client("targets: [one/a, two/b], on-break: continue");

    private LlmClient client(String model) {
        return builder(model).build();
    }

    private LlmGateway.Builder builder(String model) {
        return LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("one", one)
                .provide("two", two)
                .yaml("llmgateway: { default-model: m, models: { m: { " + model + " } } }");
    }

    private void use(String model) {
        client.close();
        client = client(model);
    }

    @AfterEach
    void close() {
        assertThat(one.openReplies() + two.openReplies()).isZero();
        client.close();
    }

    private ChatResponse stream(ChatRequest request) {
        read.clear();
        try (ChatStream stream = client.stream(request)) {
            stream.forEach(read::add);
            return stream.await();
        }
    }

    private ChatResponse stream() {
        return stream(ChatRequest.of("how is it there?"));
    }

    private String readText() {
        StringBuilder text = new StringBuilder();
        for (ChatEvent event : read) {
            if (event instanceof ChatEvent.TextDelta delta) {
                text.append(delta.text());
            }
        }
        return text.toString();
    }

    // what a model does that is asked to go on, and says some of it again
    private static String rest(Call call, int again) {
        List<Message> messages = ((ChatRequest) call.request()).messages();
        Message last = messages.get(messages.size() - 2);
        assertThat(last.role()).isEqualTo(Role.ASSISTANT);
        return TEXT.substring(last.text().length() - again);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 21})
    void goesOnAtTheNextTargetWithoutSayingAnythingTwice(int again) {
        one.then(Script.answer(TEXT).cutAfter(7));
        two.otherwise(call -> Script.answer(rest(call, again)));
        ChatResponse response = stream();
        assertThat(readText()).isEqualTo(TEXT);
        assertThat(response.parts()).containsExactly(new Part.Text(TEXT));
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.provider()).isEqualTo("two");
        assertThat(read).filteredOn(ChatEvent.Started.class::isInstance).hasSize(1);
        assertThat(read)
                .filteredOn(ChatEvent.Continued.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    assertThat(((ChatEvent.Continued) event).provider()).isEqualTo("two");
                    assertThat(((ChatEvent.Continued) event).id())
                            .isEqualTo(response.info().id().orElseThrow());
                });
        List<Message> asked = two.chats().get(0).messages();
        assertThat(asked).extracting(Message::role).containsExactly(Role.USER, Role.ASSISTANT, Role.USER);
        assertThat(asked.get(1).text()).isEqualTo("It rains a lot in the");
        assertThat(asked.get(2).text()).contains("cut off", "Repeat nothing");
        assertThat(response.explain().toString()).contains("went on from one/a to two/b because of TRANSIENT");
    }

    @Test
    void theBillHasBothAndTheUsageIsTheSum() {
        Usage usage = Usage.builder().input(40).output(9).build();
        one.then(Script.answer(TEXT).cutAfter(7));
        two.otherwise(call -> Script.answer(rest(call, 0), usage));
        ChatResponse response = stream();
        assertThat(response.attempts())
                .extracting(attempt -> attempt.provider() + " " + attempt.outcome())
                .containsExactly("one FAILED", "two COMPLETE");
        Usage broken = response.attempts().get(0).usage();
        assertThat(broken.estimated()).isTrue();
        assertThat(response.usage().estimated()).isTrue();
        assertThat(response.usage().output()).isEqualTo(broken.output() + 9);
        assertThat(client.ledger().entries())
                .extracting(entry -> entry.attempt().outcome())
                .containsExactly(Outcome.FAILED, Outcome.COMPLETE);
    }

    @Test
    void whateverBreaksWhereverAndHoweverOften() {
        Random random = new Random(SEED);
        use("targets: [one/a, two/b, one/c, two/d], on-break: continue");
        for (int i = 0; i < 100; i++) {
            String whole = words(random, 5 + random.nextInt(80));
            java.util.function.Function<Call, Script> vendor = call -> {
                List<Message> messages = ((ChatRequest) call.request()).messages();
                int had = messages.size() == 1
                        ? 0
                        : messages.get(messages.size() - 2).text().length();
                assertThat(whole.substring(0, had))
                        .isEqualTo(
                                had == 0
                                        ? ""
                                        : messages.get(messages.size() - 2).text());
                int again = random.nextBoolean() || had < 40 ? 0 : random.nextBoolean() ? had : 30;
                Script script = Script.answer(whole.substring(had - again)).inPieces(random.nextLong());
                boolean last = call.request().model().orElseThrow().equals("d");
                return last ? script : script.cutAfter(2 + random.nextInt(8));
            };
            one.otherwise(vendor);
            two.otherwise(vendor);
            ChatResponse response = stream();
            assertThat(readText()).as("seed %d, round %d", SEED, i).isEqualTo(whole);
            assertThat(response.text()).isEqualTo(whole);
            assertThat(response.parts()).hasSize(1);
            world.advance(Duration.ofMinutes(10)); // all are well again
        }
    }

    private static String words(Random random, int number) {
        StringBuilder words = new StringBuilder("Well: ");
        for (int i = 0; i < number; i++) {
            words.append(Words.random(random, 2 + random.nextInt(9)));
            words.append(' ');
        }
        return words.toString();
    }

    @Test
    void theSameTargetIsAskedAgainWhereThereIsNoOther() {
        use("targets: [one/a], on-break: continue");
        one.then(Script.answer(TEXT).cutAfter(7)).otherwise(call -> Script.answer(rest(call, 0)));
        ChatResponse response = stream();
        assertThat(readText()).isEqualTo(TEXT);
        assertThat(world.sleeps()).containsExactly(Duration.ofMillis(500));
        assertThat(response.explain().toString()).contains("asks one/a again");
    }

    @Test
    void theLoserOfARaceGoesOnWhereTheWinnerBreaksOff() {
        use("targets: [one/a, two/b], on-break: continue, hedge-after: 5s");
        Gate never = new Gate();
        one.then(Script.answer("too late").heldBy(never)).otherwise(call -> Script.answer(rest(call, 0)));
        two.otherwise(call -> {
            never.awaitArrival();
            return Script.answer(TEXT).cutAfter(7, Failure.of(FailureClass.QUOTA_EXHAUSTED, "that was all"));
        });
        assertThat(stream().text()).isEqualTo(TEXT);
        assertThat(one.calls()).hasSize(2);
        assertThat(two.calls()).hasSize(1);
    }

    @Test
    void theAttemptsOfTheCallAreTheBound() {
        use("targets: [one/a], on-break: continue");
        one.otherwise(call -> Script.answer(TEXT).cutAfter(3));
        StreamBrokenException broken = catchThrowableOfType(StreamBrokenException.class, this::stream);
        assertThat(broken.attempts()).hasSize(8);
        assertThat(broken.partial().text()).isEqualTo(readText()).startsWith("It rains");
    }

    @Test
    void nothingIsLearntOfAWindowThatHadToHoldWhatHadCome() {
        use("targets: [one/a, two/b], on-break: continue, overflow: drop-oldest");
        one.then(Script.answer(TEXT).cutAfter(7)).otherwise(call -> Script.answer(rest(call, 0)));
        two.otherwise(call -> Script.fail(FailureClass.CONTEXT_TOO_LONG));
        ChatRequest turns = ChatRequest.builder()
                .user("first")
                .assistant("yes")
                .user("how is it there?")
                .build();
        assertThat(stream(turns).text()).isEqualTo(TEXT);
        assertThat(two.chats()).hasSize(1);
    }

    @Test
    void isNotDoneUnlessConfigured() {
        use("targets: [one/a, two/b]");
        one.then(Script.answer(TEXT).cutAfter(7));
        assertThatThrownBy(this::stream).isInstanceOf(StreamBrokenException.class);
        assertThat(two.calls()).isEmpty();
    }

    @Test
    void theNearestAliasDecides() {
        client.close();
        client = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("one", one)
                .provide("two", two)
                .yaml("llmgateway: { models: { m: { targets: [n, two/b], on-break: continue },"
                        + " n: { targets: [one/a], on-break: fail } }, default-model: m }")
                .build();
        one.then(Script.answer(TEXT).cutAfter(7));
        assertThatThrownBy(this::stream).isInstanceOf(StreamBrokenException.class);
        assertThat(two.calls()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureClass.class,
            names = {"TRANSIENT", "CREDENTIAL", "CALLER_FAULT"})
    void whereNobodyCanGoOnTheReaderGetsTheBreak(FailureClass kind) {
        one.then(Script.answer(TEXT).cutAfter(7, Failure.of(FailureClass.OVERLOADED, "the first break")));
        one.otherwise(call -> Script.fail(kind));
        two.otherwise(call -> Script.fail(kind));
        StreamBrokenException broken = catchThrowableOfType(StreamBrokenException.class, this::stream);
        assertThat(broken.getCause())
                .isInstanceOf(ProviderFailedException.class)
                .hasMessageContaining("first break");
        assertThat(broken.partial().text()).isEqualTo("It rains a lot in the").isEqualTo(readText());
        assertThat(broken.partial().provider()).isEqualTo("one");
        assertThat(broken.attempts().size()).isGreaterThan(1);
    }

    @Test
    void aFailureThatWouldBeTheSameElsewhereEndsIt() {
        one.then(Script.answer(TEXT).cutAfter(7, Failure.of(FailureClass.CALLER_FAULT, "no")));
        assertThatThrownBy(this::stream).isInstanceOf(StreamBrokenException.class);
        assertThat(two.calls()).isEmpty();
    }

    @Test
    void jsonIsNotContinued() {
        one.then(Script.answer("{\"a\": 1, \"b\": 2}").cutAfter(3));
        ChatRequest json = ChatRequest.builder()
                .user("JSON please")
                .responseFormat(new ResponseFormat.JsonObject())
                .build();
        assertThatThrownBy(() -> stream(json)).isInstanceOf(StreamBrokenException.class);
        assertThat(two.calls()).isEmpty();
    }

    @Test
    void aToolCallARefusalOrAnImageIsNotContinued() {
        List<Script> scripts = List.of(
                Script.events(STARTED, new ChatEvent.TextDelta(0, "Wait."), new ChatEvent.ToolCallStarted(1, "7", "t")),
                Script.events(STARTED, new ChatEvent.RefusalDelta(0, "I'd rather")),
                Script.events(
                        STARTED,
                        new ChatEvent.PartAdded(0, new Part.Opaque(new ProviderState("toy", "{}"))),
                        new ChatEvent.TextDelta(1, "Here")));
        for (Script script : scripts) {
            one.then(script);
            assertThatThrownBy(this::stream).isInstanceOf(StreamBrokenException.class);
        }
        assertThat(two.calls()).isEmpty();
    }

    @Test
    void thoughtsAloneAreThoughtAgain() {
        one.then(Script.answer(FinishReason.STOP, new Part.Reasoning("let me see now", null), new Part.Text(TEXT))
                .cutAfter(3));
        two.then(Script.answer(FinishReason.STOP, new Part.Reasoning("so it is", null), new Part.Text(TEXT)));
        ChatResponse response = stream();
        assertThat(two.chats().get(0).messages()).hasSize(1);
        assertThat(response.parts())
                .containsExactly(
                        new Part.Reasoning("let me", null), new Part.Reasoning("so it is", null), new Part.Text(TEXT));
        assertThat(readText()).isEqualTo(TEXT);
    }

    @Test
    void statesOfTheBrokenAnswerAndOfTheJoinedTextAreVoid() {
        ProviderState state = new ProviderState("toy", "{}");
        one.then(Script.events(
                STARTED,
                new ChatEvent.ReasoningDelta(0, "hm"),
                new ChatEvent.StateAttached(0, state),
                new ChatEvent.TextDelta(1, "It rains"),
                new ChatEvent.StateAttached(1, state)));
        two.then(Script.answer(
                FinishReason.TOOL_CALLS,
                new Part.Text(" a lot", state),
                new Part.Reasoning("a tool, then", state),
                new Part.ToolCall("9", "look", "{\"where\":\"here\"}", true, state)));
        assertThat(stream().parts())
                .containsExactly(
                        new Part.Reasoning("hm", null),
                        new Part.Text("It rains a lot"),
                        new Part.Reasoning("a tool, then", state),
                        new Part.ToolCall("9", "look", "{\"where\":\"here\"}", true, state));
    }

    @Test
    void thoughtsBeforeTheRestStandBetween() {
        one.then(Script.answer(TEXT).cutAfter(7));
        two.otherwise(call ->
                Script.answer(FinishReason.STOP, new Part.Reasoning("go on", null), new Part.Text(rest(call, 21))));
        assertThat(stream().parts())
                .containsExactly(
                        new Part.Text("It rains a lot in the"),
                        new Part.Reasoning("go on", null),
                        new Part.Text(TEXT.substring(21)));
        assertThat(readText()).isEqualTo(TEXT);
    }

    @Test
    void filtersSeeNoBorder() {
        one.then(Script.events(STARTED, new ChatEvent.TextDelta(0, "I live in Zü")));
        two.answers("rich, near the lake.");
        client.close();
        client = builder("targets: [one/a, two/b], on-break: continue")
                .after(Stage.GUARD, (call, chain) -> chain.proceed(call).mapText(kind -> new Shout()))
                .build();
        assertThat(stream().text()).isEqualTo("I live in BERN, near the lake.").isEqualTo(readText());
    }

    /** Holds back what may become a name. */
    private static final class Shout implements TextFilter {
        private String held = "";

        @Override
        public String push(String piece) {
            String text = (held + piece).replace("Zürich", "BERN");
            int from = text.lastIndexOf('Z');
            held = from < 0 ? "" : text.substring(from);
            return from < 0 ? text : text.substring(0, from);
        }

        @Override
        public String flush() {
            return held;
        }
    }

    @Test
    void aFurtherAnswerInTheSameStreamIsNotContinued() {
        one.then(Script.events(
                STARTED, new ChatEvent.TextDelta(0, "I look it up."), STARTED, new ChatEvent.TextDelta(0, "It rains")));
        StreamBrokenException broken = catchThrowableOfType(StreamBrokenException.class, this::stream);
        assertThat(broken.partial().text()).isEqualTo("It rains");
        assertThat(two.calls()).isEmpty();
    }

    @Test
    void aReaderWhoLeavesLeavesTheSecondToo() {
        one.then(Script.answer(TEXT).cutAfter(7));
        two.otherwise(call -> Script.answer(rest(call, 0)));
        try (ChatStream stream = client.stream("how is it there?")) {
            for (ChatEvent event : stream) {
                if (event instanceof ChatEvent.Continued) {
                    break;
                }
            }
            assertThat(two.openReplies()).isOne();
        }
        assertThat(two.openReplies()).isZero();
        assertThat(client.ledger().entries())
                .extracting(entry -> entry.attempt().outcome())
                .containsExactly(Outcome.FAILED, Outcome.ABANDONED);
    }

    @Test
    void aCancelWhileTheNextIsAskedIsACancel() throws Exception {
        Gate gate = new Gate();
        one.then(Script.answer(TEXT).cutAfter(7));
        two.then(Script.answer(TEXT).heldBy(gate));
        try (ChatStream stream = client.stream("how is it there?")) {
            Thread canceller = new Thread(() -> {
                gate.awaitArrival();
                stream.cancel();
            });
            canceller.start();
            assertThatThrownBy(stream::await).isInstanceOf(CancelledException.class);
            canceller.join();
        }
    }

    @Test
    void theWinnerOfARaceIsContinuedByTheOther() {
        use("targets: [one/a, two/b], on-break: continue, hedge-after: 1m");
        one.then(Script.answer(TEXT).cutAfter(7));
        two.otherwise(call -> Script.answer(rest(call, 0)));
        assertThat(stream().text()).isEqualTo(TEXT);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> client("targets: [one/a], on-break: maybe"))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContainingAll("llmgateway.models.m.on-break", "fail, continue");
    }
}
