package io.llmgateway.money;

import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Json;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as CSV and as JSON. */
record ReportText(List<String> dimensions, @Nullable ZoneId timed, boolean charged) {
    private static final String FORMULA = "=+-@\t\r\n";

    String csv(List<Report.Row> rows) {
        StringBuilder out = new StringBuilder();
        if (timed != null) {
            out.append("since,");
        }
        dimensions.forEach(name -> text(name, out).append(','));
        Report.Row names = new Sum(null).row(Map.of(), null);
        out.append(String.join(",", figures(names).keySet())).append("\r\n");
        for (Report.Row row : rows) {
            out.append(since(row)).append(timed == null ? "" : ",");
            row.key().values().forEach(value -> text(value, out).append(','));
            out.append(String.join(
                            ",",
                            figures(row).values().stream().map(String::valueOf).toList()))
                    .append("\r\n");
        }
        return out.toString();
    }

    // by the clock of the zone it was cut in
    private String since(Report.Row row) {
        return timed == null || row.since() == null
                ? ""
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(row.since().atZone(timed));
    }

    private static StringBuilder text(String value, StringBuilder out) {
        boolean formula = !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0;
        String safe = formula ? "'" + value : value;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return quoted ? out.append('"').append(safe.replace("\"", "\"\"")).append('"') : out.append(safe);
    }

    Json json(List<Report.Row> rows, Report.Row total) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rows", rows.stream().map(this::json).toList());
        all.put("total", figures(total));
        return Json.of(all);
    }

    private Map<String, Object> json(Report.Row row) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("key", row.key());
        if (row.since() != null) {
            object.put("since", since(row));
        }
        object.putAll(figures(row));
        return object;
    }

    // one list of columns for both
    private Map<String, Object> figures(Report.Row row) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("calls", row.calls());
        figures.put("attempts", row.attempts());
        figures.put("cached", row.cached());
        for (Bucket bucket : Bucket.values()) {
            if (bucket != Bucket.REQUEST) {
                figures.put(bucket.name().toLowerCase(Locale.ROOT), row.usage().tokens(bucket));
            }
        }
        figures.put("cost", plain(row.cost()));
        figures.put("unpriced", row.unpriced());
        figures.put("estimated", row.estimated());
        figures.put("saved_by_cache", plain(row.savedByCache()));
        figures.put("saved_by_routing", plain(row.savedByRouting()));
        if (charged) {
            figures.put("charged", plain(row.charged()));
            figures.put("uncharged", row.uncharged());
        }
        return figures;
    }

    static String plain(@Nullable BigDecimal amount) {
        return amount == null || amount.signum() == 0
                ? "0"
                : amount.stripTrailingZeros().toPlainString();
    }
}
