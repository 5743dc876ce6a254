package io.llmgateway.providers.gemini;

import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.providers.kit.WireRequest;
import io.llmgateway.spi.Credentials;
import io.llmgateway.spi.ProviderSettings;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go and what they show at the door.
 *
 * @param vertex whether it is Vertex AI
 * @param root host and version
 * @param base what stands before {@code /models} or {@code /publishers}
 * @param bearer whether the secret is an access token and not a key
 * @param credentials the secret, or null for a server of one's own
 */
record Endpoint(boolean vertex, String root, String base, boolean bearer, @Nullable Credentials credentials) {
    private static final String GEMINI = "https://generativelanguage.googleapis.com/v1beta";
    // the stable v1 lacks ids of function calls
    private static final String VERTEX_VERSION = "/v1beta1";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@:-]+(/[A-Za-z0-9._@:-]+)*");

    static Endpoint of(ProviderSettings settings) {
        boolean vertex = chosen(settings, "platform", "gemini", "vertex").equals("vertex");
        String auth =
                vertex ? chosen(settings, "auth", "bearer", "api-key") : chosen(settings, "auth", "api-key", "bearer");
        boolean bearer = auth.equals("bearer");
        Credentials credentials =
                settings.baseUrl().isPresent() ? settings.credentials().orElse(null) : settings.requireCredentials();
        if (vertex) {
            return vertex(settings, bearer, credentials);
        }
        for (String option : Set.of("project", "location")) {
            if (settings.option(option).isPresent()) {
                throw new MisconfiguredException(
                        settings.property(option) + " means something to Vertex AI only: remove it, or" + " set "
                                + settings.property("platform") + " to \"vertex\"");
            }
        }
        String root = settings.baseUrl().orElse(GEMINI);
        return new Endpoint(false, root, root, bearer, credentials);
    }

    private static String chosen(ProviderSettings settings, String option, String usual, String other) {
        String value = settings.option(option).orElse(usual);
        if (!value.equals(usual) && !value.equals(other)) {
            throw new MisconfiguredException(settings.property(option) + " is \"" + value + "\": it must be \"" + usual
                    + "\" or \"" + other + "\"");
        }
        return value;
    }

    private static Endpoint vertex(ProviderSettings settings, boolean bearer, @Nullable Credentials credentials) {
        Optional<String> project = settings.option("project");
        Optional<String> location = settings.option("location");
        project.ifPresent(value -> checkName(settings.property("project"), value));
        location.ifPresent(value -> checkName(settings.property("location"), value));
        if (project.isEmpty() && location.isPresent()) {
            throw new MisconfiguredException(settings.property("location") + " is set and "
                    + settings.property("project") + " is not: set both");
        }
        if (project.isEmpty() && bearer && settings.baseUrl().isEmpty()) {
            throw new MisconfiguredException(
                    settings.property("project") + " is missing: Vertex AI needs the id of a Google Cloud"
                            + " project, or " + settings.property("auth") + " \"api-key\" for its express mode");
        }
        String root = settings.baseUrl().orElseGet(() -> vertexHost(location.orElse("global")) + VERTEX_VERSION);
        if (project.isPresent() && root.contains("/projects/")) {
            throw new MisconfiguredException(settings.property("base-url") + " names a project, and so does "
                    + settings.property("project") + ": remove one of them");
        }
        String base = project.map(id -> root + "/projects/" + id + "/locations/" + location.orElse("global"))
                .orElse(root);
        return new Endpoint(true, root, base, bearer, credentials);
    }

    private static void checkName(String property, String value) {
        if (!NAME.matcher(value).matches() || value.contains("/")) {
            throw new MisconfiguredException(
                    property + " is \"" + value + "\": it must be letters, digits, \".\", \":\" and \"-\" only");
        }
    }

    private static String vertexHost(String location) {
        return switch (location) {
            case "global" -> "https://aiplatform.googleapis.com";
            // the places that span several regions have hosts of their own
            case "us", "eu" -> "https://aiplatform." + location + ".rep.googleapis.com";
            default -> "https://" + location + "-aiplatform.googleapis.com";
        };
    }

    /** The address with the project, without a slash at its end. */
    String baseUrl() {
        return base;
    }

    /** The address of a model's method, such as {@code generateContent}. */
    String url(String model, String method) {
        if (!NAME.matcher(model).matches() || ("/" + model + "/").contains("/../")) {
            throw new InvalidRequestException("model \"" + model + "\" cannot be a model of Google: it must be letters,"
                    + " digits, \".\", \":\", \"@\", \"/\" and \"-\" only, such as gemini-2.5-flash");
        }
        return before(model) + model + ":" + method;
    }

    private String before(String model) {
        if (!vertex) {
            return base + (model.startsWith("models/") || model.startsWith("tunedModels/") ? "/" : "/models/");
        }
        if (model.startsWith("projects/")) {
            return root + "/";
        }
        if (model.startsWith("publishers/") || model.startsWith("endpoints/")) {
            return base + "/";
        }
        return base + "/publishers/google/models/";
    }

    WireRequest request(String url, byte[] body) {
        WireRequest.Builder request = WireRequest.post(url, body);
        if (credentials != null) {
            String secret = credentials.current().reveal();
            if (bearer) {
                request.secretHeader("authorization", "Bearer ", secret);
            } else {
                request.secretHeader("x-goog-api-key", "", secret);
            }
        }
        return request.build();
    }

    @Override
    public String toString() {
        return base;
    }
}
