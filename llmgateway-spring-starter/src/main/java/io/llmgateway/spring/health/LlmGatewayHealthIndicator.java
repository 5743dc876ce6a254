package io.llmgateway.spring.health;

import io.llmgateway.LlmClient;
import io.llmgateway.watch.Statistics;
import io.llmgateway.watch.TargetHealth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * What the client has learnt of its targets from calls; nothing is asked. Down only where no target of the default model may be
 * asked; without a default model, where none of all may.
 */
final class LlmGatewayHealthIndicator extends AbstractHealthIndicator {
    private final LlmClient client;

    LlmGatewayHealthIndicator(LlmClient client) {
        super("the health of the client could not be read");
        this.client = client;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Statistics statistics = client.statistics();
        List<TargetHealth> all = statistics.health();
        Map<String, Object> targets = new LinkedHashMap<>();
        all.forEach(target -> targets.put(target.target(), details(target)));
        String defaultModel = statistics.defaultModel().orElse(null);
        if (defaultModel != null) {
            builder.withDetail("defaultModel", defaultModel);
        }
        List<TargetHealth> needed = needed(defaultModel, statistics, all);
        boolean usable = needed.isEmpty() || needed.stream().anyMatch(TargetHealth::available);
        builder.status(usable ? Status.UP : Status.DOWN).withDetail("targets", targets);
    }

    // a target never asked is in no list: nothing speaks against it
    private static List<TargetHealth> needed(
            @Nullable String defaultModel, Statistics statistics, List<TargetHealth> all) {
        if (defaultModel == null) {
            return all;
        }
        List<TargetHealth> route = statistics.routes().get(defaultModel);
        return route != null
                ? route
                : all.stream()
                        .filter(target -> configured(target.target()).equals(defaultModel))
                        .toList();
    }

    // without the number of the key, where a provider has several: openai#2/gpt-5.5
    private static String configured(String target) {
        return target.replaceFirst("#\\d+/", "/");
    }

    private static Map<String, Object> details(TargetHealth target) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("status", (target.available() ? Status.UP : Status.DOWN).getCode());
        details.put("state", target.state().name().toLowerCase(Locale.ROOT));
        if (target.until() != null) {
            details.put("until", target.until().toString());
        }
        if (target.failureRate() != null) {
            details.put("failureRate", target.failureRate());
        }
        return details;
    }
}
