package io.llmgateway.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.Category;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Moderation;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import io.llmgateway.chat.Tool;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.LlmException;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeRequest;
import io.llmgateway.testkit.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * What every provider keeps to, whatever its vendor. Extend it in the provider's tests, name the factory, a fake vendor
 * and a model, and each promise is tried whole, streamed, and streamed with random borders:
 *
 * <ul>
 *   <li>all ways an answer travels give the same answer;
 *   <li>failures are sorted by what helps, whatever the status; an answer that breaks off is never taken for a whole one,
 *       and what had come is not lost;
 *   <li>each clock ends a silent answer; a cancel or a close closes the connection at once;
 *   <li>what the provider cannot express is refused before anything is sent; nothing is tried twice;
 *   <li>no key shows in messages, traces or {@code toString}.
 * </ul>
 *
 * A failure that depends on chance shows a seed; run with {@code -Dseed=…} to see it again.
 */
public abstract class ProviderContract extends FailureContract {
    private static final FakeAnswer THREE = FakeAnswer.text("one two three");

    /** For subclasses. */
    protected ProviderContract() {}

    private static <T> T get(CompletableFuture<T> future) throws Throwable {
        try {
            return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        } catch (TimeoutException e) {
            throw new AssertionError("no end within " + SOON, e);
        }
    }

    @Test
    void aCancelClosesTheConnectionOfAStream() throws InterruptedException {
        vendor.answers(THREE.stallAfter(2, new Gate()));
        Call call = Delivery.streamed().call(ask("Go on."));
        CountDownLatch read = new CountDownLatch(2);
        CompletableFuture<ChatResponse> reading = CompletableFuture.supplyAsync(() -> {
            try (Reply reply = provider.send(call)) {
                for (ChatEvent event = reply.next(); event != null; event = reply.next()) {
                    if (event instanceof ChatEvent.TextDelta) {
                        read.countDown();
                    }
                }
                return (ChatResponse) reply.await();
            }
        });
        assertThat(read.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        FakeRequest stalled = vendor.lastRequest();
        // while another call comes and goes, the reader has come to wait for the third piece
        chat(Delivery.whole(), THREE);
        assertThat(reading).isNotDone();
        call.cancellation().cancel();
        stalled.awaitClosedByClient(SOON);
        assertThat(failureOf(() -> get(reading))).isInstanceOf(CancelledException.class);
    }

    @BothDeliveries
    void aCancelEndsTheWaitForAnAnswer(Delivery delivery) {
        Gate never = new Gate();
        vendor.answers(THREE.heldBy(never));
        Call call = delivery.call(ask("Go on."));
        CompletableFuture<ChatResponse> waiting = CompletableFuture.supplyAsync(() -> delivery.chat(provider, call));
        never.awaitArrival();
        call.cancellation().cancel();
        assertThat(failureOf(() -> get(waiting))).isInstanceOf(CancelledException.class);
        vendor.lastRequest().awaitClosedByClient(SOON);
    }

    @BothDeliveries
    void aCallGivenUpBeforeIsNotSent(Delivery delivery) {
        Call call = delivery.call(ask("Never mind."));
        call.cancellation().cancel();
        assertThat(failureOf(() -> delivery.chat(provider, call))).isInstanceOf(CancelledException.class);
        assertThat(vendor.requests()).isEmpty();
    }

    @Test
    void aReaderThatGoesAwayClosesTheConnection() {
        Gate never = new Gate();
        vendor.answers(THREE.stallAfter(1, never));
        try (Reply reply =
                provider.send(Delivery.streamed().call(ask("Go on."))).begin()) {
            never.awaitArrival();
            assertThat(vendor.lastRequest().closedByClient()).isFalse();
            assertThat(reply.next()).isNotNull();
        }
        vendor.lastRequest().awaitClosedByClient(SOON);
        assertThat(vendor.tokensSent()).isEqualTo(1);
    }

    @Test
    void piecesAreHandedOnAsTheyCome() {
        Gate gate = new Gate();
        vendor.answers(THREE.stallAfter(1, gate));
        try (Reply reply =
                provider.send(Delivery.streamed().call(ask("Go on."))).begin()) {
            StringBuilder text = new StringBuilder();
            // the vendor sends the second piece only when the first has been read
            for (ChatEvent event = reply.next(); event != null; event = reply.next()) {
                if (event instanceof ChatEvent.TextDelta delta) {
                    text.append(delta.text());
                    gate.open();
                }
            }
            assertThat(text).hasToString("one two three");
        }
    }

    @Test
    void whatCannotBeExpressedIsRefusedBeforeAnythingIsSent() {
        ChatRequest request = request()
                .user("Search!")
                .tool(new Tool.Native("another-format", Json.of("{\"type\":\"search\"}")))
                .build();
        for (Delivery delivery : new Delivery[] {Delivery.whole(), Delivery.streamed()}) {
            assertThat(kind(failureOf(() -> delivery.chat(provider, request)))).isEqualTo(FailureClass.UNSUPPORTED);
        }
        assertThat(vendor.requests()).isEmpty();
        ChatRequest lenient = request.toBuilder().dropUnsupported().build();
        ChatResponse answer = Delivery.whole().chat(provider, lenient);
        assertThat(answer.warnings()).isNotEmpty();
        assertThat(vendor.lastRequest().body()).doesNotContain("search");
    }

    @Test
    void embeddingsComeInOrderOrAreRefused() {
        if (embeds()) {
            embeddingsComeInOrder();
        } else {
            embeddingsAreRefused();
        }
    }

    private void embeddingsAreRefused() {
        Call call = Delivery.whole().call(EmbeddingRequest.of(model(), "text"));
        assertThat(kind(failureOf(() -> provider.send(call)))).isEqualTo(FailureClass.UNSUPPORTED);
        assertThat(vendor.requests()).isEmpty();
    }

    private void embeddingsComeInOrder() {
        Call call = Delivery.whole().call(EmbeddingRequest.of(model(), "one", "zwölf 日本", "one"));
        EmbeddingResponse response = (EmbeddingResponse) provider.send(call).await();
        List<Embedding> vectors = response.embeddings();
        assertThat(vectors).hasSize(3);
        assertThat(vectors.get(0)).isEqualTo(vectors.get(2)).isNotEqualTo(vectors.get(1));
        assertThat(vectors.get(0).dimensions()).isEqualTo(8);
        assertThat(response.provider()).isEqualTo(ID);
        Call shorter = Delivery.whole()
                .call(EmbeddingRequest.builder()
                        .model(model())
                        .inputs(List.of("one"))
                        .dimensions(3)
                        .build());
        EmbeddingResponse three = (EmbeddingResponse) provider.send(shorter).await();
        assertThat(three.embeddings().get(0).dimensions()).isEqualTo(3);
        vendor.fails(FailureClass.RATE_LIMITED);
        assertThat(kind(failureOf(() -> provider.send(call)))).isEqualTo(FailureClass.RATE_LIMITED);
    }

    @Test
    void textsAreJudgedInOrderOrThatIsRefused() {
        Call call = Delivery.whole().call(ModerationRequest.of(model(), "kind words", "violence", "more kind words"));
        if (!moderates()) {
            assertThat(kind(failureOf(() -> provider.send(call)))).isEqualTo(FailureClass.UNSUPPORTED);
            assertThat(vendor.requests()).isEmpty();
            return;
        }
        ModerationResponse response = (ModerationResponse) provider.send(call).await();
        assertThat(response.results()).extracting(Moderation::flagged).containsExactly(false, true, false);
        Moderation flagged = response.results().get(1);
        assertThat(flagged.flaggedCategories()).containsExactly(Category.VIOLENCE);
        assertThat(flagged.score(Category.VIOLENCE)).hasValueCloseTo(0.97, within(0.001));
        assertThat(flagged.score(Category.of("of-nobody"))).isEmpty();
        assertThat(response.provider()).isEqualTo(ID);
        vendor.fails(FailureClass.RATE_LIMITED);
        assertThat(kind(failureOf(() -> provider.send(call)))).isEqualTo(FailureClass.RATE_LIMITED);
    }

    @BothDeliveries
    void noKeyIsShown(Delivery delivery) {
        String told =
                "{\"error\":{\"message\":\"Bad key " + KEY + "\",\"type\":\"" + KEY + "\",\"code\":\"" + KEY + "\"}}";
        List<FakeAnswer> answers = new ArrayList<>(List.of(
                FakeAnswer.failure(FailureClass.CREDENTIAL),
                FakeAnswer.raw(401, "application/json", told),
                FakeAnswer.raw(400, "text/html", "<p>" + KEY + "</p>"),
                FakeAnswer.raw(200, "application/json", told),
                FakeAnswer.raw(200, "text/html", KEY),
                FakeAnswer.hangUp()));
        for (FakeAnswer answer : answers) {
            assertThat(everything(failure(delivery, answer))).doesNotContain(KEY);
        }
        ChatResponse fine = chat(delivery, THREE);
        assertThat(fine.toString() + provider + delivery.call(ask("?"))).doesNotContain(KEY);
        assertThat(settingsToVendor().build().toString()).doesNotContain(KEY);
    }

    @Test
    void theKeyIsAskedForEachTime() {
        List<String> keys = List.of(KEY, "sk-rotated-0123456789abcdefghijklmnop");
        int[] asked = {0};
        ProviderSettings settings = settingsToVendor()
                .credentials(() -> io.llmgateway.spi.Secret.of(keys.get(asked[0]++)))
                .build();
        try (var rotating = factory().create(settings)) {
            Delivery.whole().chat(rotating, ask("First."));
            LlmException second = failureOf(() -> Delivery.whole().chat(rotating, ask("Second.")));
            assertThat(kind(second)).isEqualTo(FailureClass.CREDENTIAL);
            assertThat(everything(second)).doesNotContain(keys.get(1));
        }
    }

    @Test
    void headersOfTheSettingsAreSent() {
        ProviderSettings settings =
                settingsToVendor().header("X-Team", "search").build();
        try (var other = factory().create(settings)) {
            Delivery.whole().chat(other, ask("Hi."));
        }
        assertThat(vendor.lastRequest().header("x-team")).isEqualTo("search");
    }

    @Test
    void manyCallsAtOnceKeepApart() throws Throwable {
        vendor.otherwise(request -> {
            for (int i = 0; i < 32; i++) {
                if (request.says("question " + i + ".")) {
                    return FakeAnswer.text("answer " + i + ".");
                }
            }
            return FakeAnswer.text("answer to nothing");
        });
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            Delivery delivery = i % 2 == 0 ? Delivery.whole() : Delivery.streamed();
            ChatRequest request = ask("question " + i + ".");
            answers.add(CompletableFuture.supplyAsync(
                    () -> delivery.chat(provider, request).text()));
        }
        for (int i = 0; i < 32; i++) {
            assertThat(get(answers.get(i))).isEqualTo("answer " + i + ".");
        }
    }

    @Test
    void connectionsAreKept() {
        for (int i = 0; i < 4; i++) {
            Delivery delivery = i % 2 == 0 ? Delivery.whole() : Delivery.streamed();
            chat(delivery, THREE);
            vendor.lastRequest().awaitEnd(SOON);
        }
        assertThat(vendor.connections()).isEqualTo(1);
    }

    @Test
    void closingTwiceIsFine() {
        chat(Delivery.whole(), THREE);
        provider.close();
        provider.close();
    }
}
