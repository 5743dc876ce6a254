package io.llmgateway.core.telemetry;

import io.llmgateway.spi.Provider;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the conventions call the providers of a client, and where they are. Immutable. */
public final class Vendors {
    // the well-known values of gen_ai.provider.name, by our types and dialects; others are free text
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("azure", "azure.ai.openai"),
            Map.entry("bedrock", "aws.bedrock"),
            Map.entry("gemini", "gcp.gemini"),
            Map.entry("mistral", "mistral_ai"),
            Map.entry("moonshot", "moonshot_ai"),
            Map.entry("vertex", "gcp.vertex_ai"),
            Map.entry("watsonx", "ibm.watsonx.ai"),
            Map.entry("xai", "x_ai"));
    private static final String ANY = "compatible"; // a dialect, nobody's name

    private final Map<String, Vendor> byId;

    private Vendors(Map<String, Vendor> byId) {
        this.byId = Map.copyOf(byId);
    }

    /**
     * One provider.
     *
     * @param name {@code gen_ai.provider.name}
     * @param address {@code server.address}; null where nothing is known of it
     * @param port {@code server.port}; 0 where there is no address
     */
    record Vendor(String name, @Nullable String address, long port) {}

    /**
     * Those of a client.
     *
     * @param providers by the ids of their keys
     * @param names their types or dialects, by the same ids
     * @return what they are called
     */
    public static Vendors of(Map<String, Provider> providers, Function<String, String> names) {
        Map<String, Vendor> byId = new HashMap<>();
        for (Map.Entry<String, Provider> each : providers.entrySet()) {
            String id = each.getKey();
            byId.put(id, vendor(id, names.apply(id), each.getValue()));
        }
        return new Vendors(byId);
    }

    private static Vendor vendor(String id, String type, Provider provider) {
        String lower = type.toLowerCase(Locale.ROOT);
        String name = lower.equals(ANY) ? configured(id) : KNOWN.getOrDefault(lower, type);
        URI address = provider.address().orElse(null);
        if (address == null || address.getHost() == null) {
            return new Vendor(name, null, 0);
        }
        if (name.equals("gcp.gemini") && address.getHost().contains("aiplatform")) {
            name = "gcp.vertex_ai"; // the same models at Google's other door
        }
        int port = address.getPort();
        return new Vendor(
                name, address.getHost(), port >= 0 ? port : "http".equalsIgnoreCase(address.getScheme()) ? 80 : 443);
    }

    /** The provider of a target. */
    Vendor get(String provider) {
        Vendor known = byId.get(provider);
        return known == null ? new Vendor(configured(provider), null, 0) : known;
    }

    // the id in the configuration, where one of its keys is given
    private static String configured(String key) {
        int number = key.indexOf('#');
        return number < 0 ? key : key.substring(0, number);
    }
}
