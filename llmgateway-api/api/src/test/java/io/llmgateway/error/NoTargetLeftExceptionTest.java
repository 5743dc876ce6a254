package io.llmgateway.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NoTargetLeftExceptionTest {
    private static final Duration DAYS = Duration.ofDays(9);
    private static final Duration SOON = Duration.ofSeconds(20);

    private static ProviderFailedException failed(FailureClass kind, @Nullable Duration retryAfter) {
        return new ProviderFailedException("toy", "one", new Failure(kind, "no", 400, null, null, retryAfter), null);
    }

    private static NoTargetLeftException none(ProviderFailedException... failures) {
        return new NoTargetLeftException("smart", List.of(failures));
    }

    @Test
    void theWaitIsThatOfWhatMayPass() {
        NoTargetLeftException none =
                none(failed(FailureClass.MODEL_UNKNOWN, null), failed(FailureClass.RATE_LIMITED, SOON));
        assertThat(none.retryable()).isTrue();
        assertThat(none.retryAfter()).contains(SOON);
        assertThat(none(failed(FailureClass.QUOTA_EXHAUSTED, DAYS), failed(FailureClass.RATE_LIMITED, SOON))
                        .retryAfter())
                .contains(SOON);
    }

    @Test
    void theShortestWaitCounts() {
        assertThat(none(failed(FailureClass.RATE_LIMITED, DAYS), failed(FailureClass.RATE_LIMITED, SOON))
                        .retryAfter())
                .contains(SOON);
    }

    @Test
    void whatMayPassAtAnyTimeHasNoWait() {
        NoTargetLeftException none = none(
                failed(FailureClass.QUOTA_EXHAUSTED, DAYS),
                failed(FailureClass.OVERLOADED, null),
                failed(FailureClass.RATE_LIMITED, SOON));
        assertThat(none.retryable()).isTrue();
        assertThat(none.retryAfter()).isEmpty();
    }

    @Test
    void whereNothingMayPassTheFirstSpeaks() {
        NoTargetLeftException none =
                none(failed(FailureClass.QUOTA_EXHAUSTED, DAYS), failed(FailureClass.CREDENTIAL, SOON));
        assertThat(none.retryable()).isFalse();
        assertThat(none.retryAfter()).contains(DAYS);
    }
}
