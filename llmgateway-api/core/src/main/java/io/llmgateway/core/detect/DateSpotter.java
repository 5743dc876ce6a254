package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/** Dates, in figures and with names of months; near words of birth they are dates of birth. */
final class DateSpotter implements Spotter {
    private static final Cues MONTHS = Cues.list(
            "january february march april may june july august september october november december jan feb mar apr jun"
                    + " jul aug sep sept oct nov dec januar jänner februar märz mai juni juli oktober dezember mär okt dez"
                    + " janvier février fevrier mars avril juin juillet août aout septembre octobre novembre décembre decembre"
                    + " enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre"
                    + " gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio"
                    + " junho julho setembro outubro novembro dezembro januari februari maart mei augustus december stycznia"
                    + " lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia maj augusti"
                    + " marts desember января февраля марта апреля мая июня июля августа сентября октября ноября декабря ocak"
                    + " şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık");
    private static final Cues WORDS = Cues.list("may mar march mars sep dec mei maj mart marca jun");
    private static final Cues LINKS = Cues.of("of", "de", "del", "di", "do", "den", "the");
    private static final Cues BIRTH = Cues.list(
            "birth born dob birthday birthdate bday dateofbirth geburtsdatum geboren geb geburtstag né née naissance"
                    + " nacimiento nacido nacida nació nato nata nascita nascimento nascido nascida geboorte geboortedatum"
                    + " urodzony urodzona urodzenia ur рождения родился родилась doğum född födelsedatum født fødselsdato"
                    + " syntynyt syntymäaika narozen narozena narození születési született γέννησης 生日 出生 出生日期 生年月日 생년월일"
                    + " anniversaire cumpleaños compleanno aniversário verjaardag");
    private static final Cues DATED =
            Cues.list("date dated datum fecha data today since until due expires on am le vom");
    private static final Cues VERSIONS =
            Cues.of("version", "v", "release", "ver", "build", "section", "ip", "firmware");

    @Override
    public Triggers triggers() {
        return Triggers.DIGITS;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int length = sheet.length(at);
        if (length > 8) {
            return;
        }
        char before = sheet.at(sheet.start(at) - 1);
        if (sheet.digits(at) && before != '$' && before != '€') {
            if (length == 8) {
                compact(sheet, at, finds);
                return;
            }
            if (length <= 4 && figures(sheet, at, finds)) {
                return;
            }
        }
        if (day(sheet, at)) {
            dayFirst(sheet, at, finds);
        }
        if (at > 0 && MONTHS.has(sheet, at - 1)) {
            monthFirst(sheet, at, finds);
        }
    }

    private static boolean figures(Sheet sheet, int at, Finds finds) {
        int start = sheet.start(at);
        char mark = sheet.at(sheet.end(at));
        if (at + 2 >= sheet.tokens()) {
            return false;
        }
        if (mark == '年' || mark == '년') {
            return eastern(sheet, at, finds);
        }
        if ((mark != '/' && mark != '-' && mark != '.')
                || sheet.start(at + 1) != sheet.end(at) + 1
                || !sheet.digits(at + 1)
                || sheet.length(at + 1) > 2
                || sheet.at(sheet.end(at + 1)) != mark
                || sheet.start(at + 2) != sheet.end(at + 1) + 1) {
            return false;
        }
        char before = sheet.at(start - 1);
        if ((before == '.' || before == '-' || before == '/' || before == '+') && sheet.joined(start - 2)) {
            return false;
        }
        int first = value(sheet, start, sheet.end(at));
        int second = value(sheet, sheet.start(at + 1), sheet.end(at + 1));
        int third = sheet.start(at + 2);
        int end = third;
        while (sheet.digit(end) && end - third < 5) {
            end++;
        }
        boolean time = sheet.at(end) == 'T' && sheet.digit(end + 1);
        if ((sheet.joined(end) && !time) || (sheet.at(end) == mark && sheet.word(end + 1))) {
            return false;
        }
        int last = value(sheet, third, end);
        double score;
        if (sheet.length(at) == 4) {
            if (!year(first) || second < 1 || second > 12 || last < 1 || last > 31 || end - third > 2) {
                return false;
            }
            score = 0.8;
        } else {
            boolean days =
                    first >= 1 && second >= 1 && ((first <= 31 && second <= 12) || (first <= 12 && second <= 31));
            if (!days || sheet.length(at) > 2 || time) {
                return false;
            }
            if (end - third == 4) {
                score = year(last) ? 0.8 : 0.3;
            } else if (end - third == 2) {
                boolean full = sheet.length(at) == 2 && sheet.length(at + 1) == 2;
                boolean fits = mark == '/' || full || first > 12;
                boolean version = VERSIONS.near(sheet, at, 3, 0);
                score = (fits && !version) || DATED.near(sheet, at, 3, 0) ? 0.55 : 0.3;
            } else {
                return false;
            }
        }
        add(sheet, at, start, time ? time(sheet, end + 1) : end, score, finds);
        return true;
    }

    // what follows the T of ISO 8601
    private static int time(Sheet sheet, int start) {
        int at = start;
        while (at - start < 24 && (sheet.digit(at) || (":.+-".indexOf(sheet.at(at)) >= 0 && sheet.digit(at + 1)))) {
            at++;
        }
        return sheet.at(at) == 'Z' ? at + 1 : at;
    }

    private static boolean eastern(Sheet sheet, int at, Finds finds) {
        int end = sheet.end(at) + 1;
        int parts = 1;
        while (parts < 3 && sheet.digit(end)) {
            int from = end;
            while (sheet.digit(end) && end - from < 3) {
                end++;
            }
            if ("月日월일".indexOf(sheet.at(end)) < 0) {
                return false;
            }
            end++;
            parts++;
            end = parts < 3 && sheet.at(end) == ' ' && sheet.digit(end + 1) ? end + 1 : end;
        }
        if (parts < 2 || !year(value(sheet, sheet.start(at), sheet.end(at)))) {
            return false;
        }
        add(sheet, at, sheet.start(at), end, 0.85, finds);
        return true;
    }

    private static void compact(Sheet sheet, int at, Finds finds) {
        int start = sheet.start(at);
        boolean ymd = year(value(sheet, start, start + 4)) && monthDay(sheet, start + 4);
        boolean dmy = year(value(sheet, start + 4, start + 8)) && (monthDay(sheet, start) || dayMonth(sheet, start));
        if ((ymd || dmy) && (BIRTH.near(sheet, at, 5, 0) || DATED.near(sheet, at, 2, 0))) {
            add(sheet, at, start, start + 8, 0.7, finds);
        }
    }

    private static boolean monthDay(Sheet sheet, int start) {
        int month = value(sheet, start, start + 2);
        int day = value(sheet, start + 2, start + 4);
        return month >= 1 && month <= 12 && day >= 1 && day <= 31;
    }

    private static boolean dayMonth(Sheet sheet, int start) {
        int day = value(sheet, start, start + 2);
        int month = value(sheet, start + 2, start + 4);
        return month >= 1 && month <= 12 && day >= 1 && day <= 31;
    }

    // 5 May 2021, 5th of May, 5-MAY-21, 5. Mai 2021, 5 de mayo de 2021
    private static void dayFirst(Sheet sheet, int at, Finds finds) {
        int month = at + 1;
        char before = sheet.at(sheet.start(at) - 1);
        if ((before == '/' || before == '-' || before == '.' || before == ':') && sheet.digit(sheet.start(at) - 2)) {
            return; // the end of a date in figures, or of a time
        }
        if (month < sheet.tokens() && LINKS.has(sheet, month) && close(sheet, at)) {
            month++;
        }
        if (month >= sheet.tokens() || !close(sheet, month - 1) || !MONTHS.has(sheet, month)) {
            return;
        }
        int end = yearAfter(sheet, month);
        if (end < 0 && WORDS.has(sheet, month) && (sheet.flags(month) & Sheet.UPPER) == 0) {
            return; // 5 may be
        }
        add(sheet, at, sheet.start(at), end < 0 ? sheet.end(month) : end, end < 0 ? 0.6 : 0.85, finds);
    }

    // May 5, 2021; May 5th; May 2021; May-21
    private static void monthFirst(Sheet sheet, int at, Finds finds) {
        int start = sheet.start(at - 1);
        char before = sheet.at(start - 1);
        if (!close(sheet, at - 1)
                || ((sheet.flags(at - 1) & (Sheet.UPPER | Sheet.BEYOND)) == 0 && WORDS.has(sheet, at - 1))) {
            return;
        }
        if (sheet.length(at) == 4 && sheet.digits(at) && year(value(sheet, sheet.start(at), sheet.end(at)))) {
            add(sheet, at - 1, start, sheet.end(at), 0.7, finds);
        } else if (day(sheet, at)) {
            int end = yearAfter(sheet, at);
            boolean plain = before != '-' && before != '_' && sheet.at(sheet.end(at)) != ':';
            if (end > 0 || plain) {
                add(sheet, at - 1, start, end > 0 ? end : sheet.end(at), end > 0 ? 0.85 : 0.6, finds);
            }
        } else if (sheet.digits(at) && sheet.length(at) == 2 && sheet.at(sheet.start(at) - 1) == '-') {
            add(sheet, at - 1, start, sheet.end(at), 0.6, finds);
        }
    }

    // where a year ends that follows a token; -1 where none does
    private static int yearAfter(Sheet sheet, int token) {
        int next = token + 1;
        if (next < sheet.tokens() && LINKS.has(sheet, next) && close(sheet, token)) {
            next++;
        }
        if (next >= sheet.tokens() || !close(sheet, next - 1) || (sheet.flags(next) & Sheet.DIGIT) == 0) {
            return -1;
        }
        int start = sheet.start(next);
        boolean short2 = sheet.digits(next) && sheet.length(next) == 2 && ("-/'".indexOf(sheet.at(start - 1)) >= 0);
        return short2 || (sheet.digits(next) && sheet.length(next) == 4 && year(value(sheet, start, start + 4)))
                ? sheet.end(next)
                : -1;
    }

    // a day of a month, as 5, 05 or 5th
    private static boolean day(Sheet sheet, int at) {
        int start = sheet.start(at);
        int digits = sheet.digit(start) ? sheet.digit(start + 1) ? 2 : 1 : 0;
        if (digits == 0 || (!sheet.digits(at) && !ordinal(sheet, start + digits, sheet.end(at)))) {
            return false;
        }
        int day = value(sheet, start, start + digits);
        return day >= 1 && day <= 31 && (!sheet.digits(at) || sheet.length(at) == digits);
    }

    private static boolean ordinal(Sheet sheet, int start, int end) {
        return end - start == 2
                ? sheet.is(start, "th")
                        || sheet.is(start, "st")
                        || sheet.is(start, "nd")
                        || sheet.is(start, "rd")
                        || sheet.is(start, "er")
                : end - start == 1 && (sheet.at(start) == 'º' || sheet.at(start) == 'e');
    }

    // at most two chars to the next token, on one line
    private static boolean close(Sheet sheet, int token) {
        int start = sheet.end(token);
        int end = sheet.start(token + 1);
        if (end - start > 2) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (" -./,'°º".indexOf(sheet.at(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int value(Sheet sheet, int start, int end) {
        int value = 0;
        for (int i = start; i < end; i++) {
            value = value * 10 + sheet.at(i) - '0';
        }
        return value;
    }

    private static boolean year(int year) {
        return year >= 1880 && year < 2100;
    }

    private static void add(Sheet sheet, int token, int start, int end, double score, Finds finds) {
        int last = sheet.tokenAt(end - 1);
        if (BIRTH.near(sheet, token, 6, 0) || BIRTH.near(sheet, last, 0, 1)) {
            finds.add(EntityType.DATE_OF_BIRTH, start, end, Math.max(0.85, score), "birth");
        } else {
            finds.add(EntityType.DATE, start, end, score, "date");
        }
    }
}
