package io.llmgateway.core.config;

import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads environment variables: {@code LLMGATEWAY_} and the property in capitals, with {@code _} for every dot, and for every
 * dash or nothing. Names in the middle (ids, aliases) become lower case with dashes.
 */
final class EnvironmentSource {
    private static final String PREFIX = "LLMGATEWAY_";
    private static final String FILE = "LLMGATEWAY_CONFIG";
    // Kubernetes sets these in every pod beside a service named llmgateway
    private static final Pattern OF_A_SERVICE = Pattern.compile("LLMGATEWAY_(SERVICE_(HOST|PORT)|PORT)(_.*)?");

    // what may be said, with * for a name of the user's own
    private static final List<String> PROPERTIES = List.of(
            "reload",
            "default-model",
            "timeouts.connect",
            "timeouts.first-token",
            "timeouts.idle",
            "timeouts.total",
            "admit.max-prompt-chars",
            "admit.assumed-output",
            // these first: a dimension may be called amount
            "admit.budgets.*.match.*",
            "admit.budgets.*.at.*",
            "admit.budgets.*.per",
            "admit.budgets.*.amount",
            "admit.budgets.*.window",
            "admit.budgets.*.zone",
            "admit.budgets.*.unpriced",
            "admit.limits.*.match.*",
            "admit.limits.*.priorities.*",
            "admit.limits.*.per",
            "admit.limits.*.requests",
            "admit.limits.*.tokens",
            "admit.limits.*.concurrent",
            "admit.limits.*.window",
            "admit.limits.*.fair-by",
            "admit.access.default",
            "admit.access.mode",
            // who first: a claim may be called effect
            "admit.access.rules.*.who.claims.*",
            "admit.access.rules.*.who.users",
            "admit.access.rules.*.who.teams",
            "admit.access.rules.*.who.apps",
            "admit.access.rules.*.who.roles",
            "admit.access.rules.*.effect",
            "admit.access.rules.*.models",
            "admit.access.rules.*.max-tokens",
            "admit.access.rules.*.tools",
            "admit.access.rules.*.max-cost",
            "admit.access.rules.*.purposes",
            "admit.access.rules.*.data",
            "admit.access.rules.*.extra",
            "admit.data.*.found",
            "admit.data.*.regions",
            "admit.data.*.targets",
            "admit.data.*.roles",
            "admit.data.*.extra",
            "guard.pii.enabled",
            "guard.pii.operator",
            "guard.pii.operators.*",
            "guard.pii.thresholds.*",
            "guard.pii.allow",
            "guard.pii.allow-patterns",
            "guard.pii.deny.*",
            "guard.pii.patterns.*.pattern",
            "guard.pii.patterns.*.type",
            "guard.pii.patterns.*.score",
            "guard.pii.patterns.*.near",
            "guard.pii.patterns.*.ignore-case",
            "guard.pii.regions",
            "guard.pii.restore",
            "guard.pii.answers",
            "guard.pii.hash-key",
            "guard.injection.enabled",
            "guard.injection.action",
            "guard.injection.threshold",
            "guard.injection.indirect-action",
            "guard.injection.indirect-threshold",
            "guard.injection.reroute-to",
            "guard.injection.judge-model",
            "guard.injection.judge-from",
            "guard.injection.spotlight",
            "guard.injection.canary",
            "guard.moderation.enabled",
            "guard.moderation.lists.*.category",
            "guard.moderation.lists.*.severity",
            "guard.moderation.lists.*.words",
            "guard.moderation.lists.*.patterns",
            "guard.moderation.thresholds.*",
            "guard.moderation.flag-from",
            "guard.moderation.model",
            "guard.moderation.judge-model",
            "guard.moderation.rubric",
            "guard.moderation.prompts",
            "guard.moderation.answers",
            "guard.output.enabled",
            "guard.output.html",
            "guard.output.link-hosts",
            "guard.output.image-hosts",
            "guard.output.use",
            "guard.output.payload",
            "guard.output.max-chars",
            "guard.output.leakage",
            "guard.output.leakage-words",
            "guard.output.schema",
            "guard.output.system-secrets",
            "guard.output.tools",
            "guard.checks.*.mode",
            "guard.checks.*.when",
            "guard.checks.*.on-error",
            "guard.checks.*.hold-back",
            "recall.exact.ttls.*",
            "recall.exact.ttl",
            "recall.exact.max-temperature",
            "recall.exact.max-bytes",
            "recall.exact.stale-while-revalidate",
            "recall.exact.stale-if-error",
            "recall.single-flight",
            "recall.per",
            "recall.store.timeout",
            "recall.snapshot",
            "recall.prompt-cache.enabled",
            "recall.prompt-cache.ttl",
            "recall.prompt-cache.models",
            "recall.prompt-cache.min-chars",
            "steady.max-attempts",
            "steady.retry.attempts",
            "steady.retry.backoff",
            "steady.retry.max-backoff",
            "steady.retry.max-wait",
            "steady.health.failure-ratio",
            "steady.health.min-calls",
            "steady.health.window",
            "steady.health.cool",
            "steady.health.max-cool",
            "steady.health.ramp",
            "steady.drift.enabled",
            "steady.drift.factor",
            "steady.drift.settle",
            "catalogue.files",
            "catalogue.url",
            "catalogue.refresh",
            "catalogue.retire-warning",
            "catalogue.retired",
            "catalogue.currencies.*",
            "ledger.keep",
            "ledger.file",
            // rules first: a value may be called by
            "ledger.chargeback.rules.*.margin",
            "ledger.chargeback.rules.*.discount",
            "ledger.chargeback.rules.*.tiers.*",
            "ledger.chargeback.by",
            "ledger.chargeback.margin",
            "ledger.chargeback.discount",
            "ledger.chargeback.tiers.*",
            "watch.telemetry.enabled",
            "watch.telemetry.conventions",
            "watch.telemetry.profile",
            "watch.telemetry.content",
            "watch.telemetry.tags",
            "watch.telemetry.max-tag-values",
            "watch.telemetry.propagate",
            "watch.log.enabled",
            "watch.log.user",
            "watch.listener-wait",
            "watch.statistics.enabled",
            "watch.statistics.window",
            "watch.statistics.tags",
            "watch.statistics.max-series",
            "watch.statistics.recent",
            "watch.spend-rise.by",
            "watch.spend-rise.factor",
            "watch.spend-rise.window",
            "watch.spend-rise.least",
            // these two first: a header may be called x-api-key
            "providers.*.headers.*",
            "providers.*.options.*",
            "providers.*.enabled",
            "providers.*.type",
            "providers.*.api-key",
            "providers.*.api-keys",
            "providers.*.base-url",
            "providers.*.dialect",
            "providers.*.region",
            "providers.*.limits.requests",
            "providers.*.limits.tokens",
            "providers.*.limits.concurrent",
            "providers.*.limits.adaptive",
            "providers.*.limits.window",
            "providers.*.limits.max-wait",
            // these first: without them SMART_SHADOW_PERCENT would be the percent of an alias smart-shadow
            "models.*.shadow.model",
            "models.*.shadow.percent",
            "models.*.semantic.about",
            "models.*.semantic.min-similarity",
            "models.*.semantic.model",
            "models.*.bandit.reward",
            "models.*.bandit.min-share",
            "models.*.bandit.min-samples",
            "models.*.targets",
            "models.*.strategy",
            "models.*.weights",
            "models.*.by",
            "models.*.percent",
            "models.*.when",
            "models.*.zone",
            "models.*.hedge-after",
            "models.*.begin-within",
            "models.*.on-break",
            "models.*.overflow",
            "models.*.summary-model");

    private EnvironmentSource() {}

    static Layer read(Map<String, String> environment) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        Map<String, String> origins = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
            String property = property(entry.getKey()).orElse(null);
            if (property != null) {
                String origin = "environment variable " + entry.getKey();
                PropertiesSource.put(tree, property.split("\\.", -1), entry.getValue(), origin);
                origins.put(property, origin);
            }
        }
        return new Layer(tree, origins);
    }

    static Optional<String> property(String variable) {
        if (!variable.startsWith(PREFIX)
                || variable.equals(FILE)
                || OF_A_SERVICE.matcher(variable).matches()) {
            return Optional.empty();
        }
        String words = variable.substring(PREFIX.length());
        for (String dash : List.of("_", "")) { // Spring Boot leaves dashes out
            for (String pattern : PROPERTIES) {
                String found = match(words, pattern, dash);
                if (found != null) {
                    return Optional.of(found);
                }
            }
        }
        List<String> known = PROPERTIES.stream()
                .map(property -> PREFIX + property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .toList();
        throw new MisconfiguredException(
                "environment variable " + variable + " names no property; " + Nearest.hint(variable, known)
                        + " (* stands for an id or alias of yours; LLMGATEWAY_CONFIG names the file)");
    }

    private static @Nullable String match(String words, String pattern, String dash) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return words.equals(variable(pattern, dash)) ? pattern : null;
        }
        String before = variable(pattern.substring(0, star), dash);
        if (!words.startsWith(before)) {
            return null;
        }
        String rest = words.substring(before.length());
        String after = pattern.substring(star + 1);
        int second = after.indexOf('*');
        if (second < 0) {
            String end = variable(after, dash);
            return rest.length() > end.length() && rest.endsWith(end)
                    ? pattern.substring(0, star) + name(rest.substring(0, rest.length() - end.length())) + after
                    : null;
        }
        String middle = variable(after.substring(0, second), dash);
        int at = rest.indexOf(middle);
        return at > 0 && at + middle.length() < rest.length()
                ? pattern.substring(0, star)
                        + name(rest.substring(0, at))
                        + after.substring(0, second)
                        + name(rest.substring(at + middle.length()))
                : null;
    }

    private static String variable(String property, String dash) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace("-", dash);
    }

    private static String name(String words) {
        return words.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
