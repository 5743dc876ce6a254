package io.llmgateway.core.ledger;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.LedgerEntry;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes entries as lines of JSON, in version {@value #VERSION} of the format. */
final class EntryLine {
    static final int VERSION = 1;
    private static final int USUAL_BYTES = 768;
    private static final JsonFactory JSON = new JsonFactory();
    private static final List<Bucket> BUCKETS = List.of(Bucket.values());

    private EntryLine() {}

    /** A line with its end, in UTF-8. */
    static ByteArrayOutputStream write(LedgerEntry entry) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            Attempt attempt = entry.attempt();
            json.writeStartObject();
            json.writeNumberProperty("v", VERSION);
            json.writeStringProperty("id", entry.id());
            json.writeStringProperty("operation", entry.operation());
            json.writeNumberProperty("attempt", attempt.number());
            json.writeStringProperty("at", entry.at().toString());
            json.writeStringProperty("purpose", word(entry.purpose()));
            optional(json, "user", entry.user());
            json.writeName("tags");
            json.writeStartObject();
            for (Map.Entry<String, String> tag : entry.tags().entrySet()) {
                json.writeStringProperty(tag.getKey(), tag.getValue());
            }
            json.writeEndObject();
            json.writeStringProperty("provider", attempt.provider());
            json.writeStringProperty("model", attempt.model());
            json.writeStringProperty("asked", entry.modelAsked());
            json.writeStringProperty("served", entry.modelServed());
            usage(json, entry.usage());
            cost(json, entry.cost());
            json.writeStringProperty("outcome", word(entry.outcome()));
            if (attempt.failure() != null) {
                failure(json, attempt.failure());
            }
            json.writeNumberProperty("latency", millis(attempt.latency()));
            if (attempt.firstToken() != null) {
                json.writeNumberProperty("firstToken", millis(attempt.firstToken()));
            }
            json.writeBooleanProperty("cached", entry.cached());
            optional(json, "saved", entry.saved() == null ? null : entry.saved().toPlainString());
            json.writeEndObject();
        }
        line.write('\n');
        return line;
    }

    private static void usage(JsonGenerator json, Usage usage) {
        json.writeName("usage");
        json.writeStartObject();
        for (Bucket bucket : BUCKETS) {
            if (usage.tokens(bucket) > 0) {
                json.writeNumberProperty(bucket.word(), usage.tokens(bucket));
            }
        }
        json.writeEndObject();
        json.writeBooleanProperty("estimated", usage.estimated());
    }

    private static void cost(JsonGenerator json, Cost cost) {
        json.writeName("cost");
        json.writeStartObject();
        json.writeStringProperty(
                "amount", cost.amount().map(BigDecimal::toPlainString).orElse(null));
        json.writeStringProperty("status", word(cost.status()));
        json.writeStringProperty("prices", cost.prices());
        json.writeName("lines");
        json.writeStartArray();
        for (Cost.Line line : cost.lines()) {
            json.writeStartObject();
            json.writeStringProperty("bucket", line.bucket().word());
            json.writeNumberProperty("quantity", line.quantity());
            json.writeStringProperty("price", line.unitPrice().toPlainString());
            json.writeStringProperty("amount", line.amount().toPlainString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void failure(JsonGenerator json, Failure failure) {
        json.writeName("failure");
        json.writeStartObject();
        json.writeStringProperty("kind", word(failure.kind()));
        if (failure.status() != null) {
            json.writeNumberProperty("status", failure.status());
        }
        optional(json, "code", failure.code());
        optional(json, "requestId", failure.requestId());
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private static BigDecimal millis(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos() / 1000, 3);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
