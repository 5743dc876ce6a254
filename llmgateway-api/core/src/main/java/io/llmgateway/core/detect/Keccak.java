package io.llmgateway.core.detect;

/** Keccak-256 as it was before it became SHA-3, whose padding differs: what Ethereum hashes with. For short inputs. */
final class Keccak {
    private static final int RATE = 136;
    private static final int[] ROTATIONS = {
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44
    };
    private static final int[] LANES = {
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1
    };
    private static final int ROUNDS = 24;

    private Keccak() {}

    /** The hash of less than 136 bytes. */
    static byte[] hash256(byte[] input) {
        long[] state = new long[25];
        for (int i = 0; i < input.length; i++) {
            state[i / 8] ^= (input[i] & 0xffL) << (8 * (i % 8));
        }
        state[input.length / 8] ^= 1L << (8 * (input.length % 8));
        state[(RATE - 1) / 8] ^= 1L << 63;
        permute(state);
        byte[] hash = new byte[32];
        for (int i = 0; i < hash.length; i++) {
            hash[i] = (byte) (state[i / 8] >>> (8 * (i % 8)));
        }
        return hash;
    }

    private static void permute(long[] state) {
        long[] column = new long[5];
        int feedback = 1; // the register that yields the constants of the rounds
        for (int round = 0; round < ROUNDS; round++) {
            for (int x = 0; x < 5; x++) {
                column[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
            }
            for (int x = 0; x < 5; x++) {
                long mix = column[(x + 4) % 5] ^ Long.rotateLeft(column[(x + 1) % 5], 1);
                for (int y = 0; y < 25; y += 5) {
                    state[x + y] ^= mix;
                }
            }
            long moved = state[1];
            for (int i = 0; i < 24; i++) {
                long kept = state[LANES[i]];
                state[LANES[i]] = Long.rotateLeft(moved, ROTATIONS[i]);
                moved = kept;
            }
            for (int y = 0; y < 25; y += 5) {
                System.arraycopy(state, y, column, 0, 5);
                for (int x = 0; x < 5; x++) {
                    state[x + y] = column[x] ^ (~column[(x + 1) % 5] & column[(x + 2) % 5]);
                }
            }
            for (int bit = 0; bit < 7; bit++) {
                if ((feedback & 1) != 0) {
                    state[0] ^= 1L << ((1 << bit) - 1);
                }
                feedback = feedback << 1 ^ ((feedback & 0x80) != 0 ? 0x171 : 0);
            }
        }
    }
}
