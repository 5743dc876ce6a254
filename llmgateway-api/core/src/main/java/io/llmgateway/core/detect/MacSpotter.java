package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;

/**
 * Hardware addresses (IEEE EUI-48 and EUI-64): six or eight pairs of hexadecimal digits, or three groups of four.
 */
final class MacSpotter implements Spotter {
    private static final Cues CUES = Cues.list(
            "mac macaddress hwaddr ether ethernet hardware bssid physical bluetooth wlan wifi nic lladdr hw interface"
                    + " macs");

    @Override
    public Triggers triggers() {
        return Triggers.marks(":-.");
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        char mark = sheet.at(at);
        if (mark == ':' || mark == '-') {
            if (sheet.at(at + 3) == mark) {
                groups(sheet, at - 2, mark, 2, finds);
            } else if (mark == '-' && sheet.at(at + 5) == mark) {
                groups(sheet, at - 4, mark, 4, finds);
            }
        } else if (mark == '.' && sheet.at(at + 5) == mark) {
            groups(sheet, at - 4, mark, 4, finds);
        }
    }

    private static void groups(Sheet sheet, int start, char mark, int size, Finds finds) {
        if (sheet.joined(start - 1) || (sheet.at(start - 1) == mark && sheet.hex(start - 2))) {
            return;
        }
        int at = start;
        int groups = 0;
        int letters = 0;
        boolean same = true;
        while (groups < 8) {
            for (int i = 0; i < size; i++) {
                char c = sheet.at(at + i);
                if (!sheet.hex(at + i)) {
                    return;
                }
                letters += c > '9' ? 1 : 0;
                same &= c == sheet.at(start);
            }
            at += size;
            groups++;
            if (sheet.at(at) != mark || !sheet.hex(at + 1)) {
                break;
            }
            at++;
        }
        boolean fits = size == 4 ? groups == 3 : groups == 6 || groups == 8;
        if (!fits || same || sheet.joined(at) || (sheet.at(at) == mark && sheet.word(at + 1))) {
            return;
        }
        boolean cue = CUES.near(sheet, sheet.tokenAt(start), 5, 0);
        double score = cue ? 0.95 : letters > 0 && (size == 2 || mark == '.') ? 0.9 : mark == ':' ? 0.8 : 0.3;
        finds.add(EntityType.MAC_ADDRESS, start, at, score, "mac");
    }
}
