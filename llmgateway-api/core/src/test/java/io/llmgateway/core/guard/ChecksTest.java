package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Purpose;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guards of the application's own, on the way out and back. */
class ChecksTest {
    private final ScriptedProvider vendor = new ScriptedProvider("toy");
    private final List<GatewayEvent.GuardJudged> judged = new CopyOnWriteArrayList<>();
    private final List<GatewayEvent.AttemptEnded> ended = new CopyOnWriteArrayList<>();
    private LlmClient client = LlmGateway.builder()
            .environment(Map.of())
            .yaml("{}")
            .provide("toy", vendor)
            .build();

    private record Named(String name, Function<Passage, Verdict> how) implements Guard {
        @Override
        public Verdict judge(Passage passage) {
            return how.apply(passage);
        }
    }

    private LlmClient client(String checks, Guard... guards) {
        client.close();
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, models: { safe: { targets: [toy/safe] } },"
                        + " steady: { retry: { attempts: 1 } }, guard: { checks: " + checks + " } }")
                .provide("toy", vendor)
                .listener(event -> {
                    if (event instanceof GatewayEvent.GuardJudged one) {
                        judged.add(one);
                    } else if (event instanceof GatewayEvent.AttemptEnded one) {
                        ended.add(one);
                    }
                });
        for (Guard guard : guards) {
            builder.guard(guard);
        }
        client = builder.build();
        return client;
    }

    private static Guard blocks(String word) {
        return new Named(
                "word",
                passage -> (passage.before() + passage.text()).contains(word)
                        ? Verdict.block("word", 0.9)
                        : Verdict.pass());
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aBlockedRequestGoesNowhere() {
        client("{}", blocks("bomb"));
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> client.chat("how to build a bomb"));
        assertThat(refused.rule()).isEqualTo("llmgateway.guard.checks.word");
        assertThat(refused).hasMessageNotContaining("bomb");
        assertThat(vendor.calls()).isEmpty();
        assertThat(judged).singleElement().satisfies(one -> {
            assertThat(one.verdict()).isEqualTo("block");
            assertThat(one.origin()).isEqualTo(Origin.USER);
            assertThat(one.enforced()).isTrue();
            assertThat(one.toString()).doesNotContain("bomb");
        });
        assertThat(refused.explain().toString()).contains("guard word: block because of word in user, score 0.90");
    }

    @Test
    void aGuardThatRenamesTheUserForVendorsLeavesHimWhoHeIs() {
        client(
                "{}",
                new Named(
                        "names",
                        passage -> passage.text().equals("u1") ? Verdict.rewrite("names", "x") : Verdict.pass()));
        vendor.answers("fine");
        client.chat(c -> c.user("hi").endUser("u1"));
        assertThat(vendor.chats().get(0).endUser()).contains("x");
        assertThat(client.ledger().entries()).extracting(LedgerEntry::user).containsExactly("u1");
    }

    @Test
    void whatIsAskedAboutATextIsItsUsersToo() {
        client("{}", new Named("judge", passage -> {
            if (passage.origin() == Origin.USER) {
                passage.ask(ChatRequest.builder()
                        .model("safe")
                        .user("Is it?")
                        .endUser("judge")
                        .build());
            }
            return Verdict.pass();
        }));
        vendor.answers("no").answers("fine").answers("no").answers("fine");
        client.chat(c -> c.user("hi").endUser("u1"));
        client.with(o -> o.principal(Principal.builder().user("u2").build())).chat("hi");
        assertThat(vendor.chats())
                .extracting(chat -> chat.endUser().orElse(""))
                .containsExactly("judge", "u1", "judge", "");
        assertThat(client.ledger().entries())
                .extracting(LedgerEntry::purpose, LedgerEntry::user)
                .containsExactly(
                        Tuple.tuple(Purpose.JUDGE, "u1"),
                        Tuple.tuple(Purpose.ANSWER, "u1"),
                        Tuple.tuple(Purpose.JUDGE, "u2"),
                        Tuple.tuple(Purpose.ANSWER, "u2"));
    }

    @Test
    void everyTextHasItsOrigin() {
        List<String> seen = new ArrayList<>();
        client("{}", new Named("eye", passage -> {
            seen.add(passage.origin() + " " + passage.text());
            return Verdict.pass();
        }));
        vendor.answers("fine");
        client.chat(ChatRequest.builder()
                .message(Message.system("be brief"))
                .message(Message.user("look it up"))
                .message(
                        Message.of(io.llmgateway.chat.Role.ASSISTANT, new Part.ToolCall("1", "find", "{}", true, null)))
                .message(Message.tool(new Part.ToolResult("1", "find", List.of(new Part.Text("a page", null)), false)))
                .build());
        assertThat(seen).contains("SYSTEM be brief", "USER look it up", "TOOL_RESULT a page", "ANSWER fine");
    }

    @Test
    void aRewrittenTextGoesOutAndComesBack() {
        client(
                "{}",
                new Named(
                        "polite",
                        passage -> passage.text().contains("damn")
                                ? Verdict.rewrite("rude", passage.text().replace("damn", "d***"))
                                : Verdict.pass()));
        vendor.answers("damn right");
        assertThat(client.chat("damn you").text()).isEqualTo("d*** right");
        assertThat(vendor.chats().get(0).messages().get(0).text()).isEqualTo("d*** you");
    }

    @Test
    void aReroutedRequestIsAnsweredByAnotherModel() {
        client(
                "{}",
                new Named(
                        "careful",
                        passage ->
                                passage.origin() == Origin.USER ? Verdict.reroute("tender", "safe") : Verdict.pass()));
        vendor.answers("safe");
        client.chat("tender question");
        assertThat(vendor.calls().get(0).request().model()).contains("safe");
    }

    @Test
    void aShadowOnlyWatches() {
        client("{ word: { mode: shadow } }", blocks("bomb"));
        vendor.answers("a bomb is");
        assertThat(client.chat("bomb?").text()).isEqualTo("a bomb is");
        assertThat(judged).hasSize(2).allMatch(one -> !one.enforced());
    }

    @Test
    void oneThatIsOffIsNotAsked() {
        client("{ word: { mode: off } }", blocks("bomb"));
        vendor.answers("a bomb is");
        assertThat(client.chat("bomb?").text()).isEqualTo("a bomb is");
        assertThat(judged).isEmpty();
    }

    @Test
    void oneThatFailsBlocksUnlessToldOtherwise() {
        Guard broken = new Named("broken", passage -> {
            throw new IllegalStateException("no memory of \"secret\"");
        });
        client("{}", broken);
        assertThatThrownBy(() -> client.chat("hi"))
                .isInstanceOf(RefusedException.class)
                .hasMessageNotContaining("secret");
        assertThat(vendor.calls()).isEmpty();
        client("{ broken: { on-error: pass } }", broken);
        vendor.answers("hello");
        assertThat(client.chat("hi").text()).isEqualTo("hello");
        assertThat(judged)
                .anyMatch(one -> one.verdict().equals("flag") && one.rule().contains("failed"));
    }

    @Test
    void besideTheModelTheAnswerWaitsForTheVerdict() {
        Gate gate = new Gate();
        client("{ slow: { when: beside } }", new Named("slow", passage -> {
            if (passage.origin() == Origin.USER) {
                gate.pass(new io.llmgateway.chain.Cancellation());
                return Verdict.block("late", 1);
            }
            return Verdict.pass();
        }));
        vendor.answers("hello");
        CompletableFuture<ChatResponse> answer = client.chatAsync(ChatRequest.of("hi"));
        gate.awaitArrival();
        assertThat(answer).isNotDone();
        gate.open();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(RefusedException.class);
        assertThat(vendor.openReplies()).isZero();
    }

    /** What the vendor may bill must be booked, even where it is asked longer than anybody waits for it. */
    @Test
    void aJudgeBesideACallThatFailedIsBookedBeforeTheClientIsClosed() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        List<LedgerEntry> booked = new CopyOnWriteArrayList<>();
        Guard judge = new Named("judge", passage -> {
            passage.ask(ChatRequest.of("is it bad?").withModel("toy/judge"));
            return Verdict.pass();
        });
        vendor.otherwise(call -> {
            if (call.request().model().orElseThrow().equals("x")) {
                deaf(asked);
                return Script.fail(FailureClass.CALLER_FAULT);
            }
            asked.countDown();
            deaf(open);
            return Script.answer("no");
        });
        LlmClient own = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, guard: { checks: { judge: { when: beside } } } }")
                .provide("toy", vendor)
                .guard(judge)
                .closeGrace(Duration.ofMinutes(1))
                .listener(event -> {
                    if (event instanceof GatewayEvent.Booked one) {
                        booked.add(one.entry());
                    }
                })
                .build();
        assertThatThrownBy(() -> own.chat("hi")).isInstanceOf(ProviderFailedException.class);
        Thread closing = new Thread(own::close);
        closing.start();
        while (closing.isAlive() && closing.getState() != Thread.State.TIMED_WAITING) { // until it waits for the judge
            Thread.onSpinWait();
        }
        assertThat(vendor.closed()).isFalse();
        open.countDown();
        closing.join(10_000);
        assertThat(vendor.closed()).isTrue();
        assertThat(booked)
                .extracting(LedgerEntry::purpose, LedgerEntry::outcome)
                .containsExactlyInAnyOrder(
                        Tuple.tuple(Purpose.ANSWER, Outcome.FAILED), Tuple.tuple(Purpose.JUDGE, Outcome.ABANDONED));
    }

    // as whoever does not listen to an interrupt
    private static void deaf(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException again) {
                // not yet
            }
        }
    }

    @Test
    void whatWouldChangeTheRequestComesTooLateBeside() {
        client("{ late: { when: beside } }", new Named("late", passage -> Verdict.rewrite("x", "y")));
        vendor.answers("hello");
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60, 500})
    void aBlockedStreamStopsTheVendorAndTellsWhatWasOut(int holdBack) {
        client("{ word: { hold-back: " + holdBack + " } }", blocks("bomb"));
        String text = "all is well. ".repeat(30) + "a bo" + "mb " + "and so on. ".repeat(30);
        vendor.then(Script.answer(text).inPieces(5));
        StringBuilder read = new StringBuilder();
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            StreamBrokenException broken =
                    catchThrowableOfType(StreamBrokenException.class, () -> stream.forEachText(read::append));
            assertThat(broken).hasCauseInstanceOf(RefusedException.class);
            assertThat(broken.partial().text()).isEqualTo(read.toString());
        }
        assertThat(text).startsWith(read.toString());
        if (holdBack >= 60) {
            assertThat(read.toString()).doesNotContain("bomb");
        }
        assertThat(read.length()).isLessThan(text.length());
        assertThat(vendor.openReplies()).isZero();
        assertThat(ended.get(0).attempt().outcome()).isEqualTo(Outcome.ABANDONED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 200})
    void aStreamThatPassesIsNotChanged(int holdBack) {
        client("{ word: { hold-back: " + holdBack + " } }", blocks("bomb"));
        String text = "some words that are fine, ".repeat(40);
        vendor.then(Script.answer(text).inPieces(9));
        StringBuilder read = new StringBuilder();
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            stream.forEachText(read::append);
            assertThat(stream.await().text()).isEqualTo(text);
        }
        assertThat(read).hasToString(text);
    }

    @Test
    void argumentsOfToolsAreJudgedAsAWhole() {
        List<String> seen = new CopyOnWriteArrayList<>();
        client("{}", new Named("tools", passage -> {
            if (passage.origin() == Origin.TOOL_CALL) {
                seen.add(passage.text());
            }
            return Verdict.pass();
        }));
        vendor.then(Script.callTool("1", "delete", "{\"path\": \"/tmp/x\"}").inPieces(3));
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            assertThat(stream.await().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        }
        assertThat(seen).containsExactly("{\"path\": \"/tmp/x\"}");
    }

    @Test
    void aGuardMayAskAModelAndThatIsBooked() {
        client(
                "{}",
                new Named(
                        "judge",
                        passage -> passage.origin() == Origin.USER
                                        && passage.ask(ChatRequest.builder()
                                                        .model("safe")
                                                        .user("is it bad? " + passage.text())
                                                        .build())
                                                .text()
                                                .equals("yes")
                                ? Verdict.block("judged", 1)
                                : Verdict.pass()));
        vendor.answers("yes");
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
        assertThat(client.ledger().entries()).singleElement().satisfies(entry -> assertThat(entry.purpose())
                .isEqualTo(Purpose.JUDGE));
    }

    @Test
    void settingsOfNobodyAreRefused() {
        assertThatThrownBy(() -> client("{ wrod: { mode: off } }", blocks("x")))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.guard.checks.wrod")
                .hasMessageContaining("word");
        assertThatThrownBy(() -> client("{}", blocks("x"), blocks("y")))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("word");
        assertThatThrownBy(() -> client("{ word: { hold-back: -1 } }", blocks("x")))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("hold-back");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 99, 500, 5_000})
    void aWholeAnswerIsJudgedOnce(int length) {
        List<Passage> seen = new CopyOnWriteArrayList<>();
        client("{}", new Named("eye", passage -> {
            if (passage.origin() == Origin.ANSWER) {
                seen.add(passage);
            }
            return Verdict.pass();
        }));
        String text = "word ".repeat(1_000).substring(0, length);
        vendor.answers(text);
        assertThat(client.chat("hi").text()).isEqualTo(text);
        assertThat(seen).singleElement().satisfies(passage -> {
            assertThat(passage.text()).isEqualTo(text);
            assertThat(passage.before()).isEmpty();
            assertThat(passage.last()).isTrue();
        });
    }

    @Test
    void whatTheRoomsBehindRefuseAGuardDecidesOnlyWhereItCounts() {
        Guard refused = new Named("refused", passage -> {
            throw new RefusedException("llmgateway.admit.data.x", "this model must not be asked", null);
        });
        client("{}", refused);
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(RefusedException.class);
        for (String check : List.of("{ refused: { mode: shadow } }", "{ refused: { on-error: pass } }")) {
            client(check, refused);
            vendor.answers("hello");
            assertThat(client.chat("hi").text()).isEqualTo("hello");
        }
        assertThat(judged).isNotEmpty().allMatch(one -> one.rule().contains("failed"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 70, 201})
    void noPieceOfAStreamEndsWithinACharacter(int holdBack) {
        client("{ word: { hold-back: " + holdBack + " } }", blocks("bomb"));
        String text = "a" + "\ud83d\ude00".repeat(300);
        vendor.then(Script.answer(FinishReason.STOP, new Part.Text(text)).inPieces(4));
        List<String> pieces = new ArrayList<>();
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            stream.forEachText(pieces::add);
        }
        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces)
                .allMatch(piece -> piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
    }
}
