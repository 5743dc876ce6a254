package io.llmgateway.examples.benchmarks.kit;

/**
 * A moment, written as a word: processes of one machine share the clock behind {@link System#nanoTime}. Letters only, so that
 * nothing that looks for numbers in texts finds one.
 */
public final class Stamp {
    /** How many letters. */
    public static final int LENGTH = 7;

    private static final long RANGE = 8_031_810_176L; // 26 to the power of LENGTH, in microseconds: two hours

    private Stamp() {}

    /**
     * Writes this moment.
     *
     * @param into gets the letters
     * @param at where the first goes
     */
    public static void write(byte[] into, int at) {
        long rest = now();
        for (int i = at + LENGTH - 1; i >= at; i--) {
            into[i] = (byte) ('a' + rest % 26);
            rest /= 26;
        }
    }

    /**
     * How long ago a text was written.
     *
     * @param text ends with the letters of a moment
     * @return microseconds, or -1 where there is no moment
     */
    public static long age(String text) {
        long then = 0;
        for (int i = text.length() - LENGTH; i < text.length(); i++) {
            if (i < 0 || text.charAt(i) < 'a' || text.charAt(i) > 'z') {
                return -1;
            }
            then = then * 26 + (text.charAt(i) - 'a');
        }
        return Math.floorMod(now() - then, RANGE);
    }

    private static long now() {
        return Math.floorMod(System.nanoTime() / 1_000, RANGE);
    }
}
