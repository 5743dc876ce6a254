package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/**
 * IP addresses of both versions (RFC 791, RFC 4291), with a zone or the length of a prefix. Not versions, sections and object
 * identifiers, which have four numbers too, nor slices and scopes of programs, which have two colons.
 */
final class IpSpotter implements Spotter {
    private static final Cues ADDRESSES = Cues.list(
            "ip ips ipv4 ipv6 address addresses addr host server servers ping gateway dns subnet router client remote"
                    + " inet nameserver network proxy ssh port adresse serveur dirección direccion indirizzo endereço adres"
                    + " localhost peer node firewall route vpn listen bind netmask loopback resolver login logged connection"
                    + " connect traffic");
    private static final Cues VERSIONS = Cues.list(
            "version versions ver v release releases build section sections chapter assembly rev revision upgrade"
                    + " upgraded update updated firmware oid clause paragraph abschnitt kapitel fileversion assemblyversion sdk"
                    + " patch driver changelog tag versión versione versão appendix figure table article requirement");
    private static final Cues BETWEEN = Cues.list(
            "from to at is by the and with of on in via for or src dst source destination use block allow deny von und"
                    + " ist auf de a reach visit");

    @Override
    public Triggers triggers() {
        return Triggers.marks(".:");
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        if (sheet.at(at) == ':') {
            six(sheet, at, finds);
        } else if (sheet.digit(at - 1) && sheet.digit(at + 1)) {
            four(sheet, at, finds);
        }
    }

    private static void four(Sheet sheet, int dot, Finds finds) {
        int start = dot - 1;
        while (dot - start < 3 && sheet.digit(start - 1)) {
            start--;
        }
        char before = sheet.at(start - 1);
        if (sheet.joined(start - 1)
                || before == '-'
                || before == '_'
                || before == '^'
                || before == '~'
                || (before == '.' && sheet.word(start - 2))
                || (before == '=' && sheet.at(start - 2) == '=')) {
            return;
        }
        int end = dotted(sheet, start);
        if (end < 0
                || (before == ':' && (sheet.at(start - 2) == ':' || sheet.hex(start - 2)) && longer(sheet, start))) {
            return;
        }
        double score = sure(sheet, start, end, before);
        finds.add(EntityType.IP_ADDRESS, start, prefix(sheet, end, 32), score, "ipv4");
    }

    // the four numbers are the end of an address of the other version, which is found as such
    private static boolean longer(Sheet sheet, int start) {
        int i = start - 1;
        while (start - i < 40 && (sheet.hex(i) || sheet.at(i) == ':')) {
            i--;
        }
        return !sheet.word(i) && (sheet.at(i + 1) == ':' || sheet.hex(i + 1)) && sixEnd(sheet, i + 1) > start;
    }

    // where four numbers end, exclusive; -1 where there are fewer or more
    private static int dotted(Sheet sheet, int start) {
        int at = start;
        for (int part = 0; part < 4; part++) {
            int value = 0;
            int digits = 0;
            while (sheet.digit(at) && digits < 4) {
                value = value * 10 + sheet.at(at++) - '0';
                digits++;
            }
            if (digits == 0 || digits > 3 || value > 255) {
                return -1;
            }
            if (part < 3 && sheet.at(at++) != '.') {
                return -1;
            }
        }
        char after = sheet.at(at);
        return sheet.joined(at)
                        || after == '_'
                        || ((after == '.' || after == '-' || after == '+') && sheet.word(at + 1))
                ? -1
                : at;
    }

    private static double sure(Sheet sheet, int start, int end, char before) {
        int token = sheet.tokenAt(start);
        boolean cue = ADDRESSES.near(sheet, token, 4, 0) || ADDRESSES.near(sheet, token + 3, 0, 3);
        boolean host = (sheet.at(end) == ':' && sheet.digit(end + 1))
                || before == '@'
                || (before == '/' && sheet.at(start - 2) == '/');
        boolean version = VERSIONS.near(sheet, token, 4, 0) || VERSIONS.near(sheet, token + 3, 0, 1);
        if (version && !cue && !host) {
            return 0.3;
        }
        if (cue || host || (sheet.at(end) == '/' && sheet.digit(end + 1))) {
            return 0.9;
        }
        boolean known = sheet.is(start, "10.")
                || sheet.is(start, "127.")
                || sheet.is(start, "192.168.")
                || sheet.is(start, "172.")
                || sheet.is(start, "0.0.0.0")
                || sheet.is(start, "8.8.")
                || sheet.is(start, "1.1.1.1")
                || sheet.is(start, "9.9.9.9");
        if (before == '/' && sheet.word(start - 2) && !known) {
            return 0.3; // a product and its version
        }
        for (int i = 0; i < 4; i++) {
            if (sheet.length(token + i) == 3
                    || (sheet.length(token + i) == 2 && sheet.at(sheet.start(token + i)) > '3')) {
                return 0.9;
            }
        }
        if (known && !sheet.is(start, "10.")) {
            return 0.9;
        }
        boolean line = sheet.at(end) == ' ' && Character.isUpperCase(sheet.at(end + 1));
        boolean named = token > 0
                && sheet.end(token - 1) == start - 1
                && before == ' '
                && (sheet.flags(token - 1) & Sheet.LETTER) != 0
                && !BETWEEN.has(sheet, token - 1);
        boolean comment = before == ' ' && sheet.at(start - 2) == '/'; // "// 22.2.1.4 facets"
        return line || named || comment ? 0.4 : 0.6;
    }

    private static int prefix(Sheet sheet, int end, int most) {
        if (sheet.at(end) != '/' || !sheet.digit(end + 1)) {
            return end;
        }
        int value = 0;
        int at = end + 1;
        while (sheet.digit(at) && at - end < 5) {
            value = value * 10 + sheet.at(at++) - '0';
        }
        return value <= most && !sheet.joined(at) ? at : end;
    }

    private static void six(Sheet sheet, int colon, Finds finds) {
        int start = colon;
        while (colon - start < 5 && sheet.hex(start - 1)) {
            start--;
        }
        char before = sheet.at(start - 1);
        if (colon - start > 4 || before == ':' || sheet.joined(start - 1) || before == '_' || before == '$') {
            return;
        }
        if (start == colon && sheet.at(colon + 1) != ':') {
            return;
        }
        int end = sixEnd(sheet, start);
        if (end < 0 || slice(sheet, start, before)) {
            return;
        }
        finds.add(EntityType.IP_ADDRESS, start, prefix(sheet, zone(sheet, end), 128), 0.9, "ipv6");
    }

    // where an address ends, exclusive; -1 where it is none, or may be something else
    private static int sixEnd(Sheet sheet, int start) {
        int at = start;
        int groups = 0;
        int left = -1; // groups before the gap
        int digits = 0;
        int longest = 0;
        boolean two = true;
        while (groups < 8) {
            int group = at;
            while (at - group < 5 && sheet.hex(at)) {
                digits += sheet.digit(at) ? 1 : 0;
                at++;
            }
            if (sheet.at(at) == '.' && sheet.digit(group)) {
                int end = dotted(sheet, group);
                if (end > 0 && (left >= 0 ? groups <= 5 : groups == 6)) {
                    return end;
                }
            }
            int length = at - group;
            if (length > 4) {
                return -1;
            }
            if (length > 0) {
                groups++;
                longest = Math.max(longest, length);
                two &= length == 2;
            }
            if (sheet.at(at) != ':') {
                break;
            }
            if (sheet.at(at + 1) == ':') {
                if (left >= 0 || sheet.at(at + 2) == ':') {
                    return -1;
                }
                left = groups;
                at += 2;
                if (!sheet.hex(at)) {
                    break;
                }
            } else if (length == 0 || !sheet.hex(at + 1)) {
                break;
            } else if (groups < 8) {
                at++;
            }
        }
        if (sheet.joined(at) || (sheet.at(at) == ':' && sheet.hex(at + 1))) {
            return -1;
        }
        if (left < 0) {
            return groups == 8 && !two ? at : -1;
        }
        boolean loopback = left == 0 && groups == 1 && sheet.at(at - 1) == '1' && longest == 1;
        return groups < 8 && digits > 0 && (loopback || groups >= 3 || longest == 4) ? at : -1;
    }

    // x[1::2]
    private static boolean slice(Sheet sheet, int start, char before) {
        char owner = sheet.at(start - 2);
        return before == '[' && (sheet.joined(start - 2) || owner == ']' || owner == ')' || owner == '_');
    }

    private static int zone(Sheet sheet, int end) {
        if (sheet.at(end) != '%') {
            return end;
        }
        int at = end + 1;
        while (at - end < 16 && sheet.at(at) < 128 && sheet.joined(at)) {
            at++;
        }
        return at > end + 1 ? at : end;
    }
}
