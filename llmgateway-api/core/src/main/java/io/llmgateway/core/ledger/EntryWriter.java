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
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes entries as lines of JSON, in version {@value #VERSION} of the format. Used for one line after the other: what one needs
 * serves for the next, which saves a quarter of the time and two thirds of the garbage. On one thread at a time; after it threw it
 * is of no more use.
 */
final class EntryWriter {
    static final int VERSION = 1;
    private static final int USUAL_BYTES = 768;
    private static final JsonFactory JSON =
            JsonFactory.builder().rootValueSeparator((String) null).build();
    private static final List<Bucket> BUCKETS = List.of(Bucket.values());
    private static final int LONGEST = 18; // digits: any so many fit into a long
    private static final int ROOM = 64; // for the longest number, and the time of any year
    private static final int MOST_SCALE = ROOM - 3; // a sign, a zero and a point are before it

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(USUAL_BYTES);
    private final JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line);
    private final Map<Enum<?>, String> words = new HashMap<>();
    private final char[] text = new char[ROOM];
    private long second = Long.MIN_VALUE; // the one whose text is known
    private String secondText = "";

    /** A line with its end, in UTF-8. */
    byte[] write(LedgerEntry entry) {
        Attempt attempt = entry.attempt();
        json.writeStartObject();
        json.writeNumberProperty("v", VERSION);
        json.writeStringProperty("id", entry.id());
        json.writeStringProperty("operation", entry.operation());
        json.writeNumberProperty("attempt", attempt.number());
        time("at", entry.at());
        json.writeStringProperty("purpose", word(entry.purpose()));
        optional("user", entry.user());
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
        usage(entry.usage());
        cost(entry.cost());
        json.writeStringProperty("outcome", word(entry.outcome()));
        if (attempt.failure() != null) {
            failure(attempt.failure());
        }
        millis("latency", attempt.latency());
        if (attempt.firstToken() != null) {
            millis("firstToken", attempt.firstToken());
        }
        json.writeBooleanProperty("cached", entry.cached());
        if (entry.saved() != null) {
            amount("saved", entry.saved());
        }
        json.writeEndObject();
        json.writeRaw('\n');
        json.flush();
        byte[] bytes = line.toByteArray();
        line.reset();
        return bytes;
    }

    // as its toString writes it, but for the second, which is mostly that of the line before
    private void time(String name, Instant at) {
        if (at.getEpochSecond() != second) {
            second = at.getEpochSecond();
            secondText = Instant.ofEpochSecond(second).toString();
        }
        text[ROOM - 1] = 'Z';
        int from = ROOM - 1;
        int scale = 9;
        long fraction = at.getNano();
        for (; scale > 0 && fraction % 1000 == 0; scale -= 3) {
            fraction /= 1000;
        }
        if (scale > 0) {
            from = put(fraction, scale, from) + 1; // without the zero before the point
        }
        int whole = secondText.length() - 1;
        from -= whole;
        secondText.getChars(0, whole, text, from);
        json.writeName(name);
        json.writeString(text, from, ROOM - from);
    }

    // as toPlainString writes it
    private void amount(String name, @Nullable BigDecimal value) {
        if (value == null || value.precision() > LONGEST || value.scale() < 0 || value.scale() > MOST_SCALE) {
            json.writeStringProperty(name, value == null ? null : value.toPlainString());
            return;
        }
        int from = put(value.scaleByPowerOfTen(value.scale()).longValue(), value.scale(), ROOM);
        json.writeName(name);
        json.writeString(text, from, ROOM - from);
    }

    private void millis(String name, Duration duration) {
        int from = put(duration.toNanos() / 1000, 3, ROOM);
        json.writeName(name);
        json.writeNumber(text, from, ROOM - from);
    }

    // a number and how many of its digits are behind the point, to the left of an end; gives where it begins
    private int put(long number, int scale, int end) {
        int from = end;
        long left = Math.abs(number);
        for (int digits = 0; digits <= scale || left > 0; digits++) {
            if (digits == scale && scale > 0) {
                text[--from] = '.';
            }
            text[--from] = (char) ('0' + left % 10);
            left /= 10;
        }
        if (number < 0) {
            text[--from] = '-';
        }
        return from;
    }

    private void usage(Usage usage) {
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

    private void cost(Cost cost) {
        json.writeName("cost");
        json.writeStartObject();
        amount("amount", cost.amount().orElse(null));
        json.writeStringProperty("status", word(cost.status()));
        json.writeStringProperty("prices", cost.prices());
        json.writeName("lines");
        json.writeStartArray();
        for (Cost.Line line : cost.lines()) {
            json.writeStartObject();
            json.writeStringProperty("bucket", line.bucket().word());
            json.writeNumberProperty("quantity", line.quantity());
            amount("price", line.unitPrice());
            amount("amount", line.amount());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void failure(Failure failure) {
        json.writeName("failure");
        json.writeStartObject();
        json.writeStringProperty("kind", word(failure.kind()));
        if (failure.status() != null) {
            json.writeNumberProperty("status", failure.status());
        }
        optional("code", failure.code());
        optional("requestId", failure.requestId());
        json.writeEndObject();
    }

    private void optional(String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private String word(Enum<?> value) {
        String word = words.get(value);
        if (word == null) {
            word = value.name().toLowerCase(Locale.ROOT).replace('_', '-');
            words.put(value, word);
        }
        return word;
    }
}
