package io.llmgateway.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeRequest;
import io.llmgateway.testkit.Gate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers make of failures: of the vendor's own, and of those on the way. */
abstract class FailureContract extends AnswerContract {
    private static final FakeAnswer THREE = FakeAnswer.text("one two three");

    @Test
    void failuresAreSortedByWhatHelps() {
        assertThat(failures()).isNotEmpty().allSatisfy(this::failureIsTold);
    }

    private void failureIsTold(FailureClass kind) {
        for (Delivery delivery : new Delivery[] {Delivery.whole(), Delivery.streamed()}) {
            LlmException failure = failure(delivery, FakeAnswer.failure(kind));
            assertThat(failure).isInstanceOf(ProviderFailedException.class);
            assertThat(kind(failure)).isEqualTo(kind);
            assertThat(failure.status())
                    .hasValueSatisfying(status -> assertThat(status).isGreaterThanOrEqualTo(400));
            assertThat(failure.provider()).hasValue(ID);
            assertThat(failure.model()).hasValue(model());
            assertThat(failure.getMessage()).startsWith(ID + "/" + model());
        }
    }

    @BothDeliveries
    void theVendorSaysWhenToTryAgain(Delivery delivery) {
        LlmException failure =
                failure(delivery, FakeAnswer.failure(FailureClass.RATE_LIMITED).retryAfter(Duration.ofSeconds(7)));
        assertThat(failure.retryAfter()).hasValue(Duration.ofSeconds(7));
        assertThat(failure.retryable()).isTrue();
    }

    @BothDeliveries
    void aPageInsteadOfAnAnswerIsMalformed(Delivery delivery) {
        assertThat(kind(failure(delivery, FakeAnswer.html()))).isEqualTo(FailureClass.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "42", "\"text\"", "{\"unexpected\": true}", "\u0000\u0001"})
    void jsonThatIsNoAnswerIsAFailureOrEmpty(String body) {
        for (Delivery delivery : new Delivery[] {Delivery.whole(), Delivery.streamed()}) {
            String type = delivery.isStreamed() ? "text/event-stream" : "application/json";
            String sent = delivery.isStreamed() ? "data: " + body + "\n\n" : body;
            LlmException failure = failure(delivery, FakeAnswer.raw(200, type, sent));
            assertThat(kind(failure)).isIn(FailureClass.MALFORMED, FailureClass.TRANSIENT);
        }
    }

    @Test
    void brokenJsonIsMalformed() {
        // half an answer may also be taken for a cut one
        LlmException half = failure(Delivery.whole(), THREE.garbledAfter(0));
        assertThat(kind(half)).isIn(FailureClass.MALFORMED, FailureClass.TRANSIENT);
        LlmException before = failure(Delivery.streamed(), THREE.garbledAfter(0));
        assertThat(before).isInstanceOf(ProviderFailedException.class);
        assertThat(kind(before)).isEqualTo(FailureClass.MALFORMED);
        StreamBrokenException after = broken(failure(Delivery.streamed(), THREE.garbledAfter(2)));
        assertThat(kind(after)).isEqualTo(FailureClass.MALFORMED);
        assertThat(after.partial().text()).isEqualTo("one two");
    }

    @BothDeliveries
    void anErrorStatusWithAnyBodyIsAFailureOfItsStatus(Delivery delivery) {
        for (String body :
                new String[] {"", "upstream connect error", "<html>", "{\"error\":", "[]", "{\"error\":17}"}) {
            LlmException failure = failure(delivery, FakeAnswer.raw(502, "text/plain", body));
            assertThat(kind(failure)).as("502 with " + body).isEqualTo(FailureClass.TRANSIENT);
            assertThat(failure.status()).hasValue(502);
        }
        assertThat(kind(failure(delivery, FakeAnswer.raw(429, "text/plain", "slow down"))))
                .isEqualTo(FailureClass.RATE_LIMITED);
        assertThat(kind(failure(delivery, FakeAnswer.raw(401, "text/plain", "who are you?"))))
                .isEqualTo(FailureClass.CREDENTIAL);
        assertThat(kind(failure(delivery, FakeAnswer.raw(403, "text/plain", ""))))
                .isEqualTo(FailureClass.CREDENTIAL);
    }

    @BothDeliveries
    void aPageThatForbidsSaysNothingOfTheKey(Delivery delivery) {
        LlmException failure = failure(delivery, FakeAnswer.raw(403, "text/html", "<html>Request blocked.</html>"));
        assertThat(kind(failure)).isEqualTo(FailureClass.MALFORMED);
        assertThat(failure.status()).hasValue(403);
    }

    @BothDeliveries
    void aCutBeforeTheAnswerBeginsMayBeTriedAgain(Delivery delivery) {
        for (FakeAnswer cut : new FakeAnswer[] {FakeAnswer.hangUp(), THREE.cutAfter(0), THREE.cutInside(0)}) {
            LlmException failure = failure(delivery, cut);
            assertThat(failure).isInstanceOf(ProviderFailedException.class);
            assertThat(kind(failure)).isEqualTo(FailureClass.TRANSIENT);
            assertThat(failure.retryable()).isTrue();
            assertThat(((ProviderFailedException) failure).failure().mayBeBilled())
                    .isTrue();
        }
    }

    @BothDeliveries
    void anAnswerThatEndsBeforeItBeginsMayBeTriedAgain(Delivery delivery) {
        LlmException failure = failure(delivery, THREE.endAfter(0));
        assertThat(failure).isInstanceOf(ProviderFailedException.class);
        assertThat(kind(failure)).isIn(FailureClass.TRANSIENT, FailureClass.MALFORMED);
    }

    @Test
    void aCutStreamIsNeverAnAnswer() {
        List<FakeAnswer> cuts =
                List.of(THREE.cutAfter(2), THREE.cutInside(2), THREE.cutAfter(2).chunked(7), THREE.endAfter(2));
        for (FakeAnswer cut : cuts) {
            StreamBrokenException failure = broken(failure(Delivery.streamed(), cut));
            assertThat(kind(failure)).isEqualTo(FailureClass.TRANSIENT);
            ChatResponse partial = failure.partial();
            assertThat(partial.text()).isEqualTo("one two");
            assertThat(partial.finishReason()).isEqualTo(FinishReason.ERROR);
            assertThat(partial.usage().estimated()).isTrue();
        }
        // everything was said but that this was everything
        for (FakeAnswer cut : List.of(THREE.cutAfter(3), THREE.endAfter(3))) {
            assertThat(broken(failure(Delivery.streamed(), cut)).partial().text())
                    .isEqualTo("one two three");
        }
    }

    @Test
    void aToolCallCutWithItsStreamIsIncomplete() {
        FakeAnswer answer = FakeAnswer.text("Let me see.").thenTool("weather", "{\"city\":\"Timbuktu in Mali\"}");
        // four pieces at least: some vendors send a call in one
        for (int pieces = 1; pieces <= 4; pieces++) {
            LlmException failure = failure(Delivery.streamed(), answer.cutAfter(pieces));
            assertThat(broken(failure).partial().finishReason()).isEqualTo(FinishReason.ERROR);
            assertThat(broken(failure).partial().toolCalls()).noneMatch(call -> call.complete());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureClass.class,
            names = {"OVERLOADED", "RATE_LIMITED", "TRANSIENT"})
    void aFailureInsideAStreamKeepsItsKind(FailureClass kind) {
        LlmException instead = failure(Delivery.streamed(), THREE.errorAfter(0, kind));
        assertThat(instead).isInstanceOf(ProviderFailedException.class);
        assertThat(kind(instead)).isEqualTo(kind);
        for (Delivery delivery : new Delivery[] {Delivery.streamed(), Delivery.chunked(Deliveries.seed())}) {
            StreamBrokenException after = broken(failure(delivery, THREE.errorAfter(2, kind)));
            assertThat(kind(after)).isEqualTo(kind);
            assertThat(after.partial().text()).isEqualTo("one two");
        }
    }

    private LlmException timeout(Delivery delivery, FakeAnswer answer, Timeouts timeouts) {
        // not queued: where a clock runs out before the request arrives, the next one must not get this answer
        vendor.otherwise(request -> answer);
        Call call = delivery.call(ask("Are you there?")).withTimeouts(timeouts);
        LlmException failure = failureOf(() -> delivery.chat(provider, call));
        assertThat(kind(failure)).isEqualTo(FailureClass.TRANSIENT);
        assertThat(failure.retryable()).isTrue();
        vendor.requests().forEach(request -> request.awaitClosedByClient(SOON));
        return failure;
    }

    @Test
    void eachClockEndsASilentAnswer() {
        Duration little = Duration.ofMillis(150);
        Timeouts all = Timeouts.DEFAULT;
        Timeouts total = all.withTotal(little);
        Timeouts idle = new Timeouts(all.connect(), all.firstToken(), Duration.ofSeconds(1), all.total());
        Timeouts first = new Timeouts(all.connect(), little, all.idle(), all.total());
        timeout(Delivery.whole(), THREE.heldBy(new Gate()), total);
        timeout(Delivery.whole(), THREE.stallAfter(0, new Gate()), total);
        timeout(Delivery.streamed(), THREE.heldBy(new Gate()), first);
        timeout(Delivery.streamed(), THREE.stallAfter(0, new Gate()), first);
        timeout(Delivery.streamed(), THREE.heldBy(new Gate()), total);
        StreamBrokenException broken = broken(timeout(Delivery.streamed(), THREE.stallAfter(2, new Gate()), idle));
        assertThat(broken.partial().text()).isEqualTo("one two");
        // long enough for content to come first, on a busy machine too
        Timeouts enough = all.withTotal(Duration.ofSeconds(2));
        broken(timeout(Delivery.streamed(), THREE.stallAfter(2, new Gate()), enough));
    }

    @Test
    void aStreamThatGoesOnOutlivesTheFirstClock() {
        Timeouts all = Timeouts.DEFAULT;
        vendor.answers(THREE.paced(Duration.ofMillis(900)));
        Call call = Delivery.streamed()
                .call(ask("Slowly, please."))
                .withTimeouts(new Timeouts(all.connect(), Duration.ofSeconds(2), all.idle(), all.total()));
        assertThat(Delivery.streamed().chat(provider, call).text()).isEqualTo("one two three");
    }

    @Test
    void faultsOfAllKindsEndInAnAnswerOrAFailure() {
        long seed = Deliveries.seed();
        vendor.faults(seed, 0.5);
        int answered = 0;
        for (int i = 0; i < 60; i++) {
            Delivery delivery = i % 2 == 0 ? Delivery.whole() : Delivery.streamed();
            vendor.answers("All is well.");
            try {
                assertThat(delivery.chat(provider, ask("Well?")).text())
                        .as("-Dseed=" + seed)
                        .isIn("All is well.");
                answered++;
            } catch (LlmException failure) {
                assertThat(kind(failure))
                        .as("-Dseed=" + seed)
                        .isIn(FailureClass.RATE_LIMITED, FailureClass.OVERLOADED, FailureClass.TRANSIENT);
            }
        }
        int failed = vendor.requests().size() - answered;
        assertThat(answered).as("-Dseed=" + seed).isPositive();
        assertThat(failed).as("-Dseed=" + seed).isPositive();
        assertThat(vendor.requests()).as("one request a call").hasSize(60);
        assertThat(vendor.requests().stream().map(FakeRequest::path).distinct().count())
                .isLessThanOrEqualTo(2);
    }
}
