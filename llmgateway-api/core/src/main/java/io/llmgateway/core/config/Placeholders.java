package io.llmgateway.core.config;

import io.llmgateway.error.MisconfiguredException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Fills in <code>${VARIABLE}</code> and <code>${VARIABLE:default}</code>, as a whole value or inside of one. A default may hold
 * others, which count where it does; what a variable holds stays as it is.
 */
final class Placeholders {
    private static final Pattern BEGINNING = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_.]*)([:}])");

    private final String source;
    private final Map<String, String> environment;
    private final Map<String, String> origins;

    /**
     * Those of one source.
     *
     * @param source the file's name, for messages
     * @param environment the variables
     * @param origins is told where each property was written
     */
    Placeholders(String source, Map<String, String> environment, Map<String, String> origins) {
        this.source = source;
        this.environment = environment;
        this.origins = origins;
    }

    /** Fills in those of all properties below a path, which is empty for all there are. */
    void resolve(ObjectNode tree, String path) {
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            String property = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            origins.put(property, source);
            if (field.getValue() instanceof ObjectNode nested) {
                resolve(nested, property);
            } else if (field.getValue() instanceof ArrayNode list) {
                for (int i = 0; i < list.size(); i++) {
                    list.set(i, value(list.get(i), property));
                }
            } else {
                field.setValue(value(field.getValue(), property));
            }
        }
    }

    private JsonNode value(JsonNode node, String property) {
        return node.isString() && node.stringValue().contains("${")
                ? StringNode.valueOf(filled(node.stringValue().strip(), property))
                : node;
    }

    private String filled(String text, String property) {
        StringBuilder filled = new StringBuilder();
        Matcher beginning = BEGINNING.matcher(text);
        int done = 0;
        while (beginning.find(done)) {
            String variable = beginning.group(1);
            int from = beginning.end();
            boolean alone = beginning.group(2).equals("}");
            int end = alone ? from - 1 : closing(text, from, variable, property);
            filled.append(text, done, beginning.start())
                    .append(value(variable, alone ? null : text.substring(from, end), property));
            done = end + 1;
        }
        return filled.append(text, done, text.length()).toString();
    }

    private String value(String variable, @Nullable String otherwise, String property) {
        String value = environment.get(variable);
        if (value != null) {
            return value;
        }
        if (otherwise == null) {
            throw new MisconfiguredException(where(property) + " asks for the environment variable " + variable
                    + ", which is not set: set it, or write ${" + variable + ":default}");
        }
        return filled(otherwise, property);
    }

    // the brace that belongs to the one before the variable
    private int closing(String text, int from, String variable, String property) {
        int open = 1;
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                open++;
            } else if (text.charAt(i) == '}' && --open == 0) {
                return i;
            }
        }
        throw new MisconfiguredException(where(property) + " has a placeholder ${" + variable
                + ":… that does not end: close it with }; braces in a default come in pairs");
    }

    private String where(String property) {
        return source + ": llmgateway." + property;
    }
}
