package io.llmgateway.providers.openai;

import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.providers.kit.WireRequest;
import io.llmgateway.spi.ProviderSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a provider is and how to get in: turns a path and a body into an addressed request with its key. Immutable. */
final class Endpoint {
    private final ProviderSettings settings;
    private final Dialect dialect;
    private final String baseUrl;
    private final boolean deployments;
    private final String query;
    private final boolean bearer;
    private final List<String> headers;

    /**
     * For one provider.
     *
     * @throws MisconfiguredException if a setting is missing or makes no sense
     */
    Endpoint(ProviderSettings settings, Dialect dialect) {
        this.settings = settings;
        this.dialect = dialect;
        String version = settings.option("api-version").orElse(null);
        if (version != null && !dialect.has(Dialect.Trait.DEPLOYMENTS)) {
            throw meaningless("api-version", "only dialect azure has versions");
        }
        deployments = version != null && !version.isEmpty() && Character.isDigit(version.charAt(0));
        query = version == null ? "" : "?api-version=" + encoded(version);
        baseUrl = address();
        bearer = bearer();
        headers = organization();
        if (dialect.keyRequired() && settings.baseUrl().isEmpty()) {
            settings.requireCredentials();
        }
    }

    private String address() {
        String configured = settings.baseUrl().orElse(dialect.baseUrl());
        if (configured == null) {
            throw new MisconfiguredException(property("base-url") + " is missing: dialect " + dialect.name()
                    + " has no address of its own"
                    + (dialect.has(Dialect.Trait.DEPLOYMENTS) ? ", such as https://my-resource.openai.azure.com" : ""));
        }
        if (!dialect.has(Dialect.Trait.DEPLOYMENTS)) {
            return configured;
        }
        String resource = without(without(configured, "/v1"), "/openai");
        return resource + (deployments ? "/openai" : "/openai/v1");
    }

    private static String without(String url, String end) {
        return url.endsWith(end) ? url.substring(0, url.length() - end.length()) : url;
    }

    private boolean bearer() {
        String auth = settings.option("auth").orElse(null);
        if (auth == null) {
            return dialect.auth() == Dialect.Auth.BEARER;
        }
        if (!auth.equals("bearer") && !auth.equals("api-key")) {
            throw new MisconfiguredException(
                    property("auth") + " is \"" + auth + "\": it must be \"bearer\" or \"api-key\"");
        }
        return auth.equals("bearer");
    }

    private List<String> organization() {
        List<String> found = new ArrayList<>(4);
        for (String option : List.of("organization", "project")) {
            String value = settings.option(option).orElse(null);
            if (value != null) {
                if (!dialect.has(Dialect.Trait.ORGANIZATIONS)) {
                    throw meaningless(option, "only dialect openai has it");
                }
                found.add(option.equals("project") ? "OpenAI-Project" : "OpenAI-Organization");
                found.add(value);
            }
        }
        return List.copyOf(found);
    }

    private MisconfiguredException meaningless(String option, String why) {
        return new MisconfiguredException(property(option) + " means nothing for dialect " + dialect.name() + ": " + why
                + ". Remove it, or set " + property("dialect"));
    }

    private String property(String name) {
        return settings.property(name);
    }

    ProviderSettings settings() {
        return settings;
    }

    Dialect dialect() {
        return dialect;
    }

    /** The address as it is used, without a slash at its end. */
    String baseUrl() {
        return baseUrl;
    }

    /** Whether paths go by deployment and fields by a dated version. */
    boolean dated() {
        return deployments;
    }

    /** A request to a path such as {@code /responses}, with the key of this moment. */
    WireRequest.Builder post(String path, byte[] body) {
        WireRequest.Builder request = WireRequest.post(baseUrl + path + query, body);
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        if (settings.credentials().isPresent()) {
            authorize(request, settings.credentials().get().current().reveal());
        }
        return request;
    }

    private void authorize(WireRequest.Builder request, String key) {
        if (bearer) {
            request.secretHeader("Authorization", "Bearer ", key);
        } else {
            request.secretHeader("api-key", "", key);
        }
    }

    /** The same for a path that stands below the model's deployment, where there are deployments. */
    WireRequest.Builder post(String path, @Nullable String model, byte[] body) {
        return post(deployments && model != null ? "/deployments/" + encoded(model) + path : path, body);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
