package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/**
 * Geographic coordinates (ISO 6709 and as people write them): pairs of decimal degrees, degrees with minutes and seconds, and
 * single degrees after a word such as {@code lat}.
 */
final class CoordinatesSpotter implements Spotter {
    private static final Cues CUES = Cues.list(
            "lat lon lng long latitude longitude coordinates coordinate coords gps geo location position breite länge"
                    + " breitengrad längengrad koordinaten latitud longitud coordenadas coordonnées coordinate located latlng"
                    + " geolocation point waypoint");
    private static final Cues ONE = Cues.list("lat lon lng latitude longitude latitud longitud breitengrad längengrad");

    @Override
    public Triggers triggers() {
        return Triggers.DIGITS;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        if (!sheet.digits(at) || sheet.length(at) > 3) {
            return;
        }
        int start = sheet.start(at);
        char after = sheet.at(sheet.end(at));
        char before = sheet.at(start - 1);
        if (after == '°' || after == 'º') {
            degrees(sheet, start, finds);
        } else if (after == '.' && sheet.digit(sheet.end(at) + 1) && before != '.' && !sheet.joined(start - 1)) {
            decimal(sheet, at, before == '-' || before == '+' ? start - 1 : start, finds);
        }
    }

    private static void decimal(Sheet sheet, int at, int start, Finds finds) {
        int end = number(sheet, start, 90);
        boolean one = ONE.near(sheet, at, 2, 0);
        if (end < 0) {
            end = one ? number(sheet, start, 180) : -1;
            if (end > 0) {
                finds.add(EntityType.COORDINATES, start, end, 0.7, "degrees-cue");
            }
            return;
        }
        int places = end - sheet.end(at) - 1;
        if (one && places >= 2) {
            finds.add(EntityType.COORDINATES, start, end, 0.7, "degrees-cue");
        }
        int second = side(sheet, end, "NSns");
        boolean sides = second > end;
        int gap = second;
        while (gap - second < 4 && " ,;/\t".indexOf(sheet.at(gap)) >= 0) {
            gap++;
        }
        if (gap == second) {
            return;
        }
        int last = number(sheet, gap, 180);
        if (last < 0) {
            return;
        }
        int close = side(sheet, last, "EWewOo");
        sides &= close > last;
        int from = sheet.at(start - 1) == ' ' ? start - 2 : start - 1;
        if (sheet.at(from) == ',' && sheet.digit(from - 1)) {
            return; // in the midst of a list
        }
        boolean list = sheet.at(start - 1) == '['
                || (sheet.at(last) == ',' && (sheet.digit(last + 2) || sheet.at(last + 2) == '-'));
        boolean cue = CUES.near(sheet, at, 6, 0);
        int more = last - gap;
        boolean fine = places >= 4 && more >= 6 && sheet.at(second) != ' ' && !(zero(sheet, start) && zero(sheet, gap));
        if (sides || (cue && places >= 2) || (fine && !list)) {
            finds.add(EntityType.COORDINATES, start, close, sides ? 0.9 : cue ? 0.85 : 0.6, "degrees");
        }
    }

    private static boolean zero(Sheet sheet, int start) {
        int at = sheet.digit(start) ? start : start + 1;
        return sheet.at(at) == '0' && sheet.at(at + 1) == '.';
    }

    // where a decimal number ends that is not above a limit; -1 where there is none
    private static int number(Sheet sheet, int start, int most) {
        int at = sheet.at(start) == '-' || sheet.at(start) == '+' ? start + 1 : start;
        int whole = 0;
        int digits = 0;
        while (sheet.digit(at) && digits < 4) {
            whole = whole * 10 + sheet.at(at++) - '0';
            digits++;
        }
        if (digits == 0 || digits > 3 || whole > most || sheet.at(at) != '.') {
            return -1;
        }
        int dot = at++;
        while (sheet.digit(at) && at - dot < 20) {
            at++;
        }
        char after = sheet.at(at);
        boolean letter = sheet.joined(at) && "NSEWOnsewo".indexOf(after) < 0;
        return at - dot < 3 || letter || (after == '.' && sheet.digit(at + 1)) ? -1 : at;
    }

    // a sign of degrees and a side of the world
    private static int side(Sheet sheet, int end, String sides) {
        int at = end;
        while (at - end < 2 && (sheet.at(at) == '°' || sheet.at(at) == 'º' || sheet.at(at) == ' ')) {
            at++;
        }
        return sides.indexOf(sheet.at(at)) >= 0 && !sheet.word(at + 1) ? at + 1 : end;
    }

    // 48°51'24.5"N 2°21'3"E
    private static void degrees(Sheet sheet, int start, Finds finds) {
        int north = half(sheet, start);
        if (north < 0) {
            return;
        }
        int gap = north;
        while (gap - north < 3 && " ,;".indexOf(sheet.at(gap)) >= 0) {
            gap++;
        }
        int east = sheet.digit(gap) ? half(sheet, gap) : -1;
        if (east > 0) {
            finds.add(EntityType.COORDINATES, start, east, 0.95, "degrees-minutes");
        } else if (!finds.within(EntityType.COORDINATES, start)) {
            finds.add(EntityType.COORDINATES, start, north, 0.7, "degrees-minutes");
        }
    }

    private static int half(Sheet sheet, int start) {
        int at = start;
        int parts = 0;
        boolean degree = false;
        while (at - start < 24 && parts < 3 && sheet.digit(at)) {
            while (at - start < 24 && (sheet.digit(at) || (sheet.at(at) == '.' && sheet.digit(at + 1)))) {
                at++;
            }
            parts++;
            int sign = at;
            while (at - sign < 3 && " °º'\"′″`".indexOf(sheet.at(at)) >= 0) {
                degree |= sheet.at(at) == '°' || sheet.at(at) == 'º';
                at++;
            }
        }
        boolean side = "NSEWO".indexOf(sheet.at(at)) >= 0 && !sheet.word(at + 1);
        return degree && side && (parts > 1 || at > start + 3) ? at + 1 : -1;
    }
}
