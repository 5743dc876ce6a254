package io.llmgateway.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parts that cost something to make, or know something. Each stays from one generation to the next as long as what it is
 * made of is equal, and is closed with the last generation that has it. One thread puts them together; any may close them.
 */
final class Parts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Parts.class.getName());

    private final Map<String, Part> parts = new LinkedHashMap<>();
    private Map<String, Part> before;

    /** What was made, of what, and how many generations have it. */
    private record Part(List<?> of, Object made, AtomicInteger users) {
        Part taken(List<?> newOf) {
            users.incrementAndGet();
            return new Part(newOf, made, users);
        }

        void leave() {
            if (users.decrementAndGet() == 0 && made instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Throwable e) { // the others must be closed too
                    LOG.log(System.Logger.Level.WARNING, "closing " + made + " failed", e);
                }
            }
        }
    }

    /** Parts of a new generation. */
    Parts(@Nullable Parts before) {
        this.before = before == null ? Map.of() : before.parts;
    }

    /**
     * The part of that name.
     *
     * @param of all it depends on that may change
     * @param make makes it, where it is not there or of something else
     */
    <T> T keep(Class<T> type, String name, List<? extends @Nullable Object> of, Supplier<? extends T> make) {
        List<?> ingredients = Collections.unmodifiableList(new ArrayList<>(of));
        Part known = before.get(name);
        if (known != null && known.of().equals(ingredients)) {
            parts.put(name, known.taken(ingredients));
            return type.cast(known.made());
        }
        T made = make.get();
        // a maker may hand out the same thing again: it must not be closed under the new generation
        parts.put(
                name,
                known != null && known.made() == made
                        ? known.taken(ingredients)
                        : new Part(ingredients, made, new AtomicInteger(1)));
        return made;
    }

    /** Whether the part of that name, if there was one before, is no longer the same. */
    boolean replaced(String name) {
        Part known = before.get(name);
        Part now = parts.get(name);
        return known != null
                && (now == null || now.made() != known.made() || !now.of().equals(known.of()));
    }

    /** Nothing more is kept from before. */
    void complete() {
        before = Map.of();
    }

    /** Closes what nobody else has. */
    @Override
    public void close() {
        parts.values().forEach(Part::leave);
    }
}
