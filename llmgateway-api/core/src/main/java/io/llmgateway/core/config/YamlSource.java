package io.llmgateway.core.config;

import io.llmgateway.error.MisconfiguredException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads YAML 1.2. */
final class YamlSource {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // prices are exact
            .build();

    private YamlSource() {}

    static ObjectNode read(String name, String content) {
        try {
            JsonNode root = MAPPER.readTree(content);
            if (root.isMissingNode() || root.isNull()) {
                return MAPPER.createObjectNode();
            }
            if (root instanceof ObjectNode tree) {
                return tree;
            }
            throw new MisconfiguredException(name + ": it must hold properties below \"llmgateway\"");
        } catch (JacksonException e) {
            // not as the cause: its message shows the lines around, which may hold a key
            throw new MisconfiguredException(name + ", line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": it is no proper YAML: "
                    + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse(""));
        }
    }
}
