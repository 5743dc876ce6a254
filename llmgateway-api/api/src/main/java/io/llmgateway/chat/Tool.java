package io.llmgateway.chat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something the model may ask for. */
public sealed interface Tool {
    /**
     * A function of the application: the model names it and gives arguments, the application runs it.
     *
     * @param name its name; vendors allow letters, digits, {@code _} and {@code -}, at most 64 characters
     * @param description what it does, for the model; empty if the name says it all
     * @param parameters the JSON Schema of its arguments, an object
     * @param strict whether the vendor must keep to the schema, or null for the vendor's default
     */
    record Function(String name, String description, Json parameters, @Nullable Boolean strict) implements Tool {
        public Function {
            if (Objects.requireNonNull(name, "name").isBlank()) {
                throw new IllegalArgumentException("a tool needs a name");
            }
            Objects.requireNonNull(description, "description");
            Objects.requireNonNull(parameters, "parameters");
        }
    }

    /**
     * A tool the vendor runs itself, such as a web search, in the vendor's own words.
     *
     * @param format the wire format that knows it, such as {@code "anthropic"}; other formats refuse it
     * @param definition the tool's entry in that format
     */
    record Native(String format, Json definition) implements Tool {
        public Native {
            Objects.requireNonNull(format, "format");
            Objects.requireNonNull(definition, "definition");
        }
    }

    /**
     * A function of the application.
     *
     * @param name its name
     * @param description what it does, for the model
     * @param parameters the JSON Schema of its arguments, an object
     * @return the tool
     */
    static Tool function(String name, String description, Json parameters) {
        return new Function(name, description, parameters, null);
    }

    /**
     * A function of the application.
     *
     * @param name its name
     * @param description what it does, for the model
     * @param parametersSchema the JSON Schema of its arguments, an object, as JSON text
     * @return the tool
     */
    static Tool function(String name, String description, String parametersSchema) {
        return function(name, description, Json.of(parametersSchema));
    }
}
