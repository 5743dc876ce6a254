package io.llmgateway.core.telemetry;

import io.llmgateway.core.config.TelemetryConfig;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The tags of requests that become attributes of metrics, with few values each. Thread-safe. */
final class Tags {
    private final List<Tag> all;

    private record Tag(String name, AttributeKey<String> key, FewValues values) {}

    Tags(TelemetryConfig config) {
        int most = Objects.requireNonNull(config.maxTagValues());
        all = new ArrayList<>();
        for (String name : new LinkedHashSet<>(Objects.requireNonNull(config.tags()))) {
            all.add(new Tag(name, Names.tag(name), new FewValues(most)));
        }
    }

    /** The values of those that count, in order; empty for none. */
    List<String> of(Map<String, String> tags) {
        if (all.isEmpty()) {
            return List.of();
        }
        List<String> values = new ArrayList<>(all.size());
        for (Tag tag : all) {
            String value = tags.getOrDefault(tag.name(), "");
            values.add(value.isEmpty() ? value : tag.values().of(value));
        }
        return values;
    }

    /** Writes such values down. */
    void put(AttributesBuilder attributes, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isEmpty()) {
                attributes.put(all.get(i).key(), values.get(i));
            }
        }
    }
}
