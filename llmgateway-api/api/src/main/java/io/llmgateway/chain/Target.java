package io.llmgateway.chain;

import java.util.Objects;

/**
 * Where an attempt goes.
 *
 * @param provider the provider's id in the configuration
 * @param model the model, in the provider's words
 */
public record Target(String provider, String model) {
    /** The target of a call past the room {@code route}. */
    public static final Attribute<Target> ATTRIBUTE = Attribute.of("target", Target.class);

    public Target {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(model, "model");
    }

    @Override
    public String toString() {
        return provider + "/" + model;
    }
}
