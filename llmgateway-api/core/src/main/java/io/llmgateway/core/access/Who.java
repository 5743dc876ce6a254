package io.llmgateway.core.access;

import io.llmgateway.access.Principal;
import io.llmgateway.core.config.WhoConfig;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whom a rule is about. */
record Who(WhoConfig config) {
    static Who of(String property, WhoConfig config) {
        Rule.filled(property + ".users", config.users());
        Rule.filled(property + ".teams", config.teams());
        Rule.filled(property + ".apps", config.apps());
        Rule.filled(property + ".roles", config.roles());
        return new Who(config);
    }

    boolean everybody() {
        return config.users() == null
                && config.teams() == null
                && config.apps() == null
                && config.roles() == null
                && Objects.requireNonNull(config.claims()).isEmpty();
    }

    boolean matches(@Nullable Principal principal) {
        if (principal == null) {
            return everybody();
        }
        return in(config.users(), principal.user().orElse(null))
                && in(config.teams(), principal.team().orElse(null))
                && in(config.apps(), principal.app().orElse(null))
                && (config.roles() == null || !Collections.disjoint(config.roles(), principal.roles()))
                && principal
                        .claims()
                        .entrySet()
                        .containsAll(Objects.requireNonNull(config.claims()).entrySet());
    }

    private static boolean in(@Nullable List<String> wanted, @Nullable String value) {
        return wanted == null || (value != null && wanted.contains(value));
    }
}
