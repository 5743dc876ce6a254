package io.llmgateway.core.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What attempts at one model have in common, as attributes made once. Thread-safe. */
final class Series {
    private final Attributes plain;
    private final Map<Extra, Attributes> more = new ConcurrentHashMap<>(8);

    Series(Attributes plain) {
        this.plain = plain;
    }

    /** One attribute more: each is made once, and known by its identity. */
    static final class Extra {
        private final AttributeKey<String> key;
        private final String value;

        Extra(AttributeKey<String> key, String value) {
            this.key = key;
            this.value = value;
        }
    }

    Attributes plain() {
        return plain;
    }

    Attributes with(Extra extra) {
        Attributes known = more.get(extra);
        return known != null
                ? known
                : more.computeIfAbsent(
                        extra, e -> plain.toBuilder().put(e.key, e.value).build());
    }
}
