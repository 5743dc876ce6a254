package io.llmgateway.core.admit;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.config.AdmitConfig;
import java.util.Objects;

/** The door of the room {@code admit}. */
public final class Admission {
    private Admission() {}

    /**
     * Refuses requests that make no sense for any vendor.
     *
     * @param config the room's settings
     * @return the layer
     */
    public static Interceptor requestCheck(AdmitConfig config) {
        return new RequestCheck(Objects.requireNonNull(config.maxPromptChars()));
    }
}
