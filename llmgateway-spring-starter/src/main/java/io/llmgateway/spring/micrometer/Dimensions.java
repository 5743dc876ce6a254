package io.llmgateway.spring.micrometer;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.opentelemetry.api.common.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns attributes into tags. OpenTelemetry leaves out what does not apply; a registry such as that of Prometheus wants the same
 * tags on all meters of one name, so here it is {@value #NONE}. Immutable.
 */
final class Dimensions {
    private static final String NONE = "none";
    private static final String OTHER = "other";
    private static final List<String> OF_ATTEMPTS = List.of("gen_ai.response.model", "server.address", "server.port");
    private static final List<String> OF_ENDS = List.of("error.type", "llmgateway.outcome");

    private static final String OF_REQUESTS = "llmgateway.tag.";

    private final List<String> tags;

    /**
     * What tags metrics have.
     *
     * @param tags the tags of requests that become tags of meters, from the beginning to the end: a meter of one name cannot get
     *     more of them
     */
    Dimensions(List<String> tags) {
        this.tags = tags.stream().map(tag -> OF_REQUESTS + tag).toList();
    }

    /** The tags of a meter: those it always has, and what its attributes say of them. */
    Tags of(String meter, Attributes attributes) {
        Map<String, String> all = new TreeMap<>();
        usual(meter).forEach(name -> all.put(name, NONE));
        attributes.forEach((key, value) -> {
            if (has(key.getKey())) {
                all.put(key.getKey(), value.toString());
            }
        });
        return tags(all);
    }

    /** The tags of the meter that takes what is too much. */
    Tags beyond(String meter, Attributes attributes) {
        Map<String, String> all = new TreeMap<>();
        usual(meter).forEach(name -> all.put(name, OTHER));
        attributes.forEach((key, value) -> {
            if (has(key.getKey())) {
                all.put(key.getKey(), OTHER);
            }
        });
        return tags(all);
    }

    private boolean has(String attribute) {
        return !attribute.startsWith(OF_REQUESTS) || tags.contains(attribute);
    }

    private List<String> usual(String meter) {
        boolean attempt = meter.startsWith("gen_ai.") || meter.equals("llmgateway.client.cost");
        boolean call = meter.equals("llmgateway.client.call.duration");
        List<String> usual = new ArrayList<>();
        if (attempt) {
            usual.addAll(OF_ATTEMPTS);
        }
        if (call || (attempt && meter.endsWith(".duration"))) {
            usual.addAll(OF_ENDS);
        }
        if (attempt || call || meter.startsWith("llmgateway.cache.saved") || meter.startsWith("llmgateway.budget.")) {
            usual.addAll(tags);
        }
        return usual;
    }

    private static Tags tags(Map<String, String> all) {
        return Tags.of(all.entrySet().stream()
                .map(entry -> Tag.of(entry.getKey(), entry.getValue()))
                .toList());
    }
}
