package io.llmgateway.examples.benchmarks.ours;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be switched on, as lines of a properties file. */
enum Feature {
    ACCESS(
            """
            llmgateway.admit.access.default=deny
            llmgateway.admit.access.rules.support.who.teams=support
            llmgateway.admit.access.rules.support.max-tokens=4000
            """),
    BUDGET(
            """
            llmgateway.admit.budgets.company.amount=1000000000 USD
            llmgateway.admit.budgets.company.window=month
            llmgateway.admit.budgets.team.per=team
            llmgateway.admit.budgets.team.amount=1000000000000 tokens
            llmgateway.admit.budgets.team.window=day
            """),
    LIMITS(
            """
            llmgateway.admit.limits.people.per=user
            llmgateway.admit.limits.people.requests=1000000000
            llmgateway.admit.limits.people.tokens=1000000000000
            llmgateway.admit.limits.people.concurrent=100000
            llmgateway.admit.limits.people.window=1m
            llmgateway.providers.one.limits.requests=1000000000
            llmgateway.providers.one.limits.concurrent=100000
            """),
    PII("llmgateway.guard.pii.enabled=true"),
    INJECTION("llmgateway.guard.injection.enabled=true"),
    CACHE("llmgateway.recall.exact.ttl=10m"),
    ROUTE(""), // another provider behind the first
    LEDGER("llmgateway.ledger.file=ledger.jsonl"),
    TELEMETRY(""), // an SDK
    LISTENER(""), // one that writes a line
    UNAWAITED("llmgateway.watch.listener-wait=0s");

    private final String properties;

    Feature(String properties) {
        this.properties = properties;
    }

    String properties() {
        return properties;
    }

    static Set<Feature> of(String variant) {
        return switch (variant) {
            case "bare" -> EnumSet.noneOf(Feature.class);
            case "full" -> EnumSet.allOf(Feature.class);
            default -> {
                Set<Feature> features = EnumSet.noneOf(Feature.class);
                Arrays.stream(variant.split("\\+", -1))
                        .forEach(name -> features.add(valueOf(name.toUpperCase(Locale.ROOT))));
                yield features;
            }
        };
    }
}
