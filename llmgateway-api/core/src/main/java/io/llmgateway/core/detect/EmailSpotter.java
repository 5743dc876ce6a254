package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/**
 * E-mail addresses as they are used (RFC 5321, RFC 6531): a local part, an at sign and a domain with a dot, or an address of a
 * host in brackets.
 */
final class EmailSpotter implements Spotter {
    private static final int LOCAL = 64;

    @Override
    public Triggers triggers() {
        return Triggers.marks("@");
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        if (scattered(sheet, at, finds)) {
            return;
        }
        int start = local(sheet, at);
        int domain = at + 1;
        if (start < 0) {
            return;
        }
        int end = sheet.at(domain) == '[' ? bracketed(sheet, domain) : Domains.end(sheet, domain);
        if (end > 0 && !remote(sheet, start, at, end) && !credentials(sheet, start)) {
            boolean emphasis = sheet.at(start) == '_' && sheet.at(end) == '_';
            finds.add(EntityType.EMAIL, emphasis ? start + 1 : start, end, 0.9, "email");
        }
    }

    // j a n e @ e x a m p l e . c o m
    private static boolean scattered(Sheet sheet, int at, Finds finds) {
        int start = at - 1;
        while (at - start < LOCAL && sheet.word(start) && single(sheet, start - 1) && sheet.word(start - 2)) {
            start -= 2;
        }
        int end = at + 1;
        boolean dot = false;
        while (end - at < LOCAL && sheet.word(end) && single(sheet, end + 1) && sheet.word(end + 2)) {
            dot |= sheet.at(end + 1) == '.';
            end += 2;
        }
        boolean letters = sheet.word(end) && !sheet.word(end + 1) && sheet.word(start) && !sheet.word(start - 1);
        if (!letters || !dot || end - at < 7 || start == at - 1) {
            return false;
        }
        finds.add(EntityType.EMAIL, start, end + 1, 0.8, "email-scattered");
        return true;
    }

    private static boolean single(Sheet sheet, int place) {
        char c = sheet.at(place);
        return c == ' ' || c == '.' || c == '-' || c == '_';
    }

    /** Where a local part begins that ends at a place; -1 if there is none. */
    static int local(Sheet sheet, int end) {
        if (sheet.at(end - 1) == '"') {
            return quoted(sheet, end - 1);
        }
        int start = end;
        boolean joined = sheet.joined(end - 1) || !sheet.word(end - 1);
        while (end - start < LOCAL && allowed(sheet, start - 1, joined)) {
            start--;
        }
        boolean endless = sheet.at(start - 1) == '@' || (end - start == LOCAL && allowed(sheet, start - 1, joined));
        int place = start;
        while (place < end) {
            char c = sheet.at(place);
            if ((c == '=' || c == '?' || c == '/' || c == '&' || c == '|' || c == '`' || c == '*') && place < end - 1) {
                start = place + 1; // the name of a parameter, the path of an address, a mark of Markdown
                endless = false;
            }
            place++;
        }
        while (start < end
                && !sheet.word(start)
                && !(sheet.at(start) == '_' && sheet.word(start + 1))
                && sheet.at(start) != '$') {
            start++;
        }
        return endless || start == end ? -1 : start;
    }

    private static boolean allowed(Sheet sheet, int place, boolean joined) {
        if (place < 0) {
            return false;
        }
        char c = sheet.at(place);
        if (c >= 128) {
            return sheet.word(place) && sheet.joined(place) == joined;
        }
        return sheet.word(place) ? joined : "._%+-'&!#$*/=?^`{|}~".indexOf(c) >= 0;
    }

    private static int quoted(Sheet sheet, int close) {
        for (int i = close - 1; i > close - LOCAL; i--) {
            char c = sheet.at(i);
            if (c == '\n') {
                return -1;
            }
            if (c == '"') {
                return i + 1 < close && !sheet.word(i - 1) ? i : -1;
            }
        }
        return -1;
    }

    private static int bracketed(Sheet sheet, int open) {
        int end = open + 1;
        boolean digit = false;
        while (end - open < 50 && (sheet.word(end) || sheet.at(end) == '.' || sheet.at(end) == ':')) {
            digit |= sheet.digit(end);
            end++;
        }
        return digit && sheet.at(end) == ']' ? end + 1 : -1;
    }

    // git@host:path is the address of a repository
    private static boolean remote(Sheet sheet, int start, int at, int end) {
        return at - start == 3 && sheet.is(start, "git") && (sheet.at(end) == ':' || sheet.at(end) == '/');
    }

    // ://user@host is an address, ://user:password@host holds a secret; both are found as such
    private static boolean credentials(Sheet sheet, int start) {
        if (sheet.at(start - 1) == '/') {
            return sheet.at(start - 2) == '/' && sheet.at(start - 3) == ':';
        }
        if (sheet.at(start - 1) != ':') {
            return false;
        }
        for (int i = start - 2; i > start - LOCAL; i--) {
            char c = sheet.at(i);
            if (c == '/') {
                return sheet.at(i - 1) == '/';
            }
            if (!sheet.word(i) && "._%+-@".indexOf(c) < 0) {
                return false;
            }
        }
        return false;
    }
}
