package io.llmgateway.money;

import io.llmgateway.chat.Json;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.LedgerEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sums of ledger entries. Immutable. */
public final class Report {
    private final List<Row> rows;
    private final Row total;
    private final ReportText text;

    private Report(List<Row> rows, Row total, ReportText text) {
        this.rows = List.copyOf(rows);
        this.total = total;
        this.text = text;
    }

    /**
     * Sums entries, such as those of a ledger's file. Holds one row for each group and nothing of an entry.
     *
     * @param entries in any order; read to the end, not closed
     * @param query chooses and groups; without anything, one row with the sum of all
     * @return the report
     * @throws IllegalArgumentException if the query makes no sense
     */
    public static Report of(Stream<LedgerEntry> entries, Consumer<Query> query) {
        Query asked = new Query();
        query.accept(asked);
        asked.check();
        Map<Group, Sum> groups = new HashMap<>();
        if (asked.dimensions.isEmpty() && asked.period == null) {
            groups.put(new Group(null, List.of()), new Sum(asked.chargeback));
        }
        entries.sequential().filter(asked::selects).forEach(entry -> groups.computeIfAbsent(
                        asked.group(entry), group -> new Sum(asked.chargeback))
                .add(entry));
        List<Row> rows = new ArrayList<>(groups.size());
        Row total = new Sum(asked.chargeback).row(Map.of(), null);
        for (Map.Entry<Group, Sum> group : new TreeMap<>(groups).entrySet()) {
            Row row = group.getValue()
                    .row(asked.key(group.getKey()), group.getKey().since());
            rows.add(row);
            total = total.plus(row);
        }
        return new Report(
                rows,
                total,
                new ReportText(
                        asked.dimensions, asked.period == null ? null : asked.period.zone(), asked.chargeback != null));
    }

    /**
     * The sums.
     *
     * @return one row for each group that has entries, by time, then by the values of the dimensions
     */
    public List<Row> rows() {
        return rows;
    }

    /**
     * The sum of all rows.
     *
     * @return a row without a key
     */
    public Row total() {
        return total;
    }

    /**
     * The rows as CSV by RFC 4180: a header, commas, lines ended by CR and LF. Amounts are plain decimals. A text that
     * begins with {@code =}, {@code +}, {@code -}, {@code @}, a tab or a line end gets an apostrophe before it, so that
     * a spreadsheet does not take it for a formula.
     *
     * @return the text, without the total
     */
    public String toCsv() {
        return text.csv(rows);
    }

    /**
     * The rows and the total as JSON. Amounts are texts, so that no reader rounds them.
     *
     * @return an object with {@code rows} and {@code total}
     */
    public Json toJson() {
        return text.json(rows, total);
    }

    @Override
    public String toString() {
        return "Report[" + rows.size() + " rows, $" + ReportText.plain(total.cost()) + "]";
    }

    private record Group(@Nullable Instant since, List<String> values) implements Comparable<Group> {
        @Override
        public int compareTo(Group other) {
            int order = since == null || other.since == null ? 0 : since.compareTo(other.since);
            for (int i = 0; order == 0 && i < values.size(); i++) {
                order = values.get(i).compareTo(other.values.get(i));
            }
            return order;
        }
    }

    /**
     * One group.
     *
     * @param key dimensions to values, in the order asked for; an empty value for entries that have none
     * @param since when its time began; null where the report is not cut by time
     * @param calls how many calls: their first entries are counted, so a call belongs to the group of its first attempt or
     *     remembered answer
     * @param attempts how many requests to vendors
     * @param cached how many remembered answers
     * @param usage what they used together
     * @param cost US dollars, as far as prices are known
     * @param unpriced how many attempts have no known price, so that {@code cost} is not all
     * @param estimated how many attempts have tokens or a price that are estimates
     * @param savedByCache US dollars not spent because answers were remembered
     * @param savedByRouting US dollars not spent because a cheaper target was chosen on purpose; below zero where the
     *     choice cost more
     * @param charged US dollars by the internal prices; null where none were asked for
     * @param uncharged how many entries have neither a cost nor an internal price, so that {@code charged} is not all
     */
    public record Row(
            Map<String, String> key,
            @Nullable Instant since,
            long calls,
            long attempts,
            long cached,
            Usage usage,
            BigDecimal cost,
            long unpriced,
            long estimated,
            BigDecimal savedByCache,
            BigDecimal savedByRouting,
            @Nullable BigDecimal charged,
            long uncharged) {
        public Row {
            key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
        }

        Row plus(Row other) {
            return new Row(
                    key,
                    since,
                    calls + other.calls,
                    attempts + other.attempts,
                    cached + other.cached,
                    usage.plus(other.usage),
                    cost.add(other.cost),
                    unpriced + other.unpriced,
                    estimated + other.estimated,
                    savedByCache.add(other.savedByCache),
                    savedByRouting.add(other.savedByRouting),
                    charged == null || other.charged == null ? null : charged.add(other.charged),
                    uncharged + other.uncharged);
        }
    }

    /** Chooses and groups. Not thread-safe. */
    public static final class Query {
        private final Map<String, Set<String>> where = new LinkedHashMap<>();
        private List<String> dimensions = List.of();
        private @Nullable CalendarPeriod period;
        private @Nullable Instant from;
        private @Nullable Instant to;
        private @Nullable Chargeback chargeback;

        private Query() {}

        /**
         * Groups by the values of dimensions. Said again, it takes the place of what was said before.
         *
         * @param names names of {@link LedgerEntry#dimension}, such as {@code team} and {@code model}
         * @return this
         * @throws IllegalArgumentException if one is blank or named twice
         */
        public Query by(String... names) {
            List<String> all = List.of(names);
            if (all.stream().anyMatch(String::isBlank) || Set.copyOf(all).size() < all.size()) {
                throw new IllegalArgumentException("by" + all + ": a dimension is blank or named twice");
            }
            dimensions = all;
            return this;
        }

        /**
         * Groups by time.
         *
         * @param unit {@code HOURS}, {@code DAYS}, {@code WEEKS} (from Monday), {@code MONTHS} or {@code YEARS}
         * @param zone whose calendar
         * @return this
         * @throws IllegalArgumentException for any other unit
         */
        public Query per(ChronoUnit unit, ZoneId zone) {
            period = new CalendarPeriod(unit, zone);
            return this;
        }

        /**
         * Takes only what ended at this moment or later.
         *
         * @param begin the first instant
         * @return this
         */
        public Query from(Instant begin) {
            from = Objects.requireNonNull(begin, "begin");
            return this;
        }

        /**
         * Takes only what ended before this moment.
         *
         * @param end the first instant left out
         * @return this
         */
        public Query to(Instant end) {
            to = Objects.requireNonNull(end, "end");
            return this;
        }

        /**
         * Takes only entries with one of these values. Of several dimensions, all must fit.
         *
         * @param dimension a name of {@link LedgerEntry#dimension}
         * @param values one or more; an empty text for entries that have none
         * @return this
         * @throws IllegalArgumentException without any value
         */
        public Query where(String dimension, String... values) {
            if (values.length == 0) {
                throw new IllegalArgumentException("where(\"" + dimension + "\") needs a value");
            }
            where.put(Objects.requireNonNull(dimension, "dimension"), Set.of(values));
            return this;
        }

        /**
         * Works out what is charged by internal prices. Their volume tiers count in each row by itself: group by month to
         * have tiers of a month.
         *
         * @param prices the internal prices
         * @return this
         */
        public Query charge(Chargeback prices) {
            chargeback = Objects.requireNonNull(prices, "prices");
            return this;
        }

        private void check() {
            if (from != null && to != null && !from.isBefore(to)) {
                throw new IllegalArgumentException("from " + from + " to " + to + ": nothing lies between them");
            }
        }

        private boolean selects(LedgerEntry entry) {
            if ((from != null && entry.at().isBefore(from))
                    || (to != null && !entry.at().isBefore(to))) {
                return false;
            }
            for (Map.Entry<String, Set<String>> wanted : where.entrySet()) {
                if (!wanted.getValue().contains(value(entry, wanted.getKey()))) {
                    return false;
                }
            }
            return true;
        }

        private Group group(LedgerEntry entry) {
            List<String> values =
                    dimensions.stream().map(name -> value(entry, name)).toList();
            return new Group(period == null ? null : period.start(entry.at()), values);
        }

        private Map<String, String> key(Group group) {
            Map<String, String> key = new LinkedHashMap<>();
            for (int i = 0; i < dimensions.size(); i++) {
                key.put(dimensions.get(i), group.values().get(i));
            }
            return key;
        }

        private static String value(LedgerEntry entry, String dimension) {
            return entry.dimension(dimension).orElse("");
        }
    }
}
