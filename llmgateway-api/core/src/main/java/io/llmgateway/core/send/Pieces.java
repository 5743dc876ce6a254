package io.llmgateway.core.send;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import java.util.function.LongConsumer;

/**
 * Hears how the pieces of streamed answers come, one by one: too many for events. Thread-safe.
 */
@FunctionalInterface
public interface Pieces {
    /**
     * A streamed answer has more than one piece.
     *
     * @param call the attempt
     * @param target whom it asks
     * @param served the model that answers, as the vendor names it; empty where it does not tell
     * @return gets the nanoseconds since the piece before, for the second piece and each one after it; what it throws is
     *     logged, and it is told nothing more
     */
    LongConsumer of(Call call, Target target, String served);
}
