package io.llmgateway.core.guard;

import io.llmgateway.chain.TextFilter;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.RefusedException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a guard makes of a text it follows; the text itself where its verdicts do not count. */
final class Followed implements TextFilter {
    private final TextFilter guard;
    private final boolean enforced;
    private final Consumer<RuntimeException> failed;
    private boolean broken;

    Followed(TextFilter guard, boolean enforced, Consumer<RuntimeException> failed) {
        this.guard = guard;
        this.enforced = enforced;
        this.failed = failed;
    }

    @Override
    public String push(String piece) {
        String changed = asked(() -> guard.push(piece));
        return enforced ? changed : piece;
    }

    @Override
    public String flush() {
        String rest = asked(guard::flush);
        return enforced ? rest : "";
    }

    private String asked(Supplier<String> what) {
        if (broken) {
            return "";
        }
        try {
            return what.get();
        } catch (RefusedException | CancelledException e) {
            throw e;
        } catch (RuntimeException e) {
            broken = true;
            failed.accept(e);
            return "";
        }
    }
}
