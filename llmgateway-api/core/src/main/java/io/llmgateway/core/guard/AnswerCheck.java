package io.llmgateway.core.guard;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import java.util.List;
import java.util.function.Function;

/**
 * Judges an answer as it comes. A piece goes on once it was judged together with as much behind it as is held back; the
 * arguments of a tool wait to their end, since nobody can use half of them.
 */
final class AnswerCheck implements TextFilter {
    private static final int REMEMBERED = 2_000;
    private static final int LEAST_PIECE = 64;

    private final List<Check> checks;
    private final Origin origin;
    private final Call call;
    private final Function<ModelRequest, ModelResponse> models;
    private final int holdBack;
    private final StringBuilder before = new StringBuilder();
    private final StringBuilder held = new StringBuilder();

    AnswerCheck(List<Check> checks, Origin origin, Call call, Function<ModelRequest, ModelResponse> models) {
        this.checks = checks;
        this.origin = origin;
        this.call = call;
        this.models = models;
        this.holdBack = origin == Origin.TOOL_CALL
                ? Integer.MAX_VALUE
                : checks.stream().mapToInt(Check::holdBack).max().orElse(0);
    }

    @Override
    public String push(String piece) {
        held.append(piece);
        if (held.length() < Math.max(LEAST_PIECE, holdBack)) {
            if (holdBack > 0) {
                return "";
            }
        }
        return judge(false);
    }

    @Override
    public String flush() {
        return last("");
    }

    @Override
    public String last(String rest) { // what is all there is judged once
        held.append(rest);
        return held.isEmpty() && before.isEmpty() ? "" : judge(true);
    }

    private String judge(boolean last) {
        String text = held.toString();
        for (Check check : checks) {
            Passage passage = new Passage(text, before.toString(), origin, last, call.request(), models);
            Verdict verdict = check.judge(call, passage);
            if (verdict instanceof Verdict.Block || verdict instanceof Verdict.Reroute) {
                throw check.refusal(call, true);
            }
            if (verdict instanceof Verdict.Rewrite rewrite) {
                text = rewrite.text();
            }
        }
        int released = last ? text.length() : whole(text, Math.max(0, text.length() - (holdBack + 1) / 2));
        String out = text.substring(0, released);
        held.setLength(0);
        held.append(text, released, text.length());
        before.append(out);
        if (before.length() > 2 * REMEMBERED) {
            before.delete(0, before.length() - REMEMBERED);
        }
        return out;
    }

    // a reader that writes pieces as bytes would lose a character that is cut in two
    private static int whole(String text, int end) {
        return end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }
}
