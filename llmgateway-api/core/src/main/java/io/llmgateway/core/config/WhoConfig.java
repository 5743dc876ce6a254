package io.llmgateway.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.admit.access.rules.<name>.who}: principals, by all of what is given here. Everybody if nothing is, also
 * those nobody knows.
 *
 * @param users one of these users, exactly
 * @param teams in one of these teams
 * @param apps in one of these applications
 * @param roles with at least one of these roles
 * @param claims with all of these claims, names to values
 */
public record WhoConfig(
        @Nullable List<String> users,
        @Nullable List<String> teams,
        @Nullable List<String> apps,
        @Nullable List<String> roles,
        @Nullable Map<String, String> claims) {
    public WhoConfig {
        users = users == null ? null : List.copyOf(users);
        teams = teams == null ? null : List.copyOf(teams);
        apps = apps == null ? null : List.copyOf(apps);
        roles = roles == null ? null : List.copyOf(roles);
        claims = claims == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }
}
