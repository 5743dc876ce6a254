package io.llmgateway.providers.anthropic;

import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.providers.kit.WireRequest;
import io.llmgateway.spi.Credentials;
import io.llmgateway.spi.ProviderSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where requests go and what goes with each: address, version, betas, key. Immutable. */
final class Endpoint {
    static final Set<String> OPTIONS = Set.of("version", "beta", "auth", "max-tokens", "platform");

    private static final String ANTHROPIC = "https://api.anthropic.com";
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final String NO_SAMPLING_SINCE = "2026-10-21";

    private final String baseUrl;
    private final String version;
    private final List<String> betas;
    private final boolean bearer;
    private final boolean vertex;
    private final @Nullable Long maxTokens;
    private final @Nullable Credentials credentials;

    private Endpoint(ProviderSettings settings) {
        vertex = word(settings, "platform", "anthropic", "vertex");
        bearer = word(settings, "auth", "api-key", "bearer") || vertex;
        baseUrl = baseUrl(settings, vertex);
        version = version(settings, vertex);
        betas = settings.option("beta").map(Endpoint::names).orElse(List.of());
        maxTokens = maxTokens(settings);
        // a server of one's own may need no key
        credentials = vertex || settings.baseUrl().isEmpty()
                ? settings.requireCredentials()
                : settings.credentials().orElse(null);
    }

    static Endpoint of(ProviderSettings settings) {
        return new Endpoint(settings);
    }

    private static MisconfiguredException wrong(ProviderSettings settings, String option, String why) {
        return new MisconfiguredException(settings.property(option) + " is "
                + settings.option(option).map(value -> "\"" + value + "\"").orElse("missing") + ": " + why);
    }

    private static boolean word(ProviderSettings settings, String option, String no, String yes) {
        String value = settings.option(option).orElse(no).strip();
        if (!value.equals(no) && !value.equals(yes)) {
            throw wrong(settings, option, "it must be " + no + " or " + yes);
        }
        return value.equals(yes);
    }

    private static String baseUrl(ProviderSettings settings, boolean vertex) {
        if (vertex && settings.baseUrl().isEmpty()) {
            throw wrong(
                    settings,
                    "base-url",
                    "Vertex needs it up to the location, such as"
                            + " https://us-east5-aiplatform.googleapis.com/v1/projects/P/locations/us-east5");
        }
        String url = settings.baseUrl().orElse(ANTHROPIC);
        return !vertex && url.endsWith("/v1") ? url.substring(0, url.length() - "/v1".length()) : url;
    }

    private static String version(ProviderSettings settings, boolean vertex) {
        String value =
                settings.option("version").map(String::strip).orElse(vertex ? "vertex-2023-10-16" : "2023-06-01");
        if (!DATE.matcher(vertex ? value.replaceFirst("^vertex-", "") : value).matches()) {
            throw wrong(settings, "version", "it must be a date, such as 2023-06-01");
        }
        return value;
    }

    private static List<String> names(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static @Nullable Long maxTokens(ProviderSettings settings) {
        if (settings.option("max-tokens").isEmpty()) {
            return null;
        }
        try {
            long value = Long.parseLong(settings.option("max-tokens").get().strip());
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(settings, "max-tokens", "it must be a whole number of tokens, 1 or more");
    }

    /** Whether it is Claude on Vertex AI, which differs in address and key, and lacks the newest features. */
    boolean vertex() {
        return vertex;
    }

    /** The version as it is sent. */
    String version() {
        return version;
    }

    /** Whether this version of the interface knows temperature and top-p at all. */
    boolean sampling() {
        return vertex || version.compareTo(NO_SAMPLING_SINCE) < 0;
    }

    /** The limit of answers for requests without one, if it is configured. */
    @Nullable
    Long maxTokens() {
        return maxTokens;
    }

    WireRequest request(String model, boolean streamed, byte[] body, List<String> moreBetas) {
        WireRequest.Builder request = WireRequest.post(url(model, streamed), body);
        if (!vertex) {
            request.header("anthropic-version", version);
        }
        List<String> all = new ArrayList<>(betas);
        moreBetas.stream().filter(beta -> !all.contains(beta)).forEach(all::add);
        if (!all.isEmpty()) {
            request.header("anthropic-beta", String.join(",", all));
        }
        if (credentials != null) {
            String key = credentials.current().reveal();
            request.secretHeader(bearer ? "Authorization" : "x-api-key", bearer ? "Bearer " : "", key);
        }
        return request.build();
    }

    /** The address as it is used, without a slash at its end. */
    String baseUrl() {
        return baseUrl;
    }

    private String url(String model, boolean streamed) {
        if (!vertex) {
            return baseUrl + "/v1/messages";
        }
        // Vertex writes versions as model@date, and an @ may stand in a path
        String name = URLEncoder.encode(model, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%40", "@");
        return baseUrl + "/publishers/anthropic/models/" + name + (streamed ? ":streamRawPredict" : ":rawPredict");
    }

    @Override
    public String toString() {
        return (vertex ? "vertex, " : "anthropic, ") + baseUrl;
    }
}
