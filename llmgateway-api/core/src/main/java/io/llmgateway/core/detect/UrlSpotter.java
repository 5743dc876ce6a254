package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.Set;

/**
 * Addresses of the web (RFC 3986): after a scheme, after {@code www.}, and bare names of hosts where nothing else ends so. An
 * address that holds a password is left to those who look for secrets.
 */
final class UrlSpotter implements Spotter {
    private static final Set<String> SCHEMES = Cues.words(
            "http https hxxp hxxps ftp ftps sftp ws wss ssh git svn file s3 gs ldap ldaps smb nfs rtsp rtmp irc gopher"
                    + " tcp udp magnet ipfs chrome redis amqp mongodb postgres postgresql mysql jdbc");

    @Override
    public Triggers triggers() {
        return Triggers.marks(":.");
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        if (sheet.at(at) == ':') {
            if (sheet.at(at + 1) == '/' && sheet.at(at + 2) == '/') {
                schemed(sheet, at, finds);
            }
        } else if (sheet.word(at + 1) && sheet.word(at - 1)) {
            bare(sheet, at, finds);
        }
    }

    private static void schemed(Sheet sheet, int colon, Finds finds) {
        int start = colon;
        while (colon - start < 12 && sheet.at(start - 1) < 128 && sheet.word(start - 1)) {
            start--;
        }
        if (start == colon || finds.within(EntityType.URL, start) || !SCHEMES.contains(sheet.small(start, colon))) {
            return;
        }
        int host = colon + 3;
        if (sheet.is(start, "file")) {
            if (sheet.at(host) == '/' && sheet.word(host + 1)) {
                finds.add(EntityType.URL, start, end(sheet, host), 0.9, "url");
            }
            return;
        }
        int user = user(sheet, host);
        if (user < 0) {
            return;
        }
        host = user;
        int after = host(sheet, host);
        if (after > 0) {
            finds.add(EntityType.URL, start, end(sheet, after), 0.9, "url");
        }
    }

    // where the host begins after a user's name; -1 where a password follows it
    private static int user(Sheet sheet, int host) {
        boolean colon = false;
        for (int i = host; i < host + 128; i++) {
            char c = sheet.at(i);
            if (c == '@') {
                return colon ? -1 : i + 1;
            }
            colon |= c == ':';
            if (c == '/' || c == '?' || c <= ' ' || c == '"' || c == '[') {
                return host;
            }
        }
        return host;
    }

    // where the host ends, if it is one: a name with a dot, an address, or one label with a port or a path
    private static int host(Sheet sheet, int host) {
        if (sheet.at(host) == '[') {
            int end = host + 1;
            while (end - host < 48
                    && (sheet.word(end) || sheet.at(end) == ':' || sheet.at(end) == '.' || sheet.at(end) == '%')) {
                end++;
            }
            return end - host > 3 && sheet.at(end) == ']' ? end + 1 : -1;
        }
        int end = Domains.end(sheet, host);
        if (end > 0) {
            return end;
        }
        end = host;
        while (end - host < 253
                && (sheet.word(end)
                        || ((sheet.at(end) == '-' || sheet.at(end) == '.' || sheet.at(end) == '_')
                                && sheet.word(end + 1)))) {
            end++;
        }
        if (end == host) {
            return -1;
        }
        boolean port = sheet.at(end) == ':' && sheet.digit(end + 1);
        boolean path = (sheet.at(end) == '/' || sheet.at(end) == '?') && address(sheet, end + 1);
        boolean dots = sheet.digit(host) && sheet.digit(end - 1) && end - host >= 7;
        return port || path || dots || sheet.is(host, "localhost") ? end : -1;
    }

    private static void bare(Sheet sheet, int dot, Finds finds) {
        int start = dot - 1;
        while (dot - start < 63
                && (sheet.joined(start - 1) || (sheet.at(start - 1) == '-' && sheet.joined(start - 2)))) {
            start--;
        }
        char before = sheet.at(start - 1);
        if (before == '.'
                || before == '@'
                || before == '-'
                || before == '_'
                || before == '\\'
                || before == '$'
                || before == '#'
                || (before == '/' && sheet.at(start - 2) != ' ')
                || !sheet.joined(dot - 1)
                || finds.within(EntityType.URL, start)) {
            return;
        }
        int end = Domains.end(sheet, start);
        if (end < 0 || sheet.at(end) == '@' || sheet.at(end) == '_') {
            return;
        }
        boolean www = dot - start == 3 && sheet.is(start, "www");
        if (www ? dots(sheet, start, end) > 1 : Domains.bare(sheet, start, end)) {
            finds.add(EntityType.URL, start, end(sheet, end), www ? 0.9 : 0.7, "url-bare");
        }
    }

    private static int dots(Sheet sheet, int start, int end) {
        int dots = 0;
        for (int i = start; i < end; i++) {
            dots += sheet.at(i) == '.' ? 1 : 0;
        }
        return dots;
    }

    // the rest: port, path, query, fragment; without what closes the sentence or the bracket around
    private static int end(Sheet sheet, int host) {
        int end = host;
        int open = 0;
        char first = sheet.at(end);
        if (first != '/' && first != ':' && first != '?' && first != '#') {
            return end;
        }
        while (address(sheet, end)) {
            char c = sheet.at(end);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            end++;
        }
        while (end > host) {
            char c = sheet.at(end - 1);
            if (c == ')' && open < 0) {
                open++;
            } else if (".,;:!?'*_]}|".indexOf(c) < 0) {
                break;
            }
            end--;
        }
        return end;
    }

    private static boolean address(Sheet sheet, int place) {
        char c = sheet.at(place);
        if (c >= 128) {
            return sheet.joined(place);
        }
        return c > ' ' && "\"<>`\\^{|".indexOf(c) < 0;
    }
}
