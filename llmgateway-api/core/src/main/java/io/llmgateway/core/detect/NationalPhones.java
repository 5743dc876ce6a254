package io.llmgateway.core.detect;

/** How telephone numbers look that are written for their own country, where nothing says that they are some. */
final class NationalPhones {
    private NationalPhones() {}

    /** The score of what looks like one; 0 where it does not. */
    static double score(Sheet sheet, int at, int first, PhoneRun run) {
        int start = sheet.start(at);
        if (run.digits() < 9 || run.digits() > 12 || run.mark() == '_') {
            return 0;
        }
        if (run.groups() == 1) {
            return chinese(sheet, start, run)
                    ? 0.6
                    : !mobile(sheet, start, run) ? 0 : usual(sheet.at(start + 1)) ? 0.66 : 0.5;
        }
        boolean brackets = sheet.at(first) == '(';
        boolean blank = run.mark() == ' ' || run.mark() == '-';
        if (brackets && sheet.length(at) == 1 && sheet.at(start) == '0') { // (0)20 7946 0958
            return run.groups() > 2 && run.digits() < 12 ? 0.65 : 0;
        }
        if (trunk(sheet, at)) {
            return run.shape() == 0x22222 && run.mark() != '/' ? 0.7 : grouped(run, brackets, blank) ? 0.55 : 0;
        }
        boolean area = brackets && (run.shape() == 0x254 || run.shape() == 0x244); // (11) 91234-5678
        boolean russian = sheet.at(start) == '8' && (run.shape() == 0x13322 || run.shape() == 0x1334);
        boolean chinese = run.shape() == 0x344 && sheet.at(start) == '1' && sheet.at(start + 1) >= '3';
        return blank && (area || russian || chinese) ? 0.55 : 0;
    }

    // the digit one dials for another town first, then no further one
    private static boolean trunk(Sheet sheet, int at) {
        return sheet.at(sheet.start(at)) == '0' && sheet.at(sheet.start(at) + 1) > '0' && sheet.length(at) > 1;
    }

    // an area and two groups or more, an area in brackets, or as mobile numbers are: 07911 123456, 0171/1234567
    private static boolean grouped(PhoneRun run, boolean brackets, boolean blank) {
        return switch (run.shape()) {
            case 0x234,
                    0x244,
                    0x333,
                    0x334,
                    0x343,
                    0x344,
                    0x433,
                    0x434,
                    0x443,
                    0x3222,
                    0x3223,
                    0x3232,
                    0x3322,
                    0x4222,
                    0x4322 -> blank || brackets;
            case 0x56, 0x55, 0x65, 0x46 -> run.mark() == ' ' || brackets;
            case 0x28, 0x37, 0x47, 0x48, 0x57 -> blank || run.mark() == '/' || brackets;
            default -> brackets && run.digits() < 12;
        };
    }

    // ten or eleven digits with a trunk's, and no number of a book
    private static boolean mobile(Sheet sheet, int start, PhoneRun run) {
        boolean length =
                (run.digits() == 10 && sheet.at(start + 1) > '3') || (run.digits() == 11 && sheet.at(start + 1) > '0');
        if (!length || sheet.at(start) != '0' || sheet.at(start - 1) == '-' || sheet.at(start - 1) == '/') {
            return false;
        }
        int book = 0;
        boolean rising = true;
        for (int i = 0; i < run.digits(); i++) {
            book += (10 - i) * (sheet.at(start + i) - '0');
            rising &= i == 0 || sheet.at(start + i) == sheet.at(start + i - 1) + 1;
        }
        return !rising && (run.digits() != 10 || book % 11 != 0);
    }

    // 06 and 07 are mobile in many countries
    private static boolean usual(char second) {
        return second == '6' || second == '7';
    }

    // eleven digits as mobile numbers of China have them, in a text of that script
    private static boolean chinese(Sheet sheet, int start, PhoneRun run) {
        return run.digits() == 11
                && sheet.at(start) == '1'
                && sheet.at(start + 1) >= '3'
                && (han(sheet.at(start - 1)) || han(sheet.at(start - 2)) || han(sheet.at(run.end())));
    }

    private static boolean han(char c) {
        return c >= '\u4e00' && c <= '\u9fff';
    }
}
