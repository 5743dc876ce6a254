package io.llmgateway.examples.benchmarks.kit;

import java.util.concurrent.atomic.AtomicLong;

/** Questions, no two of them the same. They hold an address to be masked; answers hold what stands for it then. */
final class Prompts {
    private static final String QUESTION =
            """
             writes from the shop: my order has not come yet, although it was promised for last Friday. The tracking page says\
             that it left the depot, and nobody answers the telephone. Please tell me where the parcel is, what happens if it is\
             lost, and whether I can have it sent to my office instead. Write to anna.berg@example.org, or call in the\
             morning.""";
    private static final String PAGE =
            "The parcel was handed to the carrier, who scanned it twice and then put it aside. ";
    private static final int LARGE = 1 << 20;

    // as many letters in each, so that all are of one length
    private final AtomicLong number = new AtomicLong();
    private final String large = PAGE.repeat(LARGE / PAGE.length());

    String next() {
        return word() + QUESTION;
    }

    String large() {
        return word() + QUESTION + large;
    }

    private String word() {
        char[] word = new char[7];
        long rest = number.getAndIncrement();
        for (int i = word.length - 1; i >= 0; i--) {
            word[i] = (char) ('a' + rest % 26);
            rest /= 26;
        }
        return new String(word);
    }
}
