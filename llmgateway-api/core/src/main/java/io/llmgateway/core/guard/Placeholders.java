package io.llmgateway.core.guard;

import io.llmgateway.guard.EntityType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The placeholders of one request: {@code <EMAIL_1>}, numbered in the order of the conversation, so that they stay the same while
 * it grows. One that stands in the request already is nobody's: it is neither given nor restored. Made for each request and
 * kept nowhere. On one thread.
 */
final class Placeholders {
    private final Map<String, Mark> byValue = new HashMap<>();
    private final Map<EntityType, Integer> numbers = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final List<Mark> marks = new ArrayList<>();

    /**
     * A value and what stands for it.
     *
     * @param name the placeholder without its brackets
     * @param value the value
     */
    record Mark(String name, String value) {
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
                taken.add(text.substring(start, digits).toUpperCase(Locale.ROOT).replace("\\", ""));
            }
        }
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
            known = new Mark(next(type), value);
            byValue.put(value, known);
            marks.add(known);
        }
        return '<' + known.name() + '>';
    }

    private String next(EntityType type) {
        String name;
        do {
            name = type.name() + '_' + numbers.merge(type, 1, Integer::sum);
        } while (taken.contains(name));
        return name;
    }

    /** All that were given. */
    List<Mark> marks() {
        return marks;
    }
}
