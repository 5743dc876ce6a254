package io.llmgateway.error;

import org.jspecify.annotations.Nullable;

/** The configuration cannot work. Thrown at start, before any call, and by calls that name a model nobody configured. */
public final class MisconfiguredException extends LlmException {
    private static final long serialVersionUID = 1;

    /**
     * A configuration that cannot work.
     *
     * @param message the property, the file, what is wrong, and the nearest right spelling
     */
    public MisconfiguredException(String message) {
        this(message, null);
    }

    /**
     * A configuration that cannot work.
     *
     * @param message the property, the file, what is wrong, and the nearest right spelling
     * @param cause what was caught, or null
     */
    public MisconfiguredException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
