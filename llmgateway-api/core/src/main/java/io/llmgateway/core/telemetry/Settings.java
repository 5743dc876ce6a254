package io.llmgateway.core.telemetry;

import io.llmgateway.core.config.TelemetryConfig;
import io.llmgateway.core.config.TelemetryConfig.Content;
import io.llmgateway.core.config.TelemetryConfig.Conventions;
import io.llmgateway.core.config.TelemetryConfig.Profile;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What spans look like.
 *
 * @param conventions whose names they have
 * @param openInference whether they have attributes of OpenInference as well
 * @param content whether prompts and answers are in them
 * @param tags the tags of requests that are in them, with their names there
 * @param propagate whether vendors are sent the trace context
 */
record Settings(
        Conventions conventions,
        boolean openInference,
        boolean content,
        Map<String, AttributeKey<String>> tags,
        boolean propagate) {
    static Settings of(TelemetryConfig config) {
        Map<String, AttributeKey<String>> tags = new LinkedHashMap<>();
        for (String tag : Objects.requireNonNull(config.tags())) {
            tags.put(tag, AttributeKey.stringKey("llmgateway.tag." + tag));
        }
        return new Settings(
                Objects.requireNonNull(config.conventions()),
                config.profile() == Profile.OPENINFERENCE,
                config.content() == Content.SPANS,
                tags,
                Objects.requireNonNull(config.propagate()));
    }

    boolean latest() {
        return conventions == Conventions.LATEST;
    }

    void writeTags(SpanBuilder out, Map<String, String> of) {
        if (tags.isEmpty() || of.isEmpty()) {
            return;
        }
        tags.forEach((tag, key) -> {
            String value = of.get(tag);
            if (value != null) {
                out.setAttribute(key, value);
            }
        });
    }
}
