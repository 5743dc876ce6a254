package io.llmgateway.core.catalogue;

import io.llmgateway.money.ModelInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The list that comes with the library: a file for each vendor, read when somebody first asks for that vendor or ahead, and an
 * index with the date of the list and the number of models of each vendor. Thread-safe.
 */
final class Shipped implements Layer {
    static final String INDEX = "index.properties";
    private static final String DATE = "date";

    private final Map<String, Integer> vendors = new TreeMap<>();
    private final LocalDate date;
    private final Map<String, Listing> read = new ConcurrentHashMap<>();

    Shipped() {
        Map<String, String> index = new LinkedHashMap<>();
        for (String line : new String(resource(INDEX), java.nio.charset.StandardCharsets.UTF_8).split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                index.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        }
        date = LocalDate.parse(Objects.requireNonNull(index.remove(DATE)));
        for (Map.Entry<String, String> one : index.entrySet()) {
            vendors.put(one.getKey(), Integer.parseInt(one.getValue()));
        }
    }

    Set<String> vendors() {
        return vendors.keySet();
    }

    @Override
    public String name() {
        return "shipped";
    }

    @Override
    public String shortName() {
        return "shipped";
    }

    @Override
    public LocalDate date() {
        return date;
    }

    @Override
    public int count() {
        return vendors.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public Collection<ModelInfo> models() {
        List<ModelInfo> all = new ArrayList<>();
        vendors.keySet().forEach(vendor -> all.addAll(listing(vendor).models()));
        return all;
    }

    @Override
    public @Nullable ModelInfo get(String vendor, String name) {
        return vendors.containsKey(vendor) ? listing(vendor).get(vendor, name) : null;
    }

    /** Reads the files of some vendors ahead. */
    void read(Set<String> names, BooleanSupplier closed) {
        for (String vendor : vendors.keySet()) {
            if (names.contains(vendor) && !closed.getAsBoolean()) {
                listing(vendor);
            }
        }
    }

    // two threads may read the same file at once; the second one's work is in vain, and nobody waits
    private Listing listing(String vendor) {
        Listing listing = read.get(vendor);
        if (listing == null) {
            String file = vendor + ".json";
            listing = Lists.read(file, name(), resource(file));
            read.put(vendor, listing);
        }
        return listing;
    }

    private static byte[] resource(String file) {
        try (InputStream in = Shipped.class.getResourceAsStream(file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the shipped price list " + file + " cannot be read", e);
        }
    }
}
