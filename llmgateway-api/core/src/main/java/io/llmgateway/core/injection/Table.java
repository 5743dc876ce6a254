package io.llmgateway.core.injection;

/** Numbers of words, by their hashes. Immutable once it is filled. */
final class Table {
    private final int[] hashes;
    private final short[] numbers; // 0 is none

    Table(int words) {
        int places = Integer.highestOneBit(words + 1) * 8;
        hashes = new int[places];
        numbers = new short[places];
    }

    /** Enters a word, while the table is made. */
    void put(int hash, int number) {
        int place = place(hash);
        while (numbers[place] != 0 && hashes[place] != hash) {
            place = (place + 1) & (hashes.length - 1);
        }
        hashes[place] = hash;
        numbers[place] = (short) number;
    }

    private int place(int hash) {
        return (hash ^ hash >>> 15) & (hashes.length - 1);
    }

    /** The number of a word; 0 where it has none. */
    int get(int hash) {
        int place = place(hash);
        while (numbers[place] != 0) {
            if (hashes[place] == hash) {
                return numbers[place];
            }
            place = (place + 1) & (hashes.length - 1);
        }
        return 0;
    }
}
