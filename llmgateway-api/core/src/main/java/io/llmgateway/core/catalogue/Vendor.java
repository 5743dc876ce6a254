package io.llmgateway.core.catalogue;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose prices a provider of the configuration has.
 *
 * @param name the vendor: the provider's type, or its dialect
 * @param region where it serves from, for its surcharge; null for none
 */
public record Vendor(String name, @Nullable String region) {
    public Vendor {
        Objects.requireNonNull(name, "name");
    }

    // as Java would write it, which takes longer to link
    @Override
    public String toString() {
        return "Vendor[name=" + name + ", region=" + region + "]";
    }

    /** The id of a provider as the configuration names it, where one of its keys is given. */
    static String provider(String key) {
        int number = key.indexOf('#');
        return number < 0 ? key : key.substring(0, number);
    }
}
