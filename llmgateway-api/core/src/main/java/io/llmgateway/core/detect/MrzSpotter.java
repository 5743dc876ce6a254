package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/**
 * The lines of passports and identity cards for machines (ICAO 9303 parts 3 to 6): 30, 36 or 44 capitals, digits and
 * {@code <}, told by their check digits, or by how the first line of a document begins.
 */
final class MrzSpotter implements Spotter {
    private static final int LONGEST = 44;

    @Override
    public Triggers triggers() {
        return Triggers.marks("<");
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int start = at;
        while (start > at - LONGEST && sign(sheet.at(start - 1))) {
            start--;
            if (sheet.at(start) == '<') {
                return; // the first one of the line has been asked
            }
        }
        int end = at;
        while (end - start <= LONGEST && sign(sheet.at(end))) {
            end++;
        }
        int length = end - start;
        if ((length == 30 || length == 36 || length == LONGEST) && !sheet.word(start - 1) && !sheet.word(end)) {
            String line = sheet.text(start, end);
            if (data(line) || opening(line) || names(line)) {
                finds.add(EntityType.PASSPORT, start, end, 0.97, "mrz");
            }
        }
    }

    private static boolean sign(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '<';
    }

    // number, birth and expiry each with a check digit; on cards of three lines birth and expiry alone
    private static boolean data(String line) {
        return line.length() == 30
                ? checked(line, 0, 6) && checked(line, 8, 14)
                : checked(line, 0, 9) && checked(line, 13, 19) && checked(line, 21, 27);
    }

    // the kind of document, and the state; Germany is D and two fillers
    private static boolean opening(String line) {
        return "PIACV".indexOf(line.charAt(0)) >= 0
                && letter(line, 2)
                && !digit(line, 3)
                && !digit(line, 4)
                && (line.length() == 30 ? checked(line, 5, 14) : line.indexOf("<<", 5) > 5);
    }

    // the third line of a card
    private static boolean names(String line) {
        int end = line.indexOf("<<");
        return line.length() == 30
                && end > 0
                && line.chars().noneMatch(c -> c <= '9')
                && line.charAt(0) != '<'
                && line.endsWith("<");
    }

    private static boolean checked(String line, int start, int check) {
        return digit(line, check)
                && CheckDigits.sum731(line, start, check) % 10 == line.charAt(check) - '0'
                && line.charAt(start) != '<';
    }

    private static boolean letter(String line, int place) {
        return line.charAt(place) >= 'A';
    }

    private static boolean digit(String line, int place) {
        return line.charAt(place) >= '0' && line.charAt(place) <= '9';
    }
}
