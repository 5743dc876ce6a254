package io.llmgateway.spring;

import io.llmgateway.spring.Shape.Named;
import io.llmgateway.spring.Shape.Property;
import io.llmgateway.spring.Shape.Section;
import io.llmgateway.spring.Shape.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place a property's name means, in whatever way it is written.
 *
 * @param names from the outside in, below the prefix; as the loader knows them where they are known, else as written
 * @param index which of several values, or {@link #ALL}
 * @param shape what may stand there, or null where nothing may
 */
record PropertyPath(List<String> names, int index, @Nullable Shape shape) {
    /** Not one of several values, but the whole. */
    static final int ALL = -1;

    /** A step of a name; those in brackets may hold anything. */
    private record Step(String text, boolean bracketed) {
        boolean isIndex() {
            return bracketed && text.matches("\\d{1,6}");
        }
    }

    static PropertyPath of(Shape root, String name) {
        return resolve(root, steps(name), new ArrayList<>());
    }

    /** Dotted, for messages. */
    String dotted() {
        return String.join(".", names);
    }

    private static PropertyPath resolve(Shape shape, List<Step> rest, List<String> names) {
        if (rest.isEmpty()) {
            return new PropertyPath(names, ALL, shape);
        }
        if (shape instanceof Section section) {
            Property property = section.below().get(Shape.loose(rest.get(0).text()));
            if (property != null) {
                names.add(property.name());
                return resolve(property.shape(), rest.subList(1, rest.size()), names);
            }
        } else if (shape instanceof Named named) {
            int length = nameLength(named.value(), rest);
            names.add(joined(rest.subList(0, length)));
            return resolve(named.value(), rest.subList(length, rest.size()), names);
        } else if (shape instanceof Value value && value.list() && isIndex(rest)) {
            return new PropertyPath(names, Integer.parseInt(rest.get(0).text()), shape);
        }
        rest.forEach(step -> names.add(step.text()));
        return new PropertyPath(names, ALL, null);
    }

    // a name of the user's own may hold dots: gpt-5.5, X.Header
    private static int nameLength(Shape value, List<Step> rest) {
        int size = rest.size();
        if (value instanceof Value leaf) {
            return leaf.list() && size > 1 && rest.get(size - 1).isIndex() ? size - 1 : size;
        }
        if (rest.get(0).bracketed() || size == 1) {
            return 1;
        }
        if (value instanceof Named) {
            return size - 1;
        }
        for (int length = 1; length < size; length++) {
            if (fits(value, rest.subList(length, size))) {
                return length;
            }
        }
        return 1;
    }

    private static boolean fits(Shape shape, List<Step> rest) {
        if (rest.isEmpty() || shape instanceof Named) {
            return true;
        }
        if (shape instanceof Section section) {
            Property property = section.below().get(Shape.loose(rest.get(0).text()));
            return property != null && fits(property.shape(), rest.subList(1, rest.size()));
        }
        return shape instanceof Value value && value.list() && isIndex(rest);
    }

    private static boolean isIndex(List<Step> rest) {
        return rest.size() == 1 && rest.get(0).isIndex();
    }

    private static String joined(List<Step> steps) {
        return String.join(".", steps.stream().map(Step::text).toList());
    }

    private static List<Step> steps(String name) {
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at < name.length()) {
            int close = name.charAt(at) == '[' ? name.indexOf(']', at) : -1;
            if (close > 0) {
                steps.add(new Step(name.substring(at + 1, close), true));
                at = close + 1;
            } else {
                int end = end(name, at);
                steps.add(new Step(name.substring(at, end), false));
                at = end;
            }
            if (at < name.length() && name.charAt(at) == '.') {
                at++;
            }
        }
        return steps;
    }

    // where a plain step that begins here ends: at a dot, or at a bracket that is closed
    private static int end(String name, int from) {
        for (int at = from + 1; at < name.length(); at++) {
            if (name.charAt(at) == '.' || (name.charAt(at) == '[' && name.indexOf(']', at) > 0)) {
                return at;
            }
        }
        return name.length();
    }
}
