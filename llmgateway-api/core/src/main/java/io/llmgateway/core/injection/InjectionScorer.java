package io.llmgateway.core.injection;

import io.llmgateway.core.detect.Sheet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

/** Tells how much texts read like attempts to turn a model around. Thread-safe. */
public final class InjectionScorer {
    private static final double LEAST = 0.35; // what a hidden text must come to, so that hiding it counts

    private static final InjectionScorer SHIPPED = new InjectionScorer();

    private InjectionScorer() {}

    /** Read when it is first asked for. */
    private static final class Shipped {
        static final Book BOOK = BookReader.read();
    }

    /**
     * The scorer with the shipped rules.
     *
     * @return the scorer
     */
    public static InjectionScorer shipped() {
        return SHIPPED;
    }

    /**
     * Makes ready for the first text, which else does it.
     *
     * @param threads where that is done; the first text waits for it
     */
    public void prepare(Executor threads) {
        threads.execute(() -> Objects.requireNonNull(Shipped.BOOK));
    }

    /**
     * Looks at a text.
     *
     * @param text the text
     * @param indirect whether others than the user may have written it: what a tool gave back, or a document
     * @return how much it reads like an injection
     */
    public InjectionScore score(String text, boolean indirect) {
        Sheet sheet = new Sheet(text);
        Evidence evidence = new Evidence();
        Reading reading = new Reading(Shipped.BOOK, sheet, evidence);
        weigh(reading, evidence, indirect);
        double sum = evidence.sum();
        List<String> rules = evidence.families();
        if (sum >= 2 * LEAST && Sign.hides(text)) {
            sum += -Math.log(1 - Sign.UNSEEN.weight());
            rules = with(Sign.UNSEEN.family(), rules);
        }
        for (Views.View view : Views.of(text, sheet, reading)) {
            Evidence hidden = new Evidence();
            weigh(new Reading(Shipped.BOOK, new Sheet(view.text()), hidden), hidden, indirect);
            double all = view.suspicion() + hidden.sum();
            if ((hidden.sum() >= LEAST || view.suspicion() >= 1) && all > sum) {
                sum = all;
                rules = with(view.rule(), hidden.families());
            }
        }
        return sum == 0 ? InjectionScore.NONE : new InjectionScore(1 - Math.exp(-sum), rules);
    }

    private static void weigh(Reading reading, Evidence evidence, boolean indirect) {
        reading.match(indirect);
        evidence.weigh(reading.words());
    }

    private static List<String> with(String rule, List<String> rules) {
        List<String> all = new ArrayList<>(rules);
        all.add(rule);
        return all;
    }

    /**
     * A text without characters that nobody sees and a model reads, and with the marks of conversation formats (such as those of
     * ChatML and Llama) broken up, so that they are plain text. Emoji and all that is seen stay.
     *
     * @param text the text
     * @return the cleaned text; the same where there was nothing to do
     */
    public static String clean(String text) {
        String seen = Unseen.without(text);
        StringBuilder out = null;
        int copied = 0;
        for (int i = 0; i < seen.length(); i++) {
            char c = seen.charAt(i);
            int length = c == '<' || c == '[' ? Sign.template(seen, i) : 0;
            if (length > 0) {
                out = out == null ? new StringBuilder(seen.length() + 16) : out;
                out.append(seen, copied, i + 1).append(' ');
                copied = i + 1;
            }
        }
        return out == null ? seen : out.append(seen, copied, seen.length()).toString();
    }
}
