package io.llmgateway.core.access;

import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names rules may use. One that does not exist is refused: a rule that denies it would deny nothing.
 *
 * @param aliases of models
 * @param providers their ids
 * @param classes of data
 */
record Names(Set<String> aliases, Set<String> providers, Set<String> classes) {
    void checkModels(String property, @Nullable List<String> patterns) {
        for (String pattern : patterns == null ? List.<String>of() : patterns) {
            int slash = pattern.indexOf('/');
            if (slash >= 0) {
                checkTarget(property, pattern);
            } else {
                check(property, pattern, pattern, "alias in llmgateway.models", aliases);
            }
        }
    }

    void checkTarget(String property, String pattern) {
        int slash = pattern.indexOf('/');
        if (slash <= 0 || slash == pattern.length() - 1) {
            throw new MisconfiguredException(property + ": \"" + pattern
                    + "\" is not of the form provider/model, in which * stands for any characters");
        }
        check(property, pattern, pattern.substring(0, slash), "provider in llmgateway.providers", providers);
    }

    void checkClasses(String property, @Nullable List<String> names) {
        for (String name : names == null ? List.<String>of() : names) {
            if (!classes.contains(name)) {
                throw new MisconfiguredException(property + ": there is no data class \"" + name
                        + "\" in llmgateway.admit.data; " + Nearest.hint(name, classes));
            }
        }
    }

    private static void check(String property, String pattern, String name, String what, Collection<String> known) {
        if (!name.equals("*") && known.stream().noneMatch(one -> Glob.matches(one, name, false))) {
            throw new MisconfiguredException(
                    property + ": \"" + pattern + "\" names no " + what + "; " + Nearest.hint(name, known));
        }
    }
}
