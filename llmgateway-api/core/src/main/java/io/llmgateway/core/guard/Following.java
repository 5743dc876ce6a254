package io.llmgateway.core.guard;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chain.TextKind;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A guard that follows an answer from its first char to its last. It needs no window, and what it changes is the same however the
 * answer is cut. {@link #judge} is asked about what goes out only.
 */
interface Following extends Guard {
    /**
     * Begins with an answer.
     *
     * @param call the call it answers
     * @param told gets verdicts, at the place where they are due; throws where one ends the call
     * @return gives a fresh filter for each part, or null to leave parts of this kind as they are
     */
    Function<TextKind, @Nullable TextFilter> follow(Call call, BiConsumer<Origin, Verdict> told);
}
