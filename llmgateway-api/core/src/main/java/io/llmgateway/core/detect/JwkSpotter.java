package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.Set;

/** The private members of JSON Web Keys (RFC 7518 section 6): each value is found, the public ones are not. */
final class JwkSpotter implements Spotter {
    private static final int LEAST = 16;
    private static final int NEAR = 3000; // chars: a key of RSA with 4096 bits has more, yet not between two members

    @Override
    public Triggers triggers() {
        return Triggers.words(Set.of("d", "p", "q", "dp", "dq", "qi", "k"));
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int end = sheet.end(at);
        char quote = sheet.at(end);
        if (sheet.at(sheet.start(at) - 1) != quote || (quote != '"' && quote != '\'')) {
            return;
        }
        int start = end + 1;
        while (start < end + 6 && " :\n".indexOf(sheet.at(start)) >= 0) {
            start++;
        }
        if (sheet.at(start) != quote || start == end + 1) {
            return;
        }
        int last = Alphabet.URL.run(sheet, ++start, sheet.length());
        if (last - start >= LEAST && sheet.at(last) == quote && key(sheet, start, last)) {
            finds.add(EntityType.SECRET, start, last, 0.9, "private-jwk");
        }
    }

    // the type of the key, before or after
    private static boolean key(Sheet sheet, int start, int end) {
        for (int i = 1; i < NEAR; i++) {
            if ((sheet.at(start - i) == 'k' && sheet.is(start - i, "kty"))
                    || (sheet.at(end + i) == 'k' && sheet.is(end + i, "kty"))) {
                return true;
            }
        }
        return false;
    }
}
