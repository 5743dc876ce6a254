package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.Set;

/** E-mail addresses whose signs are spelled, such as {@code jane at example dot com}. */
final class SpelledEmailSpotter implements Spotter {
    private static final Cues DOTS = Cues.of("dot", "punkt", "punto", "point");
    private static final Cues MAIL = Cues.list(
            "mail email mailto mails emails contact reach write gmail correo courriel adresse address kontakt e");

    @Override
    public Triggers triggers() {
        return Triggers.words(Set.of("at", "arroba"));
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        if (at == 0
                || sheet.at(sheet.start(at) - 1) != ' '
                || sheet.end(at - 1) != sheet.start(at) - 1
                || at + 1 >= sheet.tokens()) {
            return;
        }
        int last = at + 1;
        int dots = 0;
        while (last + 2 < sheet.tokens() && last - at < 9 && dot(sheet, last + 1)) {
            last += 2;
            dots++;
        }
        int first = at - 1;
        while (first > 1 && at - first < 9 && dot(sheet, first - 1)) {
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
            if (end < 0 || !(telling || MAIL.near(sheet, first, 4, 0))) {
                return;
            }
        } else if (sheet.length(last) < 2 || sheet.length(last) > 12 || (sheet.flags(last) & Sheet.DIGIT) != 0) {
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

    private static boolean dot(Sheet sheet, int token) {
        return DOTS.has(sheet, token) && sheet.at(sheet.start(token) - 1) == ' ' && sheet.at(sheet.end(token)) == ' ';
    }
}
