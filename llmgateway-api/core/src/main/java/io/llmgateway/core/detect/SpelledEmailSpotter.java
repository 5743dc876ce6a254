package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.Set;

/** E-mail addresses whose signs are spelled, such as {@code jane at example dot com}. */
final class SpelledEmailSpotter implements Spotter {
    private static final Cues DOTS = Cues.of("dot", "punkt", "punto", "point");
    // "at some point in", "at this point we"
    private static final Cues OF_POINTS =
            Cues.list("a an any each every no one our same some that the their this what whatever which whichever");
    private static final Cues MAIL = Cues.list(
            "mail email mailto mails emails contact reach write gmail correo courriel adresse address kontakt e");

    @Override
    public Triggers triggers() {
        return Triggers.words(Set.of("at", "arroba", "ät", "dot", "punkt", "punto", "point"));
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        if (at == 0 || at + 1 >= sheet.tokens()) {
            return;
        }
        if (DOTS.has(sheet, at)) {
            dot(sheet, at, finds);
            return;
        }
        if (!apart(sheet, at)) {
            return;
        }
        int last = at + 1;
        int dots = 0;
        while (last + 2 < sheet.tokens() && last - at < 9 && spelled(sheet, last + 1)) {
            last += 2;
            dots++;
        }
        int first = at - 1;
        while (first > 1 && at - first < 9 && spelled(sheet, first - 1)) {
            first -= 2;
        }
        int domain = sheet.start(at + 1);
        int end = sheet.end(last);
        double score = 0.8;
        if (dots == 0) {
            end = Domains.end(sheet, domain);
            boolean telling = sheet.at(sheet.start(first) - 1) == '.'
                    || first < at - 1
                    || (sheet.flags(first) & Sheet.DIGIT) != 0;
            score = 0.75;
            boolean spelled = end >= 0
                    && sheet.at(sheet.start(at) - 1) == ' '
                    && sheet.at(end) != '@'; // "reach me at jane.doe@example.org" has a whole address after the word
            if (!spelled || !(telling || MAIL.near(sheet, first, 4, 0))) {
                return;
            }
        } else if (!top(sheet, last) || OF_POINTS.has(sheet, at + 1)) {
            return;
        }
        int start = EmailSpotter.local(sheet, sheet.end(at - 1));
        finds.add(
                EntityType.EMAIL,
                first < at - 1 || start < 0 ? sheet.start(first) : start,
                end,
                score,
                "email-spelled");
    }

    // jane@example dot com
    private static void dot(Sheet sheet, int at, Finds finds) {
        int sign = sheet.start(at - 1) - 1;
        int start =
                sheet.at(sign) == '@' && apart(sheet, at) && top(sheet, at + 1) ? EmailSpotter.local(sheet, sign) : -1;
        if (start >= 0) {
            finds.add(EntityType.EMAIL, start, sheet.end(at + 1), 0.8, "email-spelled");
        }
    }

    private static boolean top(Sheet sheet, int token) {
        return sheet.length(token) > 1 && sheet.length(token) <= 12 && (sheet.flags(token) & Sheet.DIGIT) == 0;
    }

    private static boolean spelled(Sheet sheet, int token) {
        return DOTS.has(sheet, token) && apart(sheet, token);
    }

    // blanks, dashes or underscores on both sides
    private static boolean apart(Sheet sheet, int token) {
        return gap(sheet, sheet.end(token - 1), sheet.start(token))
                && gap(sheet, sheet.end(token), sheet.start(token + 1));
    }

    private static boolean gap(Sheet sheet, int from, int to) {
        for (int i = from; i < to; i++) {
            if (" -_".indexOf(sheet.at(i)) < 0) {
                return false;
            }
        }
        return to > from && to - from <= 2;
    }
}
