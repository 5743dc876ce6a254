package io.llmgateway.core.guard;

import io.llmgateway.core.injection.InjectionScorer;

/** Takes the lines out of a text that are addressed to the model; all of it where that does not help. */
final class Quarantine {
    private final InjectionScorer scorer;
    private final String notice;

    Quarantine(InjectionScorer scorer, String notice) {
        this.scorer = scorer;
        this.notice = notice;
    }

    /** What is left of a text when lines that score too much are gone. */
    String without(String text, double threshold) {
        String clean = InjectionScorer.clean(text);
        if (scorer.score(clean, true).score() < threshold) {
            return clean;
        }
        StringBuilder left = new StringBuilder(clean.length());
        int start = 0;
        while (start < clean.length()) {
            int end = clean.indexOf('\n', start);
            end = end < 0 ? clean.length() : end + 1;
            String line = clean.substring(start, end);
            if (scorer.score(line, true).score() < threshold) {
                left.append(line);
            } else {
                left.append(notice).append(line.endsWith("\n") ? "\n" : "");
            }
            start = end;
        }
        return scorer.score(left.toString(), true).score() < threshold ? left.toString() : notice;
    }
}
