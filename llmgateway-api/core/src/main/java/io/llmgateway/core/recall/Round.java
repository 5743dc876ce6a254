package io.llmgateway.core.recall;

import org.jspecify.annotations.Nullable;

/** One question of one call, from when it is asked. Thread-safe. */
final class Round implements Audience {
    private final Question question;
    private volatile boolean over;
    private volatile boolean blocked;

    Round(Question question) {
        this.question = question;
    }

    Question question() {
        return question;
    }

    @Override
    public @Nullable Question wish() {
        return question.stores() ? question : null;
    }

    @Override
    public boolean blocked() {
        return blocked;
    }

    void block() {
        blocked = true;
    }

    /** Whether its answer was read, or there is none. */
    boolean over() {
        return over;
    }

    void end() {
        over = true;
    }
}
