package io.llmgateway.core.output;

import io.llmgateway.chain.TextFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Finds what an answer tells of texts it must not tell: a run of their words, whatever stands between the words. What the user has
 * said too is no secret. Immutable.
 */
public final class Leakage {
    /** The fewest words that can be asked for. */
    public static final int LEAST_WORDS = 5;

    private static final int SHINGLE = 4;
    private static final int LONGEST_WORD = 64;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private final Set<Long> secret = new HashSet<>();
    private final Set<Long> known = new HashSet<>();
    private final int least;

    /**
     * What is to be found.
     *
     * @param secret texts that must not be told
     * @param known texts whose words count as told already
     * @param words how many words in a row are a leak; at least {@link #LEAST_WORDS}
     */
    public Leakage(List<String> secret, List<String> known, int words) {
        least = words - SHINGLE + 1;
        secret.forEach(text -> shingles(text, this.secret::add));
        known.forEach(text -> shingles(text, shingle -> {
            if (this.secret.contains(shingle)) {
                this.known.add(shingle);
            }
        }));
    }

    private static void shingles(String text, LongConsumer each) {
        Words words = new Words(each);
        for (int i = 0; i < text.length(); i++) {
            words.next(text.charAt(i));
        }
        words.end();
    }

    /**
     * Begins with a text that comes in pieces.
     *
     * @param holds whether words wait that may be the beginning of a leak
     * @param told called with each leak, before the word that makes it one goes on; may throw
     * @return a filter that changes nothing
     */
    public TextFilter open(boolean holds, Runnable told) {
        return new Watch(holds, told);
    }

    private final class Watch implements TextFilter {
        private final boolean holds;
        private final Runnable told;
        private final Words words = new Words(this::shingle);
        private final StringBuilder held = new StringBuilder();
        private boolean running;
        private int run;

        Watch(boolean holds, Runnable told) {
            this.holds = holds;
            this.told = told;
        }

        private void shingle(long shingle) {
            running = secret.contains(shingle);
            run = !running ? 0 : known.contains(shingle) ? run : run + 1;
            if (run == least) {
                told.run();
            }
        }

        @Override
        public String push(String piece) {
            if (secret.isEmpty()) {
                return piece;
            }
            StringBuilder out = new StringBuilder(piece.length());
            for (int i = 0; i < piece.length(); i++) {
                words.next(piece.charAt(i));
                held.append(piece.charAt(i));
                if (!running || !holds || run >= least) {
                    out.append(held);
                    held.setLength(0);
                }
            }
            return out.toString();
        }

        @Override
        public String flush() {
            words.end();
            String rest = held.toString();
            held.setLength(0);
            return rest;
        }
    }

    /** Reads words, in any case, and gives a number for each few of them in a row. */
    private static final class Words {
        private final LongConsumer each;
        private final long[] last = new long[SHINGLE];
        private int count;
        private long word;
        private int length;

        Words(LongConsumer each) {
            this.each = each;
        }

        void next(char c) {
            if (Character.isIdeographic(c)) { // written without blanks
                end();
                word = c;
                length = 1;
                end();
            } else if (Character.isLetterOrDigit(c)) {
                word = (word + Character.toLowerCase(c)) * FACTOR;
                if (++length == LONGEST_WORD) {
                    end();
                }
            } else if (!Disguise.unseen(c)) {
                end();
            }
        }

        void end() {
            if (length == 0) {
                return;
            }
            last[count++ % SHINGLE] = word ^ (word >>> 29);
            word = 0;
            length = 0;
            if (count >= SHINGLE) {
                long shingle = 0;
                for (int i = 0; i < SHINGLE; i++) {
                    shingle = (shingle + last[(count + i) % SHINGLE]) * FACTOR;
                    shingle ^= shingle >>> 31;
                }
                each.accept(shingle);
            }
        }
    }
}
