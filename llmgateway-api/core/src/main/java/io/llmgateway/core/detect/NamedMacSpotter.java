package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.Set;

/**
 * Hardware addresses in forms that only a word before them tells: {@code MAC 001A2B3C4D5E}, {@code 00 1A 2B 3C 4D 5E}, {@code
 * 0:1a:2b:3:4d:5}.
 */
final class NamedMacSpotter implements Spotter {
    @Override
    public Triggers triggers() {
        return Triggers.words(Set.of("mac", "macaddress", "hwaddr", "bssid", "ether", "hardware"));
    }

    @Override
    public void spot(Sheet sheet, int cue, Finds finds) {
        for (int token = cue + 1; token < Math.min(sheet.tokens(), cue + 5); token++) {
            int start = sheet.start(token);
            if (sheet.length(token) == 12 && hexes(sheet, token) && (sheet.flags(token) & Sheet.DIGIT) != 0) {
                finds.add(EntityType.MAC_ADDRESS, start, sheet.end(token), 0.8, "mac-compact");
                return;
            }
            int last = token;
            char mark = sheet.at(sheet.end(token));
            while (last - token < 6
                    && last < sheet.tokens()
                    && sheet.length(last) <= 2
                    && hexes(sheet, last)
                    && (last == token
                            || (sheet.at(sheet.start(last) - 1) == mark
                                    && sheet.start(last) - sheet.end(last - 1) == 1))) {
                last++;
            }
            if (last - token == 6 && (mark == ' ' || mark == ':' || mark == '-')) {
                finds.add(EntityType.MAC_ADDRESS, start, sheet.end(last - 1), 0.8, "mac-spaced");
                return;
            }
        }
    }

    private static boolean hexes(Sheet sheet, int token) {
        for (int i = sheet.start(token); i < sheet.end(token); i++) {
            if (!sheet.hex(i)) {
                return false;
            }
        }
        return true;
    }
}
