package io.llmgateway.jwt;

import io.llmgateway.access.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which claims say what. A name is that of a claim, or, with dots, of one inside of others.
 *
 * @param user the person's
 * @param team the team's; null for none
 * @param app the application's; null for none
 * @param roles those of the roles: a list of texts, or one text with spaces between them; null for none
 * @param others claims that are kept
 */
record Claims(String user, @Nullable String team, @Nullable String app, @Nullable String roles, List<String> others) {
    /** The principal of checked claims; null where nobody is named. */
    @Nullable
    Principal principal(Map<String, Object> claims) {
        String name = text(claims, user);
        if (name == null) {
            return null;
        }
        Principal.Builder principal = Principal.builder().user(name);
        String ofTeam = team == null ? null : text(claims, team);
        if (ofTeam != null) {
            principal.team(ofTeam);
        }
        String ofApp = app == null ? null : text(claims, app);
        if (ofApp != null) {
            principal.app(ofApp);
        }
        if (roles != null) {
            principal.role(roles(find(claims, roles)));
        }
        for (String other : others) {
            String value = text(claims, other);
            if (value != null) {
                principal.claim(other, value);
            }
        }
        return principal.build();
    }

    private static String[] roles(@Nullable Object value) {
        List<?> all = value instanceof List<?> list
                ? list
                : value instanceof String text ? Arrays.asList(text.split("\\s+", -1)) : List.of();
        return all.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(role -> !role.isBlank())
                .toArray(String[]::new);
    }

    private static @Nullable String text(Map<String, Object> claims, String name) {
        Object value = find(claims, name);
        boolean simple = value instanceof String || value instanceof Number || value instanceof Boolean;
        String text = simple ? String.valueOf(value) : "";
        return text.isBlank() ? null : text;
    }

    private static @Nullable Object find(Map<String, Object> claims, String name) {
        Object exact = claims.get(name);
        if (exact != null) {
            return exact;
        }
        Object inside = claims;
        for (String step : name.split("\\.", -1)) {
            inside = inside instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return inside;
    }
}
