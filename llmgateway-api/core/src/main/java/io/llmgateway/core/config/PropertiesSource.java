package io.llmgateway.core.config;

import io.llmgateway.error.MisconfiguredException;
import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code .properties}: dots lead deeper, lists are separated by commas. */
final class PropertiesSource {
    private PropertiesSource() {}

    static ObjectNode read(String name, String content) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(content));
        } catch (IOException | IllegalArgumentException e) {
            throw new MisconfiguredException(name + ": it is no proper properties file: " + e.getMessage(), e);
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            put(root, key.split("\\.", -1), properties.getProperty(key), name + ": " + key);
        }
        return root;
    }

    static void put(ObjectNode root, String[] path, String value, String where) {
        ObjectNode at = root;
        for (int i = 0; i < path.length - 1; i++) {
            JsonNode below = at.get(path[i]);
            if (below == null) {
                at = at.putObject(path[i]);
            } else if (below instanceof ObjectNode object) {
                at = object;
            } else {
                throw new MisconfiguredException(where + ": \"" + path[i] + "\" is set to a value already");
            }
        }
        at.put(path[path.length - 1], value);
    }
}
