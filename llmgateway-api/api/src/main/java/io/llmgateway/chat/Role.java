package io.llmgateway.chat;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who says a message. An open value: vendors invent roles, so any name is allowed.
 *
 * @param value the role's name in lower case, never blank
 */
public record Role(String value) {
    /** Instructions of the application. */
    public static final Role SYSTEM = new Role("system");
    /** The person or program that asks. */
    public static final Role USER = new Role("user");
    /** The model. */
    public static final Role ASSISTANT = new Role("assistant");
    /** Results of tools the model asked for. */
    public static final Role TOOL = new Role("tool");

    public Role {
        value = Objects.requireNonNull(value, "value").toLowerCase(Locale.ROOT);
        if (value.isBlank()) {
            throw new IllegalArgumentException("a role needs a name, such as \"user\"");
        }
    }

    // written out: see Target
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Role role && value.equals(role.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
