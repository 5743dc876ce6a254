package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** What is sent to open something: {@code Bearer} and {@code Basic} (RFC 6750, RFC 7617), and {@code curl -u user:password}. */
final class AuthorizationSpotter implements Spotter {
    private static final int BACK = 80; // tokens between a command and its user

    private static final int BEARER_MOST = 4096;
    private static final Alphabet BEARER =
            Alphabet.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-.~@");

    @Override
    public Triggers triggers() {
        return Triggers.words(Set.of("bearer", "basic", "u", "user", "token", "digest"));
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int start = sheet.start(at);
        int end = sheet.end(at);
        if (sheet.at(start - 1) == '-') {
            user(sheet, at, finds);
        } else if (sheet.at(end) == ' ' && sheet.length(at) > 4) {
            int value = end + 1;
            while (sheet.at(value) == ' ' && value < end + 4) {
                value++;
            }
            if (sheet.is(start, "basic")) {
                basic(sheet, value, finds);
            } else if (sheet.is(start, "bearer") || sheet.is(start, "token")) {
                bearer(sheet, at, value, finds);
            }
        }
    }

    private static void bearer(Sheet sheet, int at, int start, Finds finds) {
        int end = AssignmentSpotter.bare(sheet, start, BEARER_MOST);
        if (end - start < 8 || BEARER.run(sheet, start, end) < end) {
            return;
        }
        Value value = Value.of(sheet, start, end);
        boolean header = at > 0 && sheet.is(sheet.start(at - 1), "authorization");
        boolean likely = header && value.length() >= 12 && value.digits() > 0 && value.letters() > 3;
        if (!value.dummy()
                && !SecretText.template(sheet, start, end)
                && (value.random()
                        || (value.hex() && value.length() >= 16)
                        || likely
                        || (header && Value.uuid(sheet, start, end)))) {
            finds.add(EntityType.SECRET, start, end, 0.8, "bearer-token");
        }
    }

    private static void basic(Sheet sheet, int start, Finds finds) {
        int end = Alphabet.BASE64.run(sheet, start, Math.min(sheet.length(), start + 600));
        if (end - start < 8) {
            return;
        }
        byte[] bytes = Base64Text.decode(sheet, start, end);
        if (bytes == null) {
            return;
        }
        String pair = new String(bytes, StandardCharsets.ISO_8859_1);
        int colon = pair.indexOf(':');
        if (colon >= 0 && pair.length() >= 5 && pair.chars().allMatch(c -> c >= ' ' && c != 127)) {
            finds.add(EntityType.SECRET, start, end, 0.95, "basic-auth");
        }
    }

    private static void user(Sheet sheet, int at, Finds finds) {
        int start = sheet.end(at);
        int skip = start;
        while (skip < start + 6 && (sheet.at(skip) == ' ' || sheet.at(skip) == '=')) {
            skip++;
        }
        if (skip == start) {
            return;
        }
        char quote = sheet.at(skip);
        boolean quoted = quote == '"' || quote == '\'';
        int begin = quoted ? skip + 1 : skip;
        int colon = -1;
        int end = begin;
        while (end < begin + 160
                && end < sheet.length()
                && sheet.at(end) != '\n'
                && (quoted ? sheet.at(end) != quote : sheet.at(end) > ' ')) {
            if (sheet.at(end) == ':' && colon < 0) {
                colon = end;
            }
            end++;
        }
        if (quoted && colon < 0 && sheet.at(end) == quote && sheet.at(end + 1) == ':') {
            colon = end + 1; // "user":"password"
            quoted = false;
            for (end = colon + 1; end < colon + 160 && sheet.at(end) > ' '; end++) {}
        }
        if (colon < 0 || end - begin < 5 || !asked(sheet, at)) {
            return;
        }
        int secret = colon + 1;
        int last = end;
        while (secret < last && (sheet.at(secret) == '"' || sheet.at(secret) == '\'')) {
            secret++;
        }
        while (secret < last && (sheet.at(last - 1) == '"' || sheet.at(last - 1) == '\'')) {
            last--;
        }
        if (last == secret) { // a token in the place of a user
            secret = begin;
            last = colon;
        }
        if (last - secret >= 5
                && !Value.of(sheet, secret, last).dummy()
                && !wanted(sheet, secret, last)
                && !SecretText.term(sheet, secret, last)) {
            finds.add(EntityType.SECRET, secret, last, 0.85, "curl-user");
        }
    }

    // a template, or a word in brackets to be filled in
    private static boolean wanted(Sheet sheet, int start, int end) {
        char first = sheet.at(start);
        return first == '$'
                || first == '<'
                || first == '['
                || (first == '{' && sheet.at(start + 1) == '{')
                || sheet.at(end - 1) == '>';
    }

    private static boolean asked(Sheet sheet, int at) {
        for (int i = at - 1; i >= 0 && i > at - BACK; i--) {
            if (sheet.is(sheet.start(i), "curl")
                    || sheet.is(sheet.start(i), "wget")
                    || sheet.is(sheet.start(i), "http")) {
                return true;
            }
        }
        return false;
    }
}
