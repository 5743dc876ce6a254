package io.llmgateway.core.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.watch.telemetry}: spans and metrics by OpenTelemetry. Takes effect where an {@code OpenTelemetry} is given
 * in code or registered globally.
 *
 * @param enabled whether there are any; true if absent
 * @param conventions whose names are used; if absent as {@code OTEL_SEMCONV_STABILITY_OPT_IN} says, else {@code v1-41}
 * @param profile attributes beside those of the conventions; none if absent
 * @param content whether prompts and answers, as masked, are written to spans; if absent as {@code
 *     OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT} says, else {@code none}
 * @param tags the tags of requests that become attributes; none if absent
 * @param maxTagValues how many values of each tag, and how many models, become attributes of metrics, 1 to 10000: those
 *     that come later are {@code other}; 100 if absent
 * @param propagate whether vendors are sent the trace context; false if absent
 */
public record TelemetryConfig(
        @Nullable Boolean enabled,
        @Nullable Conventions conventions,
        @Nullable Profile profile,
        @Nullable Content content,
        @Nullable List<String> tags,
        @Nullable Integer maxTagValues,
        @Nullable Boolean propagate) {
    /** Everything as usual. */
    public static final TelemetryConfig EMPTY = new TelemetryConfig(null, null, null, null, null, null, null);

    private static final int USUAL_TAG_VALUES = 100;
    private static final int MOST_TAG_VALUES = 10_000;

    /** Whose names are used. */
    public enum Conventions {
        /** OpenTelemetry's semantic conventions 1.41, the last with generative AI in them: what most back ends chart. */
        V1_41,
        /** Those of the repository they have moved to since, still under development. */
        LATEST
    }

    /** More attributes. */
    public enum Profile {
        /** Those of OpenInference. */
        OPENINFERENCE
    }

    /** Whether content is written down. */
    public enum Content {
        /** Nowhere. */
        NONE,
        /** To spans: requests as the vendor has seen them, answers as guards have left them. */
        SPANS
    }

    public TelemetryConfig {
        enabled = enabled == null || enabled;
        tags = tags == null ? List.of() : List.copyOf(tags);
        maxTagValues = maxTagValues == null ? USUAL_TAG_VALUES : maxTagValues;
        propagate = propagate != null && propagate;
        if (maxTagValues < 1 || maxTagValues > MOST_TAG_VALUES) {
            throw new IllegalArgumentException(
                    "max-tag-values is " + maxTagValues + ": it must be from 1 to " + MOST_TAG_VALUES);
        }
        for (String tag : tags) {
            if (tag.isBlank()) {
                throw new IllegalArgumentException("tags holds a blank name: name a tag, such as team");
            }
        }
    }

    /**
     * The same, with what environment variables of OpenTelemetry say where the configuration says nothing.
     *
     * @param environment names to values
     * @return conventions and content are set
     */
    public TelemetryConfig or(Map<String, String> environment) {
        return new TelemetryConfig(
                enabled,
                conventions != null ? conventions : conventions(environment),
                profile,
                content != null ? content : content(environment),
                tags,
                maxTagValues,
                propagate);
    }

    private static Conventions conventions(Map<String, String> environment) {
        String all = environment.getOrDefault("OTEL_SEMCONV_STABILITY_OPT_IN", "");
        for (String one : all.split(",", -1)) {
            if (one.trim().equals("gen_ai_latest_experimental")) {
                return Conventions.LATEST;
            }
        }
        return Conventions.V1_41;
    }

    // instrumentations write true, or where to: SPAN_ONLY, EVENT_ONLY, SPAN_AND_EVENT; we write no events
    private static Content content(Map<String, String> environment) {
        String said = environment.getOrDefault("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "");
        return switch (said.trim().toLowerCase(Locale.ROOT)) {
            case "true", "span_only", "span_and_event" -> Content.SPANS;
            default -> Content.NONE;
        };
    }
}
