package io.llmgateway.core.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names under which a model may be listed, the nearest first, in small letters.
 *
 * @param exact those that mean this very model or a release of it
 * @param near those that mean it by another way, at perhaps another price: what is left of {@code vendor/model:nitro}
 */
record Names(List<String> exact, List<String> near) {
    // -2025-08-07, -20250929, @20250929, @default, -001, -latest
    private static final Pattern RELEASE =
            Pattern.compile("(.+?)(?:-\\d{4}-\\d{2}-\\d{2}|-\\d{8}|@[\\w.-]+|-\\d{3}|-latest)");
    private static final Pattern FINE_TUNED = Pattern.compile("(ft:[^:]+):.*");
    private static final Pattern RESOURCE = Pattern.compile("(?:publishers/[^/]+/)?models/(.+)");

    static Names of(String model, @Nullable String region) {
        String name = model.toLowerCase(Locale.ROOT);
        List<String> exact = new ArrayList<>();
        add(exact, name, region);
        first(RESOURCE, name, exact, region); // Gemini: models/gemini-2.5-pro, of Vertex: publishers/google/models/…
        first(FINE_TUNED, name, exact, region); // OpenAI: ft:gpt-4o-2024-08-06:organisation::id
        List<String> near = new ArrayList<>();
        int colon = name.indexOf(':');
        if (colon > 0 && name.indexOf('/') > 0) {
            add(near, name.substring(0, colon), region);
        }
        return new Names(exact, near);
    }

    private static void first(Pattern pattern, String name, List<String> names, @Nullable String region) {
        Matcher matcher = pattern.matcher(name);
        if (matcher.matches()) {
            add(names, matcher.group(1), region);
        }
    }

    private static void add(List<String> names, String name, @Nullable String region) {
        if (region != null) { // Azure's eu/gpt-5.5
            names.add(region.toLowerCase(Locale.ROOT) + "/" + name);
        }
        names.add(name);
        Matcher release = RELEASE.matcher(name);
        if (release.matches()) {
            add(names, release.group(1), region);
        } else {
            names.add(name + "-latest");
        }
    }
}
