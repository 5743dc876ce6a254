package io.llmgateway.core.ledger;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.LedgerEntry;
import java.time.Duration;
import java.util.List;

/** Writes entries as lines of JSON, in version {@value #VERSION} of the format. */
final class EntryLine {
    static final int VERSION = 1;
    private static final List<Bucket> BUCKETS = List.of(Bucket.values());

    private EntryLine() {}

    /** A line with its end. */
    static JsonLine write(LedgerEntry entry) {
        JsonLine json = new JsonLine();
        Attempt attempt = entry.attempt();
        json.open('{');
        json.name("v").number(VERSION);
        json.name("id").text(entry.operation(), attempt.number()); // LedgerEntry.id()
        json.name("operation").text(entry.operation());
        json.name("attempt").number(attempt.number());
        json.name("at").time(entry.at());
        json.name("purpose").word(entry.purpose());
        json.optional("user", entry.user());
        json.name("tags").open('{');
        entry.tags().forEach(json::optional);
        json.close('}');
        json.name("provider").text(attempt.provider());
        json.name("model").text(attempt.model());
        json.name("asked").text(entry.modelAsked());
        json.name("served").text(entry.modelServed());
        usage(json, entry.usage());
        cost(json, entry.cost());
        json.name("outcome").word(entry.outcome());
        if (attempt.failure() != null) {
            failure(json, attempt.failure());
        }
        json.name("latency");
        millis(json, attempt.latency());
        if (attempt.firstToken() != null) {
            json.name("firstToken");
            millis(json, attempt.firstToken());
        }
        json.name("cached").flag(entry.cached());
        if (entry.saved() != null) {
            json.name("saved").amount(entry.saved());
        }
        return json.close('}').end();
    }

    private static void usage(JsonLine json, Usage usage) {
        json.name("usage").open('{');
        for (int i = 0; i < BUCKETS.size(); i++) {
            Bucket bucket = BUCKETS.get(i);
            long tokens = usage.tokens(bucket);
            if (tokens > 0) {
                json.name(bucket.word()).number(tokens);
            }
        }
        json.close('}');
        json.name("estimated").flag(usage.estimated());
    }

    private static void cost(JsonLine json, Cost cost) {
        json.name("cost").open('{');
        json.name("amount").amount(cost.amount().orElse(null));
        json.name("status").word(cost.status());
        json.name("prices").text(cost.prices());
        json.name("lines").open('[');
        List<Cost.Line> lines = cost.lines();
        for (int i = 0; i < lines.size(); i++) {
            Cost.Line line = lines.get(i);
            json.open('{');
            json.name("bucket").text(line.bucket().word());
            json.name("quantity").number(line.quantity());
            json.name("price").amount(line.unitPrice());
            json.name("amount").amount(line.amount());
            json.close('}');
        }
        json.close(']').close('}');
    }

    private static void failure(JsonLine json, Failure failure) {
        json.name("failure").open('{');
        json.name("kind").word(failure.kind());
        if (failure.status() != null) {
            json.name("status").number(failure.status());
        }
        json.optional("code", failure.code());
        json.optional("requestId", failure.requestId());
        json.close('}');
    }

    private static void millis(JsonLine json, Duration duration) {
        json.number(duration.toNanos() / 1000, 3);
    }
}
