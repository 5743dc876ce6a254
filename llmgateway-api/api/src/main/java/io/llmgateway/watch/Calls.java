package io.llmgateway.watch;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * Calls of the application that ended in the window, and those under way.
 *
 * @param underWay those that have not ended yet, whenever they began
 * @param complete those with a whole answer
 * @param failed those that failed, refused ones too
 * @param refused those of the failed that a rule of the configuration refused, such as a budget or a guard
 * @param abandoned those the reader left
 * @param remembered answers for which no vendor was asked, because they were remembered or shared
 * @param saved US dollars that saved, as far as prices are known
 * @param took the time from start to end of the complete ones: quick failures would make others look fast
 */
public record Calls(
        long underWay,
        long complete,
        long failed,
        long refused,
        long abandoned,
        long remembered,
        BigDecimal saved,
        Times took) {
    /** None. */
    public static final Calls NONE = new Calls(0, 0, 0, 0, 0, 0, BigDecimal.ZERO, Times.NONE);

    public Calls {
        Objects.requireNonNull(saved, "saved");
        Objects.requireNonNull(took, "took");
    }

    /**
     * All that ended.
     *
     * @return complete, failed and abandoned
     */
    public long ended() {
        return complete + failed + abandoned;
    }
}
