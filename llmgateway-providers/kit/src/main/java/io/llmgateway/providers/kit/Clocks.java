package io.llmgateway.providers.kit;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Timeouts;
import java.time.Duration;

/**
 * What is left on a call's clocks when an attempt begins.
 *
 * @param connectMillis to connect
 * @param headersMillis to the first byte of the answer
 * @param totalMillis to the end
 */
record Clocks(int connectMillis, int headersMillis, int totalMillis) {
    static Clocks of(Call call, long elapsedNanos) {
        Timeouts timeouts = call.timeouts();
        long total = Math.max(1, timeouts.total().toMillis() - elapsedNanos / 1_000_000);
        long headers = call.streamed() ? Math.min(total, millis(timeouts.firstToken())) : total;
        return new Clocks((int) Math.min(total, millis(timeouts.connect())), (int) headers, (int) total);
    }

    private static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }
}
