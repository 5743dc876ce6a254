package io.llmgateway.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.annotation.EnumNaming;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * {@code llmgateway.watch.telemetry}: spans and metrics by OpenTelemetry. Takes effect where an {@code OpenTelemetry} is given
 * in code or registered globally.
 *
 * @param enabled whether there are any; true if absent
 * @param conventions whose names are used; {@code v1-41} if absent
 * @param profile attributes beside those of the conventions; none if absent
 * @param content whether prompts and answers, as masked, are written to spans; {@code none} if absent
 * @param tags the tags of requests that become attributes; none if absent
 * @param maxTagValues how many values of each tag become attributes of metrics, 1 to 10000: those that come later are
 *     {@code other}; 100 if absent
 * @param propagate whether vendors are sent the trace context; false if absent
 */
public record TelemetryConfig(
        @Nullable Boolean enabled,
        @Nullable Conventions conventions,
        @Nullable Profile profile,
        @Nullable Content content,
        @JsonDeserialize(using = TextList.class) @Nullable List<String> tags,
        @Nullable Integer maxTagValues,
        @Nullable Boolean propagate) {
    /** Everything as usual. */
    public static final TelemetryConfig EMPTY = new TelemetryConfig(null, null, null, null, null, null, null);

    private static final int USUAL_TAG_VALUES = 100;
    private static final int MOST_TAG_VALUES = 10_000;

    /** Whose names are used. */
    @EnumNaming(EnumNamingStrategies.KebabCaseStrategy.class)
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
        /** To the spans of attempts, as the vendor has seen it. */
        SPANS
    }

    public TelemetryConfig {
        enabled = enabled == null || enabled;
        conventions = conventions == null ? Conventions.V1_41 : conventions;
        content = content == null ? Content.NONE : content;
        tags = tags == null ? List.of() : List.copyOf(tags);
        maxTagValues = maxTagValues == null ? USUAL_TAG_VALUES : maxTagValues;
        propagate = propagate != null && propagate;
        if (maxTagValues < 1 || maxTagValues > MOST_TAG_VALUES) {
            throw new IllegalArgumentException(
                    "max-tag-values is " + maxTagValues + ": it must be from 1 to " + MOST_TAG_VALUES);
        }
        if (tags.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("tags holds a blank name: name a tag, such as team");
        }
    }
}
