package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Long values that chance must have made, with a word near them that says they open something. */
final class LooseKeySpotter implements Spotter {
    private static final int LEAST = 16;
    private static final int MOST = 600;
    private static final int BEFORE = 9; // tokens
    private static final int OTHER = 6;
    private static final int LINES = 2;

    private static final Cues CUES = Cues.list(
            """
            secret secrets token apikey password passwd credential credentials authorization auth bearer
            accesskey secretkey apitoken passphrase creds passwort contraseña senha jeton clientsecret oauth
            hmac appkey licensekey""");
    // words that make a value near a cue something else
    private static final Cues OTHERS = Cues.list(
            """
            sha sha1 sha256 sha512 md5 commit commits checksum digest fingerprint integrity revision etag
            uuid guid blob tree merge trace traceid span spanid requestid tx txid transaction block contract
            wallet image layer docker hash hashes crc32 build rev ref object thumbprint parent index version
            public pub certificate modulus nodeid sri ssdeep gitsha head changeset snapshot address""");

    private static final Cues VENDORS = vendors();
    private static final Cues KEYS = Cues.of("key", "api", "is", "keys");
    private static final Cues ID = Cues.of("id", "ids", "request", "session", "user", "tenant", "name");

    private static Cues vendors() {
        List<String> names = new ArrayList<>();
        for (String[] line : Shipped.lines(LooseKeySpotter.class, "vendors.txt")) {
            names.addAll(Arrays.asList(line));
        }
        return Cues.of(names.toArray(new String[0]));
    }

    @Override
    public Triggers triggers() {
        return Triggers.DIGITS;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int length = sheet.length(at);
        if (length == 12 && Value.uuid(sheet, sheet.end(at) - 36, sheet.end(at))) {
            uuid(sheet, at, finds);
        }
        if (length < LEAST || length > MOST || (sheet.flags(at) & (Sheet.LETTER | Sheet.BEYOND)) != Sheet.LETTER) {
            return;
        }
        if (SecretText.literal(sheet, sheet.start(at), sheet.end(at))
                || !cued(sheet, at)
                || Alphabet.within(sheet, sheet.start(at))) {
            return;
        }
        int start = sheet.start(at);
        int end = sheet.end(at);
        Value core = Value.of(sheet, start, end);
        if (!core.random() && !core.hex()) {
            return;
        }
        while (start > sheet.start(at) - 100 && Alphabet.URL.has(sheet.at(start - 1))) {
            start--;
        }
        end = Alphabet.URL.run(sheet, end, end + 200);
        if (!Value.of(sheet, start, end).dummy()) {
            finds.add(EntityType.SECRET, start, end, 0.55, "secret");
        }
    }

    // five tokens: one that is a secret has its name right before it
    private static void uuid(Sheet sheet, int at, Finds finds) {
        int first = at - 4;
        if (first > 0
                && (CUES.near(sheet, first, 3, 0) || vendor(sheet, first))
                && !OTHERS.near(sheet, first, OTHER, 0)
                && !ID.near(sheet, first, 2, 0)) {
            finds.add(EntityType.SECRET, sheet.end(at) - 36, sheet.end(at), 0.5, "secret");
        }
    }

    private static boolean cued(Sheet sheet, int at) {
        if (other(sheet, at)) {
            return false;
        }
        boolean cue = false;
        int lines = 0;
        for (int i = at - 1; i >= 0 && i >= at - BEFORE; i--) {
            lines += breaks(sheet, sheet.end(i), sheet.start(i + 1));
            if (lines > LINES) {
                break;
            }
            cue |= CUES.has(sheet, i) || key(sheet, i);
        }
        return cue || vendor(sheet, at);
    }

    // the name of a service right before, and not as the host of an address
    private static boolean vendor(Sheet sheet, int at) {
        int name = at - 1;
        while (name > 0 && name > at - 3 && KEYS.has(sheet, name)) {
            name--;
        }
        if (name < 0 || !VENDORS.has(sheet, name)) {
            return false;
        }
        for (int i = sheet.end(name); i < sheet.start(at); i++) {
            if ("/.@#".indexOf(sheet.at(i)) >= 0 || i > sheet.end(name) + 24) {
                return false;
            }
        }
        return true;
    }

    /** Whether what is before a token says that it is a hash, or what else looks as keys do. */
    static boolean other(Sheet sheet, int at) {
        return OTHERS.near(sheet, at, OTHER, 0);
    }

    // "api key" and the like; a key alone may be one of a table
    private static boolean key(Sheet sheet, int i) {
        return i > 0
                && sheet.is(sheet.start(i), "key")
                && SecretName.of(sheet, sheet.start(Math.max(0, i - 1)), sheet.end(i)) == SecretName.TOKEN;
    }

    private static int breaks(Sheet sheet, int from, int to) {
        int breaks = 0;
        for (int i = from; i < Math.min(to, from + 20); i++) {
            breaks += sheet.at(i) == '\n' ? 1 : 0;
        }
        return breaks;
    }
}
