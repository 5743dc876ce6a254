package io.llmgateway.spring;

import io.llmgateway.error.MisconfiguredException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** Tells at start what is wrong with the configuration, where it was written, and what to do. */
final class MisconfiguredFailureAnalyzer extends AbstractFailureAnalyzer<MisconfiguredException> {
    // the messages say what is wrong first, and what to do last
    private static final Pattern ACTION =
            Pattern.compile("[:;] (?=(did you mean|there are|there is none|set|write|name|give"
                    + "|leave|add|take|say|put|choose|check|mend|remove|rename|let|split|correct|look|it must|each must"
                    + "|a provider's key)\\b)");
    private static final Pattern PROPERTY = Pattern.compile("llmgateway\\.([^\\s:;,\"]*[^\\s:;,\".])");
    private static final String NO_PROVIDER = "there is no provider";

    private final Environment environment;

    MisconfiguredFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MisconfiguredException cause) {
        String message = String.valueOf(cause.getMessage());
        Matcher found = ACTION.matcher(message);
        boolean says = found.find();
        String what = says ? message.substring(0, found.start()) : message;
        String action = says
                ? Character.toUpperCase(message.charAt(found.end())) + message.substring(found.end() + 1)
                : "Change what the description names.";
        if (message.startsWith(NO_PROVIDER)) {
            action +=
                    ". In application.yml that is llmgateway.providers.openai.api-key, for example. To start without a"
                            + " client, set llmgateway.enabled to false";
        }
        return new FailureAnalysis(what + written(message), action.endsWith("?") ? action : stopped(action), cause);
    }

    private static String stopped(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    private String written(String message) {
        Matcher property = PROPERTY.matcher(message);
        Map<String, String> origins = origins();
        while (property.find()) {
            String origin = origin(property.group(1), origins);
            if (origin != null && !message.contains(origin)) {
                return "\n\n" + property.group() + " is written in: " + origin;
            }
        }
        return "";
    }

    // of the property itself, or of something below it
    private static @Nullable String origin(String property, Map<String, String> origins) {
        String itself = origins.get(property);
        return itself != null
                ? itself
                : origins.entrySet().stream()
                        .filter(one -> one.getKey().startsWith(property + "."))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }

    private Map<String, String> origins() {
        if (environment instanceof ConfigurableEnvironment readable) {
            try {
                return GatewayProperties.read(readable).origins();
            } catch (MisconfiguredException e) {
                return Map.of(); // it tells its origin itself
            }
        }
        return Map.of();
    }
}
