package io.llmgateway.core.admit;

import io.llmgateway.error.MisconfiguredException;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Which calls a rule is for, and which of them it counts together. */
record Scope(Map<String, String> match, List<String> per) {
    // what only the ledger and its reports know
    private static final Set<String> KNOWN_LATER =
            Set.of("provider", "served", "outcome", "purpose", "status", "operation");

    /**
     * Checks both.
     *
     * @param models what refuses the property and name of a model that leads nowhere
     */
    static Scope of(String property, Map<String, String> match, List<String> per, BiConsumer<String, String> models) {
        for (Map.Entry<String, String> one : match.entrySet()) {
            String dimension = one.getKey();
            String value = one.getValue();
            name(property + ".match", dimension);
            if (value.isBlank()) {
                throw new MisconfiguredException(
                        property + ".match." + dimension + " is blank: say which value, or leave it out");
            }
            if (dimension.equals("model")) {
                models.accept(property + ".match.model", value);
            }
        }
        Set<String> seen = new HashSet<>();
        for (String dimension : per) {
            name(property + ".per", dimension);
            if (!seen.add(dimension)) {
                throw new MisconfiguredException(property + ".per names \"" + dimension + "\" twice: once is enough");
            }
        }
        return new Scope(match, per);
    }

    static void name(String property, String dimension) {
        if (dimension.isBlank()) {
            throw new MisconfiguredException(property + " holds a blank name: name user, model, or a tag such as team");
        }
        if (KNOWN_LATER.contains(dimension)) {
            throw new MisconfiguredException(property + " names \"" + dimension
                    + "\", which is known only after a call: name user, model, or a tag such as team");
        }
    }

    boolean matches(Facts facts) {
        for (Map.Entry<String, String> wanted : match.entrySet()) {
            if (!facts.value(wanted.getKey()).equals(wanted.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Its values on the dimensions that are counted apart, in order. */
    Map<String, String> values(Facts facts) {
        if (per.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String dimension : per) {
            values.put(dimension, facts.value(dimension));
        }
        return Collections.unmodifiableMap(values);
    }

    /** The same values, for looking something up. */
    List<String> place(Facts facts) {
        return switch (per.size()) {
            case 0 -> List.of();
            case 1 -> List.of(facts.value(per.get(0)));
            default -> per.stream().map(facts::value).toList();
        };
    }

    /** The same values as the end of a counter's key; no two sets of values have the same. */
    String key(Facts facts) {
        StringBuilder key = new StringBuilder("\n");
        for (String dimension : per) {
            String value = facts.value(dimension);
            key.append(value.length()).append(':').append(value);
        }
        return key.toString();
    }

    /** Which calls these are and by what they are counted apart, as the end of a counter's key: another rule counts others. */
    String rule() {
        return match.isEmpty() && per.isEmpty() ? "" : "\n" + new TreeMap<>(match) + per;
    }

    static String text(Map<String, String> values) {
        return values.isEmpty()
                ? ""
                : values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + (entry.getValue().isEmpty() ? "(none)" : entry.getValue()))
                        .collect(Collectors.joining(", ", " of ", ""));
    }

    @Override
    public String toString() {
        return (match.isEmpty() ? "all calls" : "calls with " + match) + (per.isEmpty() ? "" : ", per " + per);
    }
}
