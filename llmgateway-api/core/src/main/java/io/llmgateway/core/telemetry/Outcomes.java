package io.llmgateway.core.telemetry;

import io.llmgateway.chain.Ending;
import io.llmgateway.chat.Outcome;
import io.llmgateway.error.CancelledException;
import org.jspecify.annotations.Nullable;

/** How a part of a call ended, in a word. */
final class Outcomes {
    private static final String ABANDONED = Names.word(Outcome.ABANDONED);

    private Outcomes() {}

    static String of(Ending ending) {
        if (ending instanceof Ending.Complete) {
            return Names.word(Outcome.COMPLETE);
        }
        return ending instanceof Ending.Failed ? Names.word(Outcome.FAILED) : ABANDONED;
    }

    static String of(Throwable error) {
        return error instanceof CancelledException ? ABANDONED : Names.word(Outcome.FAILED);
    }

    // who gives a call up has not met an error
    static void fail(Live span, String outcome, @Nullable Throwable error) {
        if (error != null && !outcome.equals(ABANDONED)) {
            span.fail(Names.errorType(error));
        }
    }
}
