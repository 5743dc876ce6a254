package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/** Long values that chance must have made, with a word near them that says they open something. */
final class LooseKeySpotter implements Spotter {
    private static final int LEAST = 16;
    private static final int MOST = 600;
    private static final int BEFORE = 9; // tokens
    private static final int LINES = 2;

    private static final Cues CUES = Cues.of(
            "secret",
            "secrets",
            "token",
            "apikey",
            "password",
            "passwd",
            "credential",
            "credentials",
            "authorization",
            "auth",
            "bearer",
            "accesskey",
            "secretkey",
            "apitoken",
            "passphrase",
            "creds",
            "passwort",
            "contraseña",
            "senha",
            "jeton",
            "client_secret",
            "clientsecret",
            "oauth",
            "hmac",
            "appkey",
            "licensekey");
    // words that make a value near a cue something else
    private static final Cues OTHERS = Cues.of(
            "sha",
            "sha1",
            "sha256",
            "sha512",
            "md5",
            "commit",
            "commits",
            "checksum",
            "digest",
            "fingerprint",
            "integrity",
            "revision",
            "etag",
            "uuid",
            "guid",
            "blob",
            "tree",
            "merge",
            "trace",
            "traceid",
            "span",
            "spanid",
            "requestid",
            "tx",
            "txid",
            "transaction",
            "block",
            "contract",
            "wallet",
            "image",
            "layer",
            "docker",
            "hash",
            "hashes",
            "crc32",
            "build",
            "rev",
            "ref",
            "object",
            "thumbprint",
            "parent",
            "index",
            "version",
            "public",
            "pub",
            "certificate",
            "modulus",
            "nodeid",
            "sri",
            "ssdeep",
            "gitsha",
            "head",
            "changeset",
            "snapshot",
            "address");

    @Override
    public Triggers triggers() {
        return Triggers.DIGITS;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int length = sheet.length(at);
        if (length < LEAST || length > MOST || (sheet.flags(at) & (Sheet.LETTER | Sheet.BEYOND)) != Sheet.LETTER) {
            return;
        }
        if (!cued(sheet, at)) {
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

    private static boolean cued(Sheet sheet, int at) {
        boolean cue = false;
        int lines = 0;
        for (int i = at - 1; i >= 0 && i >= at - BEFORE; i--) {
            lines += breaks(sheet, sheet.end(i), sheet.start(i + 1));
            if (lines > LINES) {
                break;
            }
            if (OTHERS.has(sheet, i)) {
                return false;
            }
            cue |= CUES.has(sheet, i) || key(sheet, i);
        }
        return cue;
    }

    // "api key" and the like; a key alone may be one of a table
    private static boolean key(Sheet sheet, int i) {
        return i > 0
                && sheet.is(sheet.start(i), "key")
                && SecretName.of(sheet.text(sheet.start(Math.max(0, i - 1)), sheet.end(i))) == SecretName.TOKEN;
    }

    private static int breaks(Sheet sheet, int from, int to) {
        int breaks = 0;
        for (int i = from; i < Math.min(to, from + 20); i++) {
            breaks += sheet.at(i) == '\n' ? 1 : 0;
        }
        return breaks;
    }
}
