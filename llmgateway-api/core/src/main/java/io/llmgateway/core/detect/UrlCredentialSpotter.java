package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/** Passwords in addresses of the web and of databases (RFC 3986 section 3.2.1). The password is found, not the user. */
final class UrlCredentialSpotter implements Spotter {
    private static final int AUTHORITY = 320;

    @Override
    public Triggers triggers() {
        return Triggers.marks(":");
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        if (sheet.at(at + 1) != '/' || sheet.at(at + 2) != '/' || !sheet.word(at - 1)) {
            return;
        }
        int start = at + 3;
        int limit = Math.min(sheet.length(), start + AUTHORITY);
        int colon = -1;
        int sign = -1;
        for (int i = start; i < limit; i++) {
            char c = sheet.at(i);
            if (c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`' || c == '\\') {
                break;
            }
            if (c == '/' || c == '?' || c == '#') {
                // part of a password where a host is still to come
                if (sign >= 0 || colon < 0 || (c == '/' && i == colon + 1) || !follows(sheet, i, limit)) {
                    break;
                }
            } else if (c == ':' && colon < 0) {
                colon = i;
            } else if (c == '@') {
                sign = i;
            }
        }
        if (sign < 0 || !host(sheet, sign + 1)) {
            return;
        }
        if (colon < 0 || colon > sign) {
            if (sign - start >= 16 && Value.of(sheet, start, sign).random()) {
                finds.add(EntityType.SECRET, start, sign, 0.85, "url-credentials");
            }
            return;
        }
        int secret = colon + 1;
        if (sign - secret >= 4 && real(sheet, start, colon, sign)) {
            finds.add(EntityType.SECRET, secret, sign, 0.9, "url-credentials");
        }
    }

    // a slash within a password, rather than the end of a host and its port
    private static boolean follows(Sheet sheet, int from, int limit) {
        for (int i = from + 1; i < Math.min(limit, from + 40); i++) {
            char c = sheet.at(i);
            if (c == '@') {
                return true;
            }
            if (c == '/' || c == '.' || c == '=' || c <= ' ' || c == '"' || c == '\'') {
                return false;
            }
        }
        return false;
    }

    private static boolean host(Sheet sheet, int at) {
        char c = sheet.at(at);
        return sheet.word(at) || c == '[' || c == '$' || c == '{' || c == '<' || c == '%' || c == '*';
    }

    private static boolean real(Sheet sheet, int user, int colon, int end) {
        int start = colon + 1;
        if (Value.of(sheet, start, end).dummy()
                || SecretText.template(sheet, start, end)
                || SecretText.term(sheet, start, end)) {
            return false;
        }
        // the same twice is what comes with a fresh installation
        if (colon - user == end - start) {
            int i = 0;
            while (i < end - start && sheet.at(user + i) == sheet.at(start + i)) {
                i++;
            }
            return i < end - start;
        }
        return true;
    }
}
