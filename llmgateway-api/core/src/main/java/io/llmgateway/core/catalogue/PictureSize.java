package io.llmgateway.core.catalogue;

import java.util.Optional;

/**
 * The size of a picture, from its first bytes.
 *
 * @param width in pixels, 1 or more
 * @param height in pixels, 1 or more
 */
record PictureSize(int width, int height) {
    private static final int LARGEST = 100_000;
    private static final int SEGMENTS = 1_000;

    /** Reads a PNG, JPEG, GIF or WebP in Base64; decodes what it looks at and nothing else. */
    static Optional<PictureSize> read(String base64) {
        Bytes bytes = new Bytes(base64);
        if (bytes.is(0, "\u0089PNG")) {
            return of(bytes.big(18, 2), bytes.big(22, 2), bytes.big(16, 2) == 0 && bytes.big(20, 2) == 0);
        }
        if (bytes.is(0, "GIF8")) {
            return of(bytes.little(6, 2), bytes.little(8, 2), true);
        }
        if (bytes.is(0, "RIFF") && bytes.is(8, "WEBP")) {
            return webp(bytes);
        }
        return bytes.is(0, "\u00ff\u00d8") ? jpeg(bytes) : Optional.empty();
    }

    private static Optional<PictureSize> of(int width, int height, boolean sane) {
        boolean fits = sane && width > 0 && height > 0 && width <= LARGEST && height <= LARGEST;
        return fits ? Optional.of(new PictureSize(width, height)) : Optional.empty();
    }

    private static Optional<PictureSize> webp(Bytes bytes) {
        if (bytes.is(12, "VP8 ")) {
            return of(bytes.little(26, 2) & 0x3FFF, bytes.little(28, 2) & 0x3FFF, true);
        }
        if (bytes.is(12, "VP8L")) {
            int low = bytes.little(21, 2);
            int high = bytes.little(23, 2);
            return of(1 + (low & 0x3FFF), 1 + ((low >> 14) | ((high & 0xFFF) << 2)), low >= 0 && high >= 0);
        }
        int width = bytes.little(24, 3);
        int height = bytes.little(27, 3);
        return of(1 + width, 1 + height, bytes.is(12, "VP8X") && width >= 0 && height >= 0);
    }

    // from segment to segment, to the one that begins a frame
    private static Optional<PictureSize> jpeg(Bytes bytes) {
        int at = 2;
        for (int i = 0; i < SEGMENTS && bytes.at(at) == 0xFF; i++) {
            int marker = bytes.at(at + 1);
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (frame) {
                return of(bytes.big(at + 7, 2), bytes.big(at + 5, 2), true);
            }
            int length = bytes.big(at + 2, 2);
            if (marker == 0xFF) {
                at++;
            } else if (length < 2) {
                return Optional.empty();
            } else {
                at += 2 + length;
            }
        }
        return Optional.empty();
    }

    /** Bytes in Base64 (RFC 4648, section 4), read one at a time; -1 for what is not there. */
    private record Bytes(String base64) {
        int at(int index) {
            int group = index / 3 * 4;
            int place = index % 3;
            int first = sextet(group + place);
            int second = sextet(group + place + 1);
            if (first < 0 || second < 0) {
                return -1;
            }
            return switch (place) {
                case 0 -> (first << 2) | (second >> 4);
                case 1 -> ((first & 0xF) << 4) | (second >> 2);
                default -> ((first & 0x3) << 6) | second;
            };
        }

        private int sextet(int index) {
            char c = index < base64.length() ? base64.charAt(index) : '=';
            if (c >= 'A' && c <= 'Z') {
                return c - 'A';
            }
            if (c >= 'a' && c <= 'z') {
                return c - 'a' + 26;
            }
            if (c >= '0' && c <= '9') {
                return c - '0' + 52;
            }
            return c == '+' ? 62 : c == '/' ? 63 : -1;
        }

        boolean is(int from, String magic) {
            for (int i = 0; i < magic.length(); i++) {
                if (at(from + i) != magic.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        int big(int from, int length) {
            int value = 0;
            for (int i = 0; i < length; i++) {
                int next = at(from + i);
                if (next < 0) {
                    return -1;
                }
                value = (value << 8) | next;
            }
            return value;
        }

        int little(int from, int length) {
            int value = 0;
            for (int i = length - 1; i >= 0; i--) {
                int next = at(from + i);
                if (next < 0) {
                    return -1;
                }
                value = (value << 8) | next;
            }
            return value;
        }
    }
}
