package io.llmgateway.spring.actuate;

import io.llmgateway.LlmClient;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.watch.Attempts;
import io.llmgateway.watch.Statistics;
import io.llmgateway.watch.TargetHealth;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * What the client knows of itself; and to have its configuration read again. Holds no key, no prompt and no answer; nothing is asked of a vendor for it.
 * Amounts of money are decimal texts, times are milliseconds.
 */
@Endpoint(id = "llmgateway")
public final class LlmGatewayEndpoint {
    private final LlmClient client;
    private final Configuration configuration;
    private final Show showValues;

    LlmGatewayEndpoint(LlmClient client, Configuration configuration, Show showValues) {
        this.client = client;
        this.configuration = configuration;
        this.showValues = showValues;
    }

    /**
     * Everything in short.
     *
     * @return version, models, targets, budgets and figures
     */
    @ReadOperation
    public Object overview() {
        return new Shown.Overview(
                LlmGateway.class.getPackage().getImplementationVersion(),
                client.statistics().defaultModel().orElse(null),
                models(),
                targets(),
                budgets(),
                Shown.Figures.of(client.statistics().overall()));
    }

    /**
     * A part.
     *
     * @param path {@code models}, {@code targets}, {@code budgets}, {@code usage}, {@code calls} or {@code configuration}, and
     *     what is wanted of it: an alias, a {@code provider/model}, a tag, the id of a call, the beginning of a property
     * @return the part; null where there is none
     */
    @ReadOperation
    public @Nullable Object part(@Selector(match = Match.ALL_REMAINING) String... path) {
        return part(showValues.isShown(true), path);
    }

    /**
     * Has the configuration read again.
     *
     * @param part {@code reload}
     * @return whether it was taken, or else why not; null for any other part
     */
    @WriteOperation
    public Shown.@Nullable Reload reload(@Selector String part) {
        if (!part.equals("reload")) {
            return null;
        }
        try {
            client.reload();
            return new Shown.Reload(true, null);
        } catch (MisconfiguredException e) {
            return new Shown.Reload(false, e.getMessage());
        }
    }

    @Nullable
    Object part(boolean values, String... path) {
        String rest = String.join("/", Arrays.asList(path).subList(1, path.length));
        boolean whole = path.length == 1;
        return switch (path[0]) {
            case "models" -> whole ? models() : models().get(rest);
            case "targets" -> whole ? targets() : targets().get(rest);
            case "budgets" -> whole ? budgets() : named(rest);
            case "usage" -> whole ? usage() : usage(rest);
            case "calls" -> whole ? calls() : call(rest);
            case "configuration" -> configuration.entries(rest, values);
            default -> null;
        };
    }

    private Map<String, Shown.Model> models() {
        Map<String, Shown.Model> models = new LinkedHashMap<>();
        client.statistics()
                .routes()
                .forEach((alias, targets) -> models.put(
                        alias,
                        new Shown.Model(
                                configuration.strategy(alias),
                                targets.stream().anyMatch(TargetHealth::available),
                                targets.stream().map(TargetHealth::target).toList())));
        return models;
    }

    private Map<String, Shown.Target> targets() {
        Statistics statistics = client.statistics();
        Map<String, Attempts> figures = statistics.byTarget();
        Map<String, Shown.Target> targets = new LinkedHashMap<>();
        statistics
                .health()
                .forEach(health -> targets.put(
                        health.target(),
                        Shown.Target.of(health, figures.getOrDefault(health.target(), Attempts.NONE))));
        return targets;
    }

    private List<Shown.Budget> budgets() {
        return client.budgets().states().stream().map(Shown.Budget::of).toList();
    }

    private @Nullable List<Shown.Budget> named(String budget) {
        List<Shown.Budget> shares =
                budgets().stream().filter(one -> one.budget().equals(budget)).toList();
        return shares.isEmpty() ? null : shares;
    }

    private Shown.Usage usage() {
        Statistics statistics = client.statistics();
        return new Shown.Usage(
                statistics.enabled(),
                statistics.window().toMillis(),
                Shown.Figures.of(statistics.overall()),
                Shown.Figures.of(statistics.byModel()),
                new Shown.Ledger(
                        client.ledger().booked(),
                        Shown.Booked.of(client.ledger().report(query -> {}).total()),
                        client.ledger().report(query -> query.by("model")).rows().stream()
                                .map(Shown.Booked::of)
                                .toList()));
    }

    private @Nullable Map<String, Shown.Figures> usage(String tag) {
        try {
            return Shown.Figures.of(client.statistics().byTag(tag));
        } catch (IllegalArgumentException noFiguresOfIt) {
            return null;
        }
    }

    private List<Shown.Call> calls() {
        return client.statistics().recent().stream().map(Shown.Call::of).toList();
    }

    private Shown.@Nullable CallSteps call(String operation) {
        return client.statistics().recent().stream()
                .filter(call -> call.operation().equals(operation))
                .findFirst()
                .map(Shown.CallSteps::of)
                .orElse(null);
    }
}
