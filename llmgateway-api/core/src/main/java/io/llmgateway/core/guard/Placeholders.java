package io.llmgateway.core.guard;

import io.llmgateway.guard.EntityType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands for the values of one request: placeholders such as {@code <EMAIL_1>} and surrogates, numbered in the order of the
 * conversation, so that they stay the same while it grows. One that stands in the request already is nobody's: it is neither
 * given nor restored. Made for each request and kept nowhere. On one thread.
 */
final class Placeholders {
    private static final int LONGEST = 64; // surrogates: as much of a stream may be held back for them
    private static final int TRIES = 2_000;

    private final @Nullable Bare bare;
    private Map<String, Mark> byValue = Map.of();
    private Map<EntityType, Integer> numbers = Map.of();
    private final List<Mark> marks = new ArrayList<>(2);
    private Set<String> taken = Set.of();

    /** Surrogates: what there is only where they are made. */
    private static final class Bare {
        private final Set<String> words = new HashSet<>(); // of all texts, in small letters
        private final Map<String, Mark> byValue = new HashMap<>();
        private final Map<EntityType, Integer> made = new HashMap<>();
        private final Set<String> used = new HashSet<>(); // words of surrogates
        private final Set<String> names = new HashSet<>(); // of surrogates, in small letters

        // it has a word that the request does not have, so that it stands nowhere in there, nor arises beside
        // another one
        boolean free(String name) {
            List<String> parts = new ArrayList<>();
            words(name, false, parts);
            boolean lone = parts.size() == 1;
            if (words.containsAll(parts)
                    || (lone && used.containsAll(parts))
                    || !names.add(name.toLowerCase(Locale.ROOT))) {
                return false;
            }
            used.addAll(parts);
            if (lone) {
                words.addAll(parts);
            }
            return true;
        }
    }

    /**
     * None yet.
     *
     * @param surrogates whether surrogates are going to be made
     */
    Placeholders(boolean surrogates) {
        bare = surrogates ? new Bare() : null;
    }

    /**
     * A value and what stands for it.
     *
     * @param name the placeholder without its brackets, or the surrogate
     * @param value the value
     * @param bare whether there are no brackets: it is a surrogate
     */
    record Mark(String name, String value, boolean bare) {
        String text() {
            return bare ? name : '<' + name + '>';
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Looks for what could be taken for a placeholder in a text that is going to be masked. */
    void reserve(String text) {
        for (int i = text.indexOf('_'); i >= 0; i = text.indexOf('_', i + 1)) {
            int digits = i + 1;
            while (digits < text.length() && digits < i + 10 && ascii(text.charAt(digits))) {
                digits++;
            }
            int start = i;
            while (start > 0 && i - start < 40 && letter(text.charAt(start - 1))) {
                start--;
            }
            if (digits > i + 1 && start < i) {
                String name = text.substring(start, digits).toUpperCase(Locale.ROOT);
                int escape = name.lastIndexOf("\\U003C");
                taken = taken.isEmpty() ? new HashSet<>() : taken;
                taken.add(name.substring(escape < 0 ? 0 : escape + 6).replace("\\", ""));
            }
        }
        if (bare != null) {
            words(text, false, bare.words);
            words(text, true, bare.words); // where one of them is masked, the other stands alone
        }
    }

    // whole ones, or parts of letters of one case and of digits
    private static void words(String text, boolean parts, Collection<String> into) {
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean part = i < text.length() && word(text.charAt(i));
            if (start >= 0 && (!part || (parts && differ(text.charAt(i - 1), text.charAt(i))))) {
                into.add(text.substring(start, i).toLowerCase(Locale.ROOT));
                start = -1;
            }
            if (part && start < 0) {
                start = i;
            }
        }
    }

    private static boolean differ(char one, char next) {
        return Character.isLetter(one) != Character.isLetter(next)
                || (Character.isUpperCase(next) && !Character.isUpperCase(one));
    }

    /** Whether a char is of one word with those beside it: a letter or digit, but not of a script without blanks. */
    static boolean word(char c) {
        return Character.isLetterOrDigit(c) && c < '\u2e80' && !(c >= '\u0e00' && c <= '\u11ff');
    }

    private static boolean ascii(char c) {
        return c >= '0' && c <= '9';
    }

    // models escape underscores
    private static boolean letter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || ascii(c) || c == '_' || c == '\\';
    }

    /** What stands for a value: always the same for the same one. */
    String of(EntityType type, String value) {
        Mark known = byValue.get(value);
        if (known == null) {
            known = new Mark(next(type), value, false);
            byValue = with(byValue, value, known);
            marks.add(known);
        }
        return known.text();
    }

    /** A made-up value that stands for a value: always the same for the same one; a placeholder where none can be made. */
    String surrogate(EntityType type, String value) {
        Bare all = Objects.requireNonNull(bare, "no surrogates are made");
        Mark known = all.byValue.get(value);
        for (int tries = 0; known == null && tries < TRIES && value.length() <= LONGEST; tries++) {
            String name = Surrogates.of(type, value, all.made.merge(type, 1, Integer::sum));
            if (name == null) {
                break;
            }
            if (all.free(name)) {
                known = new Mark(name, value, true);
                all.byValue.put(value, known);
                marks.add(known);
            }
        }
        return known == null ? of(type, value) : known.text();
    }

    private String next(EntityType type) {
        int number = Objects.requireNonNull(numbers.getOrDefault(type, 0));
        String name;
        do {
            name = type.name() + '_' + ++number;
        } while (taken.contains(name));
        numbers = with(numbers, type, number);
        return name;
    }

    /** A map with one more entry, or another value: small while there is one, as mostly, and sorted from then on. */
    static <K, V> Map<K, V> with(Map<K, V> known, K key, V value) {
        if (known.isEmpty() || (known.size() == 1 && known.containsKey(key))) {
            return Map.of(key, value);
        }
        Map<K, V> more = known.size() == 1 ? new TreeMap<>(known) : known;
        more.put(key, value);
        return more;
    }

    /** All that were given. */
    List<Mark> marks() {
        return marks;
    }
}
