package io.llmgateway.core.config;

import io.llmgateway.chain.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.timeouts}: the four clocks of a call. Absent ones have the value of {@link Timeouts#DEFAULT}.
 *
 * @param connect to an open connection
 * @param firstToken streams only: to the first content
 * @param idle between two signs of life
 * @param total to the end, over all attempts
 */
public record TimeoutsConfig(
        @Nullable Duration connect, @Nullable Duration firstToken, @Nullable Duration idle, @Nullable Duration total) {
    public TimeoutsConfig {
        clocks(connect, firstToken, idle, total);
    }

    /**
     * The clocks.
     *
     * @return all of them
     */
    public Timeouts timeouts() {
        return clocks(connect, firstToken, idle, total);
    }

    private static Timeouts clocks(
            @Nullable Duration connect,
            @Nullable Duration firstToken,
            @Nullable Duration idle,
            @Nullable Duration total) {
        Timeouts d = Timeouts.DEFAULT;
        return new Timeouts(
                connect == null ? d.connect() : connect,
                firstToken == null ? d.firstToken() : firstToken,
                idle == null ? d.idle() : idle,
                total == null ? d.total() : total);
    }
}
