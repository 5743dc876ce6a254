package io.llmgateway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryLedgerTest {
    private static void book(MemoryLedger ledger, LedgerEntry entry) {
        ledger.on(new GatewayEvent.Booked(entry));
    }

    @Test
    void theLastEntriesAreHeldInOrder() {
        MemoryLedger ledger = new MemoryLedger(3, null);
        IntStream.rangeClosed(1, 10).forEach(i -> book(ledger, Entries.paid("op" + i, 1)));
        assertThat(ledger.entries()).extracting(LedgerEntry::operation).containsExactly("op8", "op9", "op10");
        assertThat(ledger.booked()).isEqualTo(10);
        assertThat(ledger.report(q -> {}).total().cost()).isEqualByComparingTo("0.03");
    }

    @Test
    void theSameEntryIsBookedOnce() {
        MemoryLedger ledger = new MemoryLedger(2, null);
        book(ledger, Entries.paid("a", 1));
        book(ledger, Entries.paid("a", 2));
        book(ledger, Entries.paid("a", 1));
        assertThat(ledger.entries()).extracting(LedgerEntry::id).containsExactly("a/1", "a/2");
        assertThat(ledger.booked()).isEqualTo(2);
    }

    @Test
    void itHoldsTheLastOnesHoweverManyItMayHold() {
        Random random = new Random(7);
        MemoryLedger ledger = new MemoryLedger(5, null);
        int keep = 5;
        Set<String> expected = new LinkedHashSet<>();
        for (int i = 0; i < 40_000; i++) {
            if (random.nextInt(4_000) == 0) {
                keep = List.of(0, 1, 7, 999, 1_000, 3_001, 10_000).get(random.nextInt(7));
                ledger.change(keep, null);
            }
            int back = random.nextInt(10) == 0 ? random.nextInt(5_000) : 0;
            LedgerEntry entry = Entries.paid("op" + Math.max(0, i - back), 1 + random.nextInt(2));
            book(ledger, entry);
            expected.add(entry.id());
            for (Iterator<String> eldest = expected.iterator(); expected.size() > keep; ) {
                eldest.next();
                eldest.remove();
            }
            if (i % 1_000 == 0) {
                assertThat(ledger.entries()).extracting(LedgerEntry::id).containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void itMayHoldNothing() {
        MemoryLedger ledger = new MemoryLedger(0, null);
        book(ledger, Entries.paid("a", 1));
        assertThat(ledger.entries()).isEmpty();
        assertThat(ledger.booked()).isEqualTo(1);
    }

    @Test
    void manyThreadsBookEachEntryOnce() {
        int count = 20_000;
        MemoryLedger ledger = new MemoryLedger(count, null);
        List<LedgerEntry> entries = IntStream.range(0, count)
                .mapToObj(i -> Entries.paid("op" + i, 1))
                .toList();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(CompletableFuture.runAsync(() -> {
                entries.forEach(entry -> book(ledger, entry));
                ledger.entries();
            }));
        }
        threads.forEach(CompletableFuture::join);
        assertThat(ledger.entries()).containsExactlyInAnyOrderElementsOf(entries);
        assertThat(ledger.booked()).isEqualTo(count);
    }
}
