package io.llmgateway.core.detect;

import io.llmgateway.guard.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers in what a part of a text stands for, with the words around that part as cues. Immutable. */
final class Reading {
    private static final int BEFORE = 8; // tokens
    private static final int AROUND = 80; // chars

    private final Dispatch dispatch;

    Reading(List<Spotter> numbers) {
        this.dispatch = new Dispatch(numbers);
    }

    /** The surest of what the part would hold if it read so; null where it holds nothing. */
    @Nullable
    Finding best(Sheet sheet, int start, int end, String instead) {
        int first = Math.max(0, sheet.tokenAt(start) - BEFORE);
        int from = Math.max(start - AROUND, Math.min(start, sheet.start(first)));
        int to = Math.min(sheet.length(), end + AROUND / 4);
        int place = start - from;
        Sheet inner = new Sheet(sheet.text(from, start) + instead + sheet.text(end, to));
        Finds finds = new Finds(inner);
        dispatch.run(inner, finds);
        Finding best = null;
        for (Finding finding : finds.found()) {
            boolean within = finding.start() < place + instead.length() && finding.end() > place;
            if (within && (best == null || finding.score() > best.score())) {
                best = finding;
            }
        }
        return best;
    }
}
