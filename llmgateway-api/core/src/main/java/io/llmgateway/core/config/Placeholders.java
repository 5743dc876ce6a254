package io.llmgateway.core.config;

import io.llmgateway.error.MisconfiguredException;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Fills in <code>${VARIABLE}</code> and <code>${VARIABLE:default}</code>, as a whole value or inside of one. */
final class Placeholders {
    private static final Pattern WHOLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_.]*)(?::(.*))?}", Pattern.DOTALL);

    private static final Pattern INSIDE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_.]*)(?::([^}]*))?}");

    private Placeholders() {}

    static void resolve(
            ObjectNode tree, String path, String source, Map<String, String> environment, Map<String, String> origins) {
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            String property = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            origins.put(property, source);
            if (field.getValue() instanceof ObjectNode nested) {
                resolve(nested, property, source, environment, origins);
            } else if (field.getValue() instanceof ArrayNode list) {
                for (int i = 0; i < list.size(); i++) {
                    list.set(i, value(list.get(i), property, source, environment));
                }
            } else {
                field.setValue(value(field.getValue(), property, source, environment));
            }
        }
    }

    private static JsonNode value(JsonNode node, String property, String source, Map<String, String> environment) {
        if (!node.isString()) {
            return node;
        }
        Matcher whole = WHOLE.matcher(node.stringValue().strip());
        if (whole.matches() && !whole.group().substring(2).contains("${")) {
            return StringNode.valueOf(value(whole, property, source, environment));
        }
        Matcher inside = INSIDE.matcher(node.stringValue());
        return inside.find()
                ? StringNode.valueOf(
                        inside.replaceAll(one -> Matcher.quoteReplacement(value(one, property, source, environment))))
                : node;
    }

    private static String value(
            MatchResult placeholder, String property, String source, Map<String, String> environment) {
        String variable = placeholder.group(1);
        String value = environment.get(variable);
        if (value == null) {
            value = placeholder.group(2);
        }
        if (value == null) {
            throw new MisconfiguredException(source + ": llmgateway." + property + " asks for the environment variable "
                    + variable + ", which is not set: set it, or write ${" + variable + ":default}");
        }
        return value;
    }
}
