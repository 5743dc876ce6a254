package io.llmgateway.core.config;

import io.llmgateway.error.MisconfiguredException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads {@code .properties}: dots lead deeper, lists are separated by commas. A name with dots stands in brackets: {@code
 * models[gpt-5.5].free}.
 */
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
            put(root, path(name, key), properties.getProperty(key), name + ": " + key);
        }
        return root;
    }

    private static String[] path(String name, String key) {
        List<String> path = new ArrayList<>();
        int at = 0;
        while (at <= key.length()) {
            int dot = key.indexOf('.', at);
            int open = key.indexOf('[', at);
            int end = dot < 0 ? key.length() : dot;
            if (open >= 0 && open < end) {
                int close = key.indexOf(']', open);
                boolean last = close == key.length() - 1;
                if (close < 0 || !(last || key.charAt(close + 1) == '.')) {
                    throw new MisconfiguredException(name + ": " + key + ": a name in brackets ends with ] and a dot");
                }
                if (open > at) {
                    path.add(key.substring(at, open));
                }
                path.add(key.substring(open + 1, close));
                at = last ? key.length() + 1 : close + 2;
            } else {
                path.add(key.substring(at, end));
                at = end + 1;
            }
        }
        return path.toArray(new String[0]);
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
