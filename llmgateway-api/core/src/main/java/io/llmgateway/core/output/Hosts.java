package io.llmgateway.core.output;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Hosts that may be named. Immutable. */
public final class Hosts {
    private static final String ANY = "*";

    private final boolean any;
    private final Set<String> exact;
    private final List<String> endings;

    private Hosts(boolean any, Set<String> exact, List<String> endings) {
        this.any = any;
        this.exact = Set.copyOf(exact);
        this.endings = List.copyOf(endings);
    }

    /**
     * Hosts by their names.
     *
     * @param patterns such as {@code example.com}, {@code *.example.com} for all below it, or {@code *} for all there are
     * @return the hosts
     * @throws IllegalArgumentException if one is no host
     */
    public static Hosts of(List<String> patterns) {
        Set<String> exact = new HashSet<>();
        List<String> endings = new ArrayList<>();
        for (String pattern : patterns) {
            String host = pattern.toLowerCase(Locale.ROOT);
            if (!host.equals(ANY) && !host.matches("(\\*\\.)?[^\\s/\\\\:@?#*]+")) {
                throw new IllegalArgumentException(
                        "\"" + pattern + "\" is no host: write example.com, *.example.com for"
                                + " all below it, or * for all there are");
            }
            if (host.startsWith("*.")) {
                endings.add(host.substring(1));
            } else {
                exact.add(host);
            }
        }
        return new Hosts(exact.remove(ANY), exact, endings);
    }

    /** Whether all hosts there are may be named. */
    boolean any() {
        return any;
    }

    /** Whether a host was named itself, or one above it. */
    boolean named(String host) {
        return exact.contains(host) || endings.stream().anyMatch(host::endsWith);
    }
}
