package io.llmgateway.core.route;

import java.util.Random;

/** Words that say nothing. */
final class Words {
    private Words() {}

    /** A word without a letter twice in it, so that no half of it looks like the other one begun again. */
    static String random(Random random, int length) {
        StringBuilder word = new StringBuilder(length);
        while (word.length() < length) {
            String letter = String.valueOf((char) ('a' + random.nextInt(26)));
            if (word.indexOf(letter) < 0) {
                word.append(letter);
            }
        }
        return word.toString();
    }
}
