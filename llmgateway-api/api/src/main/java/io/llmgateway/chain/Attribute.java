package io.llmgateway.chain;

import java.util.Objects;

/**
 * A typed key for something that travels with a {@link Call}. Two keys are the same only if they are the same object:
 * keep each in a constant.
 *
 * @param <T> the type of the value
 */
public final class Attribute<T> {
    private final String name;
    private final Class<T> type;

    private Attribute(String name, Class<T> type) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = Objects.requireNonNull(type, "type");
    }

    /**
     * A new key.
     *
     * @param name for messages
     * @param type the type of the value
     * @param <T> the type of the value
     * @return the key
     */
    public static <T> Attribute<T> of(String name, Class<T> type) {
        return new Attribute<>(name, type);
    }

    T cast(Object value) {
        return type.cast(value);
    }

    @Override
    public String toString() {
        return name;
    }
}
