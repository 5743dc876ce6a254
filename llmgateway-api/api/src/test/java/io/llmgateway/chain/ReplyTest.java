package io.llmgateway.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplyTest {
    private static final long SEED = Long.getLong("seed", new Random().nextLong());

    private final Random random = new Random(SEED);

    private static ProviderFailedException cut() {
        return new ProviderFailedException("toy", "toy-1", Failure.of(FailureClass.TRANSIENT, "cut"), null);
    }

    private static ChatResponse text(String text) {
        return new ChatResponse(
                List.of(new Part.Text(text)),
                FinishReason.STOP,
                Usage.builder().output(3).build(),
                Answers.INFO);
    }

    private Reply streamed(ChatResponse response) {
        return Reply.of(new Answers.Scripted(Answers.events(response, random), null));
    }

    private static List<Ending> watch(Reply reply) {
        List<Ending> endings = new ArrayList<>();
        reply.onEnd(endings::add);
        return endings;
    }

    @Test
    void takingApartAndPuttingTogetherGivesAnEqualAnswer() {
        for (int i = 0; i < 5_000; i++) {
            ChatResponse response = Answers.random(random);
            assertThat(streamed(response).await()).as("seed %d", SEED).isEqualTo(response);
            Reply whole = Reply.of(response);
            ChatAssembler assembler = new ChatAssembler();
            for (ChatEvent event = whole.next(); event != null; event = whole.next()) {
                assembler.accept(event);
            }
            assertThat(assembler.build(Answers.INFO, null)).as("seed %d", SEED).isEqualTo(response);
            assertThat(whole.await()).isEqualTo(response);
        }
    }

    @Test
    void filteredTextIsTheSameWholeAndInAnyPieces() {
        for (int i = 0; i < 20_000; i++) {
            ChatResponse response = Answers.random(random);
            ChatResponse whole =
                    (ChatResponse) Reply.of(response).mapText(ReplyTest::unmask).await();
            assertThat(streamed(response).mapText(ReplyTest::unmask).await())
                    .as("seed %d", SEED)
                    .isEqualTo(whole);
            assertThat(whole.text()).isEqualTo(response.text().replace("<EMAIL_1>", "jo@x.org"));
        }
    }

    private static @Nullable TextFilter unmask(TextKind kind) {
        return kind == TextKind.TOOL_ARGUMENTS ? null : new Unmask();
    }

    /** Restores a placeholder, holding back what may become one. */
    private static final class Unmask implements TextFilter {
        private static final String MASK = "<EMAIL_1>";
        private String tail = "";

        @Override
        public String push(String piece) {
            String text = (tail + piece).replace(MASK, "jo@x.org");
            int keep = 0;
            for (int n = Math.min(MASK.length() - 1, text.length()); n > 0 && keep == 0; n--) {
                keep = MASK.startsWith(text.substring(text.length() - n)) ? n : 0;
            }
            tail = text.substring(text.length() - keep);
            return text.substring(0, text.length() - keep);
        }

        @Override
        public String flush() {
            return tail;
        }
    }

    @Test
    void beginWaitsForTheFirstContentAndLosesNothing() {
        ChatResponse response = text("hello");
        Reply reply = streamed(response).begin();
        assertThat(reply.next()).isInstanceOf(ChatEvent.Started.class);
        assertThat(reply.await()).isEqualTo(response);
    }

    @Test
    void failureBeforeTheFirstContentIsTheProvidersOwn() {
        Answers.Scripted source = new Answers.Scripted(List.of(new ChatEvent.Started("toy", "toy-1", null)), cut());
        Reply reply = Reply.of(source);
        List<Ending> endings = watch(reply);
        assertThatThrownBy(reply::begin).isInstanceOf(ProviderFailedException.class);
        assertThat(endings).singleElement().isInstanceOf(Ending.Failed.class);
        assertThat(source.closed).isPositive();
    }

    @Test
    void failureAfterTheFirstContentCarriesThePartialAnswer() {
        List<ChatEvent> events =
                List.of(new ChatEvent.Started("toy", "toy-1", null), new ChatEvent.TextDelta(0, "half an ans"));
        Reply reply = Reply.of(new Answers.Scripted(events, cut())).begin();
        List<Ending> endings = watch(reply);
        StreamBrokenException broken = catchThrowableOfType(StreamBrokenException.class, reply::await);
        assertThat(broken.partial().text()).isEqualTo("half an ans");
        assertThat(broken.partial().finishReason()).isEqualTo(FinishReason.ERROR);
        assertThat(broken.partial().usage().estimated()).isTrue();
        assertThat(broken.retryable()).isTrue();
        assertThat(endings).singleElement().isInstanceOf(Ending.Failed.class);
        assertThatThrownBy(reply::next).isSameAs(broken);
    }

    @Test
    void whatAFilterHeldBackIsReadBeforeTheFailure() {
        List<ChatEvent> events = List.of(new ChatEvent.TextDelta(0, "to <EMAIL"));
        Reply reply = Reply.of(new Answers.Scripted(events, cut())).begin().mapText(ReplyTest::unmask);
        StringBuilder read = new StringBuilder();
        StreamBrokenException broken = catchThrowableOfType(StreamBrokenException.class, () -> {
            for (ChatEvent event = reply.next(); event != null; event = reply.next()) {
                if (event instanceof ChatEvent.TextDelta delta) {
                    read.append(delta.text());
                }
            }
        });
        assertThat(read).hasToString("to <EMAIL");
        assertThat(broken.partial().text()).isEqualTo("to <EMAIL");
    }

    @Test
    void closingEarlyAbandonsOnceAndClosesTheSource() {
        Answers.Scripted source = new Answers.Scripted(Answers.events(text("abandoned"), random), null);
        Reply reply = Reply.of(source).begin();
        List<Ending> endings = watch(reply);
        reply.close();
        reply.close();
        assertThat(endings).singleElement().isInstanceOf(Ending.Abandoned.class);
        assertThat(source.closed).isEqualTo(1);
        assertThatThrownBy(() -> {
                    while (reply.next() != null) {}
                })
                .isInstanceOf(CancelledException.class);
    }

    @Test
    void closingAfterTheEndChangesNothing() {
        Reply reply = streamed(text("done"));
        List<Ending> endings = watch(reply);
        reply.await();
        reply.close();
        assertThat(endings).singleElement().isInstanceOf(Ending.Complete.class);
    }

    @Test
    void aCancelIsAnAbandonedAnswerNotAFailedOne() {
        Reply reply = Reply.of(
                new Answers.Scripted(List.of(new ChatEvent.TextDelta(0, "a")), new CancelledException("given up")));
        List<Ending> endings = watch(reply.begin());
        assertThatThrownBy(reply::await).isInstanceOf(CancelledException.class);
        assertThat(endings).singleElement().isInstanceOf(Ending.Abandoned.class);
    }

    @Test
    void aListenerThatThrowsBreaksNothing() {
        List<Ending> endings = new ArrayList<>();
        Reply reply = streamed(text("fine"))
                .onEnd(ending -> {
                    throw new IllegalStateException("a bug");
                })
                .onEnd(endings::add);
        assertThat(((ChatResponse) reply.await()).text()).isEqualTo("fine");
        assertThat(endings).hasSize(1);
    }

    @Test
    void goesOnWithAnotherReplyAndAddsUpUsage() {
        for (boolean whole : new boolean[] {true, false}) {
            ChatResponse first = text("one");
            Reply start = whole ? Reply.of(first) : streamed(first);
            List<Reply> more = new ArrayList<>(List.of(streamed(text("two")), Reply.of(text("three"))));
            Reply joined = start.then(answer -> more.isEmpty() ? null : more.remove(0));
            List<Ending> endings = watch(joined);
            StringBuilder read = new StringBuilder();
            for (ChatEvent event = joined.next(); event != null; event = joined.next()) {
                if (event instanceof ChatEvent.TextDelta delta) {
                    read.append(delta.text());
                }
            }
            ChatResponse last = (ChatResponse) joined.await();
            assertThat(read).hasToString("onetwothree");
            assertThat(last.text()).isEqualTo("three");
            assertThat(last.usage().output()).isEqualTo(9);
            assertThat(endings).singleElement().isInstanceOf(Ending.Complete.class);
        }
    }

    @Test
    void mapWholeSeesTheWholeAnswer() {
        Reply reply = streamed(text("abc"))
                .mapWhole(response -> text(((ChatResponse) response).text().toUpperCase(java.util.Locale.ROOT)));
        assertThat(((ChatResponse) reply.await()).text()).isEqualTo("ABC");
    }

    @Test
    void anAnswerOfAnotherKindPassesAllOperators() {
        EmbeddingResponse vectors =
                new EmbeddingResponse(List.of(new Embedding(new float[] {1, 2})), Usage.NONE, Answers.INFO);
        Reply reply = Reply.of(vectors).begin().mapText(ReplyTest::unmask).then(answer -> null);
        List<Ending> endings = watch(reply);
        assertThat(reply.next()).isNull();
        assertThat(reply.await()).isEqualTo(vectors);
        assertThat(endings).singleElement().isInstanceOf(Ending.Complete.class);
    }

    @Test
    void aToolCallCutByTheTokenLimitIsNotComplete() {
        List<ChatEvent> events = List.of(
                new ChatEvent.ToolCallStarted(0, "1", "weather"),
                new ChatEvent.ToolCallDelta(0, "{\"city\":\"Par"),
                new ChatEvent.Finished(FinishReason.LENGTH, Usage.NONE));
        ChatResponse response =
                (ChatResponse) Reply.of(new Answers.Scripted(events, null)).await();
        assertThat(response.toolCalls()).singleElement().satisfies(call -> assertThat(call.complete())
                .isFalse());
    }

    @Test
    void beginningTwiceLosesNothing() {
        Reply reply = streamed(text("hello")).begin().begin();
        assertThat(reply.next()).isInstanceOf(ChatEvent.Started.class);
        assertThat(reply.begin().next()).isInstanceOf(ChatEvent.TextDelta.class);
    }

    @Test
    void anAnswerThatWasOnlyWaitedForCanStillBeReadAndChanged() {
        for (boolean whole : new boolean[] {true, false}) {
            Reply waited = whole ? Reply.of(text("<EMAIL_1>")) : streamed(text("<EMAIL_1>"));
            waited.begin().await();
            List<Ending> endings = watch(waited);
            assertThat(readText(waited)).isEqualTo("<EMAIL_1>");
            assertThat(endings).hasSize(1);

            Reply mapped = whole ? Reply.of(text("<EMAIL_1>")) : streamed(text("<EMAIL_1>"));
            mapped.await();
            assertThat(readText(mapped.mapText(ReplyTest::unmask))).isEqualTo("jo@x.org");

            Reply joined = whole ? Reply.of(text("one")) : streamed(text("one"));
            joined.await();
            assertThat(readText(joined.then(answer -> answer.text().equals("one") ? streamed(text("two")) : null)))
                    .isEqualTo("onetwo");
        }
    }

    private static String readText(Reply reply) {
        StringBuilder read = new StringBuilder();
        for (ChatEvent event = reply.next(); event != null; event = reply.next()) {
            if (event instanceof ChatEvent.TextDelta delta) {
                read.append(delta.text());
            }
        }
        return read.toString();
    }

    @Test
    void aSourceThatCannotBeClosedStillEnds() {
        Reply complete = Reply.of(new Stuck(Answers.events(text("all"), random)));
        List<Ending> endings = watch(complete);
        assertThat(((ChatResponse) complete.await()).text()).isEqualTo("all");
        Reply abandoned = Reply.of(new Stuck(List.of()));
        abandoned.onEnd(endings::add).close();
        assertThat(endings).extracting(Object::getClass).containsExactly(Ending.Complete.class, Ending.Abandoned.class);
    }

    @Test
    void anErrorOfTheVirtualMachineIsAnEndToo() {
        Reply reply = Reply.of(new Stuck(List.of(new ChatEvent.TextDelta(0, "half"))));
        List<Ending> endings = new ArrayList<>();
        reply.onEnd(ending -> {
            throw new LinkageError("a listener's own");
        });
        reply.onEnd(endings::add);
        assertThatThrownBy(reply::await).isInstanceOf(StackOverflowError.class);
        assertThat(endings).singleElement().isInstanceOf(Ending.Failed.class);
        assertThatThrownBy(reply::next).isInstanceOf(StreamBrokenException.class);
    }

    /** Gives these events and then an error, and cannot be closed. */
    private static final class Stuck implements ReplySource {
        private final Deque<ChatEvent> events;

        Stuck(List<ChatEvent> events) {
            this.events = new ArrayDeque<>(events);
        }

        @Override
        public ChatEvent next() {
            if (events.isEmpty()) {
                throw new StackOverflowError();
            }
            return events.remove();
        }

        @Override
        public ResponseInfo info() {
            return Answers.INFO;
        }

        @Override
        public void close() {
            throw new IllegalStateException("stuck");
        }
    }

    @Test
    void aFurtherAnswerThatFailsBeforeItsContentBreaksTheStream() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Started("toy", "toy-1", null),
                new ChatEvent.TextDelta(0, "let me look"),
                new ChatEvent.Started("toy", "toy-1", null));
        Reply reply = Reply.of(new Answers.Scripted(events, cut()));
        assertThatThrownBy(reply::await).isInstanceOf(StreamBrokenException.class);
    }

    @Test
    void ofToolCallsThatCameInTurnNoneIsCompleteWhereTheAnswerBreaksOff() {
        List<ChatEvent> events = List.of(
                new ChatEvent.ToolCallStarted(0, "1", "weather"),
                new ChatEvent.ToolCallStarted(1, "2", "weather"),
                new ChatEvent.ToolCallDelta(0, "{\"city\":\"Par"),
                new ChatEvent.ToolCallDelta(1, "{}"));
        StreamBrokenException broken =
                catchThrowableOfType(StreamBrokenException.class, () -> Reply.of(new Answers.Scripted(events, cut()))
                        .await());
        assertThat(broken.partial().toolCalls()).hasSize(2).allSatisfy(call -> assertThat(call.complete())
                .isFalse());
    }

    @Test
    void whoeverGoesOnGoesOnInTheSamePart() {
        ProviderState state = new ProviderState("toy", "{}");
        List<ChatEvent> events = List.of(
                new ChatEvent.Started("toy", "toy-1", null),
                new ChatEvent.TextDelta(0, "to <EMA"),
                new ChatEvent.StateAttached(0, state),
                new ChatEvent.Continued("other", "other-1", null),
                new ChatEvent.TextDelta(0, "IL_1> at"),
                new ChatEvent.Finished(FinishReason.STOP, Usage.NONE));
        for (boolean mapped : new boolean[] {true, false}) {
            Reply reply = Reply.of(new Answers.Scripted(events, null)).begin();
            ChatResponse response = (ChatResponse) (mapped ? reply.mapText(ReplyTest::unmask) : reply).await();
            String text = mapped ? "to jo@x.org at" : "to <EMAIL_1> at";
            assertThat(response.parts()).as("no state of one of the two").containsExactly(new Part.Text(text));
        }
    }
}
