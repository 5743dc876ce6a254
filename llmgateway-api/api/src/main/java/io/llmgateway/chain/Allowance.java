package io.llmgateway.chain;

import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Usage;

/**
 * What a call may spend. The room {@code admit} sends one along; the room {@code send} asks it before each attempt and
 * tells it afterwards. Thread-safe: attempts of one call may run at once.
 */
public interface Allowance {
    /** Where a call carries it; absent where nothing limits the call. */
    Attribute<Allowance> ATTRIBUTE = Attribute.of("allowance", Allowance.class);

    /**
     * Asks for one more attempt, and holds what it may cost at most.
     *
     * @param call the call, as it goes to the target
     * @param target where it goes
     * @return to be settled exactly once
     * @throws io.llmgateway.error.RefusedException if it may not
     */
    Ticket take(Call call, Target target);

    /** One attempt that is allowed. */
    interface Ticket {
        /**
         * Says what the attempt came to and lets go of the rest. Later calls do nothing.
         *
         * @param usage what it used
         * @param cost what it cost
         */
        void settle(Usage usage, Cost cost);
    }
}
