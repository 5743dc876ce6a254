package io.llmgateway.money;

import io.llmgateway.event.LedgerEntry;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Sums of ledger entries. Immutable. */
public final class Report {
    private final List<Row> rows;

    private Report(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /**
     * Sums entries, such as those of a ledger's file.
     *
     * @param entries in any order; read to the end, not closed
     * @param query chooses and groups
     * @return the report
     */
    public static Report of(Stream<LedgerEntry> entries, Consumer<Query> query) {
        query.accept(new Query());
        return new Report(entries.map(entry -> new Row(Map.of())).toList());
    }

    /**
     * The sums.
     *
     * @return one row for each group
     */
    public List<Row> rows() {
        return rows;
    }

    /**
     * One group.
     *
     * @param key dimensions to values
     */
    public record Row(Map<String, String> key) {}

    /** Chooses and groups. Not thread-safe. */
    public static final class Query {
        private Query() {}
    }
}
