package io.llmgateway.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Explanation;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.RateLimit;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exceptions in a queue, in a session, from another process. */
class SerializationTest {
    private static final Failure FAILURE = new Failure(
            FailureClass.RATE_LIMITED,
            "slow down",
            429,
            "rate_limit",
            "req-1",
            Duration.ofSeconds(20),
            List.of(new RateLimit(RateLimit.Kind.REQUESTS, 10, 0, Instant.parse("2026-05-06T06:00:00Z"))));

    private static ProviderFailedException failed() {
        return new ProviderFailedException("toy", "one", FAILURE, null);
    }

    static Stream<LlmException> all() {
        return Stream.of(
                        new InvalidRequestException("no question"),
                        new RefusedException("a rule", "not now", Duration.ofSeconds(3)),
                        failed(),
                        broken(failed()),
                        broken(new IllegalStateException("cut")),
                        new NoTargetLeftException("smart", List.of(failed(), failed())),
                        new CancelledException("closed"),
                        new MisconfiguredException("no key"))
                .map(SerializationTest::attached);
    }

    private static StreamBrokenException broken(RuntimeException cause) {
        return new StreamBrokenException(
                cause,
                new ChatResponse(
                        List.of(new Part.Text("half an ans")),
                        FinishReason.ERROR,
                        Usage.NONE,
                        ResponseInfo.builder("toy", "one").requestId("req-2").build()));
    }

    private static LlmException attached(LlmException e) {
        e.attach(
                List.of(new Attempt(
                        1, "toy", "one", Outcome.FAILED, FAILURE, Duration.ZERO, null, Usage.NONE, Cost.ZERO)),
                Explanation.NONE);
        return e;
    }

    private static <T> T copy(T before) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(before);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            @SuppressWarnings("unchecked") // it is what was written
            T after = (T) in.readObject();
            return after;
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noneIsLeftOut() {
        assertThat(all().<Class<?>>map(Object::getClass)).contains(LlmException.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsToBeDoneIsKnownAfterwards(LlmException before) {
        LlmException after = copy(before);
        assertThat(after).hasSameClassAs(before).hasMessage(before.getMessage());
        assertThat(after.provider()).isEqualTo(before.provider());
        assertThat(after.model()).isEqualTo(before.model());
        assertThat(after.status()).isEqualTo(before.status());
        assertThat(after.requestId()).isEqualTo(before.requestId());
        assertThat(after.retryAfter()).isEqualTo(before.retryAfter());
        assertThat(after.retryable()).isEqualTo(before.retryable());
        assertThat(after.attempts()).isEmpty();
        assertThat(after.explain()).isEqualTo(Explanation.NONE);
        assertThat(after.getSuppressed()).hasSameSizeAs(before.getSuppressed());
    }

    @Test
    void theFailureIsKnownAfterwards() {
        assertThat(copy(failed()).failure()).isEqualTo(FAILURE);
        assertThat(copy(failed()).kind()).isEqualTo(FailureClass.RATE_LIMITED);
    }

    @Test
    void theRuleIsKnownAfterwards() {
        assertThat(copy(new RefusedException("a rule", "not now", null)).rule()).isEqualTo("a rule");
    }

    @Test
    void whatHadComeIsNotWritten() {
        ChatResponse partial = copy(broken(failed())).partial();
        assertThat(partial.parts()).isEmpty();
        assertThat(partial.finishReason()).isEqualTo(FinishReason.ERROR);
        assertThat(partial.provider()).isEqualTo("toy");
        assertThat(copy(copy(broken(failed())).withPartial(partial)).retryable())
                .isTrue();
    }
}
