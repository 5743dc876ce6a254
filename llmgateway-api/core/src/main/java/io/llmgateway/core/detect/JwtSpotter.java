package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** JSON Web Tokens, signed or encrypted (RFC 7519): parts in base 64 with dots between, the first a JSON header. */
final class JwtSpotter implements Spotter {
    private static final int HEADER = 512;

    @Override
    public Triggers triggers() {
        return Triggers.prefixes(Set.of("ey", "ew", "ZX"));
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int start = sheet.start(at);
        if (sheet.length(at) < 12 || Alphabet.URL.has(sheet.at(start - 1))) {
            return;
        }
        if (sheet.at(start) == 'Z') {
            encoded(sheet, start, finds);
            return;
        }
        int first = Alphabet.URL.run(sheet, start, sheet.length());
        if (sheet.at(first) != '.' || !header(sheet, start, first)) {
            return;
        }
        int second = Alphabet.URL.run(sheet, first + 1, sheet.length());
        if (sheet.at(second) != '.' || (second - first < 9 && sheet.at(second + 1) != '.')) {
            return;
        }
        int end = second;
        for (int parts = 0; parts < 3 && sheet.at(end) == '.'; parts++) {
            int next = Alphabet.URL.run(sheet, end + 1, sheet.length());
            if (next == end + 1 && parts > 0) {
                break;
            }
            end = next;
        }
        finds.add(EntityType.SECRET, start, end, 0.97, "jwt");
    }

    private static boolean header(Sheet sheet, int start, int end) {
        byte[] bytes = Base64Text.decode(sheet, start, Math.min(end, start + HEADER));
        if (bytes == null) {
            return false;
        }
        String json = new String(bytes, StandardCharsets.ISO_8859_1).trim();
        return json.startsWith("{")
                && (json.contains("\"alg\"") || json.contains("\"typ\"") || json.contains("\"kid\""));
    }

    // one more layer of base 64 around a token
    private static void encoded(Sheet sheet, int start, Finds finds) {
        if (!sheet.is(start, "zxlk")) {
            return;
        }
        int end = Alphabet.BASE64.run(sheet, start, sheet.length());
        byte[] bytes = end - start < 60 ? null : Base64Text.decode(sheet, start, Math.min(end, start + HEADER));
        if (bytes != null) {
            String token = new String(bytes, StandardCharsets.ISO_8859_1);
            Sheet inner = new Sheet(token);
            int header = Alphabet.URL.run(inner, 0, inner.length());
            if (header(inner, 0, header)) {
                finds.add(EntityType.SECRET, start, end, 0.95, "jwt");
            }
        }
    }
}
