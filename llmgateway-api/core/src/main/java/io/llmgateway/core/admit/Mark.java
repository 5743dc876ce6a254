package io.llmgateway.core.admit;

import java.time.Duration;

/** What happens from some percent of a budget on. */
record Mark(int percent, Action action) {
    sealed interface Action {
        /** As it is told. */
        String word();
    }

    record Warn() implements Action {
        @Override
        public String word() {
            return "warn";
        }
    }

    /** So many calls in a time are let through. */
    record Throttle(long calls, Duration time, String rate) implements Action {
        @Override
        public String word() {
            return "throttle";
        }
    }

    /** Another model answers. */
    record Downgrade(String alias) implements Action {
        @Override
        public String word() {
            return "downgrade";
        }
    }

    record Block() implements Action {
        @Override
        public String word() {
            return "block";
        }
    }
}
