package io.llmgateway.chain;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    // written out in records that processes compare at once: those Java makes are linked when first used, half a
    // millisecond each
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Target target && provider.equals(target.provider) && model.equals(target.model);
    }

    @Override
    public int hashCode() {
        return 31 * provider.hashCode() + model.hashCode();
    }

    @Override
    public String toString() {
        return provider + "/" + model;
    }
}
