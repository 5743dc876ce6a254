package io.llmgateway.chat;

import java.util.Objects;

/**
 * Something that did not stop the call but that its caller should know.
 *
 * @param code a short fixed word for programs, such as {@code dropped_field}
 * @param message what, where and what to do, for a person
 */
public record Warning(String code, String message) {
    public Warning {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
    }
}
