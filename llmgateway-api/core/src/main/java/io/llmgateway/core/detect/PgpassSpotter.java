package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/** Passwords of PostgreSQL's {@code .pgpass}: lines of {@code host:port:database:user:password} (its manual, section 34.16). */
final class PgpassSpotter implements Spotter {
    private static final int FIELD = 64;
    private static final int LEAST = 5;

    @Override
    public Triggers triggers() {
        return Triggers.marks(":");
    }

    // asked at the first colon of a line: what is before it is a host
    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int port = at + 1;
        boolean any = sheet.at(port) == '*';
        if ((!any && (!sheet.digit(port) || !sheet.digit(port + 3))) || !first(sheet, at)) {
            return;
        }
        int database = port + 1;
        while (!any && database < port + 5 && sheet.digit(database)) {
            database++;
        }
        int user = field(sheet, database);
        int password = user < 0 ? -1 : field(sheet, user);
        if (password < 0 || sheet.digit(database + 1)) {
            return;
        }
        int start = password + 1;
        int end = start;
        while (end < start + FIELD && sheet.at(end) > ' ' && sheet.at(end) != ':') {
            end++;
        }
        boolean line = sheet.at(end) == '\n' || sheet.at(end) == '\r';
        if (line
                && end - start >= LEAST
                && Value.of(sheet, start, end).strong()
                && !SecretText.template(sheet, start, end)) {
            finds.add(EntityType.SECRET, start, end, 0.8, "password");
        }
    }

    // nothing but a host between the line's beginning and here
    private static boolean first(Sheet sheet, int colon) {
        int i = colon;
        while (i > colon - FIELD && (sheet.word(i - 1) || ".-_*".indexOf(sheet.at(i - 1)) >= 0)) {
            i--;
        }
        return i < colon && sheet.at(i - 1) == '\n';
    }

    // where the field ends that follows a colon, at the next one; -1 where there is none
    private static int field(Sheet sheet, int colon) {
        if (sheet.at(colon) != ':') {
            return -1;
        }
        int i = colon + 1;
        while (i < colon + FIELD && (sheet.word(i) || ".-_*$".indexOf(sheet.at(i)) >= 0)) {
            i++;
        }
        return i > colon + 1 && sheet.at(i) == ':' ? i : -1;
    }
}
