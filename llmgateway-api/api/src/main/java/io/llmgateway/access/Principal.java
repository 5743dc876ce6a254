package io.llmgateway.access;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as the application knows it. Never sent to a vendor. Whoever makes one vouches for it: the library checks no
 * password and no token here. Immutable.
 */
public final class Principal {
    private final @Nullable String user;
    private final @Nullable String team;
    private final @Nullable String app;
    private final Set<String> roles;
    private final Map<String, String> claims;

    private Principal(Builder b) {
        user = b.user;
        team = b.team;
        app = b.app;
        roles = Set.copyOf(b.roles);
        claims = Map.copyOf(b.claims);
    }

    /**
     * A principal of whom nothing is known yet.
     *
     * @return a fresh builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The person.
     *
     * @return an id, if known
     */
    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /**
     * The team.
     *
     * @return its name, if known
     */
    public Optional<String> team() {
        return Optional.ofNullable(team);
    }

    /**
     * The application or the part of it.
     *
     * @return its name, if known
     */
    public Optional<String> app() {
        return Optional.ofNullable(app);
    }

    /**
     * What the principal is allowed to be.
     *
     * @return an immutable set
     */
    public Set<String> roles() {
        return roles;
    }

    /**
     * What else is known of the principal.
     *
     * @return names to values, immutable
     */
    public Map<String, String> claims() {
        return claims;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Principal that
                && Objects.equals(user, that.user)
                && Objects.equals(team, that.team)
                && Objects.equals(app, that.app)
                && roles.equals(that.roles)
                && claims.equals(that.claims);
    }

    @Override
    public int hashCode() {
        return Objects.hash(user, team, app, roles, claims);
    }

    /** Without the values of claims. */
    @Override
    public String toString() {
        return "Principal[user=" + user + ", team=" + team + ", app=" + app + ", roles=" + new TreeSet<>(roles)
                + ", claims=" + new TreeSet<>(claims.keySet()) + "]";
    }

    /** Collects what is known. Texts must not be blank. Not thread-safe. */
    public static final class Builder {
        private @Nullable String user;
        private @Nullable String team;
        private @Nullable String app;
        private final Set<String> roles = new LinkedHashSet<>();
        private final Map<String, String> claims = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Sets the person.
         *
         * @param value an id
         * @return this
         */
        public Builder user(String value) {
            user = said("user", value);
            return this;
        }

        /**
         * Sets the team.
         *
         * @param value its name
         * @return this
         */
        public Builder team(String value) {
            team = said("team", value);
            return this;
        }

        /**
         * Sets the application or the part of it.
         *
         * @param value its name
         * @return this
         */
        public Builder app(String value) {
            app = said("app", value);
            return this;
        }

        /**
         * Adds roles.
         *
         * @param values their names
         * @return this
         */
        public Builder role(String... values) {
            for (String value : values) {
                roles.add(said("role", value));
            }
            return this;
        }

        /**
         * Adds a claim; one of the same name is replaced.
         *
         * @param name its name
         * @param value its value; may be blank
         * @return this
         */
        public Builder claim(String name, String value) {
            claims.put(said("claim", name), Objects.requireNonNull(value, "value"));
            return this;
        }

        private static String said(String what, String value) {
            if (Objects.requireNonNull(value, what).isBlank()) {
                throw new IllegalArgumentException(what + " is blank: say it, or leave it out");
            }
            return value;
        }

        /**
         * The principal.
         *
         * @return an immutable value
         */
        public Principal build() {
            return new Principal(this);
        }
    }
}
