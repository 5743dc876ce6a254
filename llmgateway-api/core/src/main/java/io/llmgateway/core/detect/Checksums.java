package io.llmgateway.core.detect;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The checksums of addresses of crypto currencies. */
final class Checksums {
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final String RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
    private static final String BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final byte[] OF_58 = values(BASE58);
    private static final byte[] OF_RIPPLE = values(RIPPLE);
    private static final byte[] OF_32 = values(BECH32);
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int BECH32M = 0x2bc830a3;

    private Checksums() {}

    private static byte[] values(String alphabet) {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }

    /** Whether all chars are digits of base 58. */
    static boolean base58(Sheet sheet, int start, int end) {
        for (int i = start; i < end; i++) {
            if (sheet.at(i) >= 128 || OF_58[sheet.at(i)] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Base 58 in which the last four bytes are the first ones of SHA-256 of SHA-256 of the others, with either alphabet. */
    static boolean base58Check(Sheet sheet, int start, int end) {
        return base58(sheet, start, end)
                && (base58Check(sheet, start, end, OF_58)
                        || (sheet.at(start) == 'r' && base58Check(sheet, start, end, OF_RIPPLE)));
    }

    private static boolean base58Check(Sheet sheet, int start, int end, byte[] values) {
        byte[] bytes = new byte[end - start];
        int first = bytes.length; // where the number begins
        int zeros = 0;
        for (int i = start; i < end; i++) {
            int carry = values[sheet.at(i)];
            if (carry == 0 && zeros == i - start) {
                zeros++;
            }
            for (int at = bytes.length - 1; at >= first || carry > 0; at--) {
                carry += 58 * (at >= first ? bytes[at] & 0xff : 0);
                bytes[at] = (byte) carry;
                carry >>= 8;
                first = Math.min(first, at);
            }
        }
        while (first < bytes.length && bytes[first] == 0) {
            first++;
        }
        byte[] decoded = Arrays.copyOfRange(bytes, Math.max(0, first - zeros), bytes.length);
        if (decoded.length < 24) {
            return false;
        }
        byte[] hash = sha256(sha256(Arrays.copyOf(decoded, decoded.length - 4)));
        return Arrays.equals(hash, 0, 4, decoded, decoded.length - 4, decoded.length);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Bech32 of BIP 173, or Bech32m of BIP 350; {@code one} is where its separator stands. */
    static boolean bech32(Sheet sheet, int start, int one, int end) {
        int sum = 1;
        for (int i = start; i < one; i++) {
            sum = step(sum, small(sheet.at(i)) >> 5);
        }
        sum = step(sum, 0);
        for (int i = start; i < one; i++) {
            sum = step(sum, small(sheet.at(i)) & 31);
        }
        for (int i = one + 1; i < end; i++) {
            char c = small(sheet.at(i));
            if (c >= 128 || OF_32[c] < 0) {
                return false;
            }
            sum = step(sum, OF_32[c]);
        }
        return sum == 1 || sum == BECH32M;
    }

    private static char small(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    private static int step(int sum, int value) {
        int top = sum >>> 25;
        int next = (sum & 0x1ffffff) << 5 ^ value;
        for (int i = 0; i < 5; i++) {
            next ^= (top >> i & 1) != 0 ? GENERATOR[i] : 0;
        }
        return next;
    }

    /** Whether capitals among 40 hexadecimal digits are those that EIP-55 wants: where Keccak-256 of the digits is high. */
    static boolean eip55(Sheet sheet, int start) {
        byte[] digits = new byte[40];
        for (int i = 0; i < 40; i++) {
            digits[i] = (byte) small(sheet.at(start + i));
        }
        byte[] hash = Keccak.hash256(digits);
        for (int i = 0; i < 40; i++) {
            char c = sheet.at(start + i);
            boolean high = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 8) != 0;
            if (c > '9' && high != (c <= 'F')) {
                return false;
            }
        }
        return true;
    }
}
