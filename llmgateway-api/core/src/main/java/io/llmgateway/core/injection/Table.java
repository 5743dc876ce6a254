package io.llmgateway.core.injection;

import java.util.Map;

/** Numbers of words, by their hashes. Immutable. */
final class Table {
    private final int[] hashes;
    private final short[] numbers; // 0 is none

    Table(Map<Integer, Integer> entries) {
        int places = Integer.highestOneBit(entries.size() + 1) * 8;
        hashes = new int[places];
        numbers = new short[places];
        for (Map.Entry<Integer, Integer> entry : entries.entrySet()) {
            int place = place(entry.getKey());
            while (numbers[place] != 0) {
                place = (place + 1) & (places - 1);
            }
            hashes[place] = entry.getKey();
            numbers[place] = entry.getValue().shortValue();
        }
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
