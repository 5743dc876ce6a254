package io.llmgateway.core.statistics;

import io.llmgateway.chain.Target;
import io.llmgateway.core.config.StatisticsConfig;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.spi.World;
import io.llmgateway.watch.Attempts;
import io.llmgateway.watch.Figures;
import io.llmgateway.watch.RecentCall;
import io.llmgateway.watch.Statistics;
import io.llmgateway.watch.TargetHealth;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The figures of a client. Thread-safe. */
public final class ClientStatistics implements Statistics {
    private final StatisticsConfig config;
    private final TargetStates states;
    private final @Nullable String defaultModel;
    private final Map<String, List<Target>> routes;
    private final @Nullable Board board;

    /**
     * Nothing has happened yet, or what happened before.
     *
     * @param config what is kept
     * @param states the health of targets
     * @param defaultModel the default model of the configuration, if it names one
     * @param routes the models of the configuration, and the targets they stand for
     * @param before whose figures go on where the same is kept; null to begin anew
     * @param world time
     */
    public ClientStatistics(
            StatisticsConfig config,
            TargetStates states,
            @Nullable String defaultModel,
            Map<String, List<Target>> routes,
            @Nullable ClientStatistics before,
            World world) {
        boolean enabled = Objects.requireNonNull(config.enabled());
        this.config = config;
        this.states = states;
        this.defaultModel = defaultModel;
        this.routes = new LinkedHashMap<>(routes);
        if (before != null && before.config.equals(config)) {
            board = before.board;
        } else {
            board = enabled ? new Board(config, world) : null;
        }
    }

    /**
     * What reads the events of one call.
     *
     * @param record what is written down of it
     * @return a reader for this call alone; none where nothing is kept
     */
    public Optional<GatewayListener> call(CallRecord record) {
        return board == null ? Optional.empty() : Optional.of(new Turn(board, record));
    }

    /**
     * What reads the events of what runs beside calls.
     *
     * @return a reader for all of them; none where nothing is kept
     */
    public Optional<GatewayListener> beside() {
        return board == null ? Optional.empty() : Optional.of(new Turn(board, null));
    }

    @Override
    public boolean enabled() {
        return board != null;
    }

    @Override
    public Duration window() {
        return Objects.requireNonNull(config.window());
    }

    @Override
    public Figures overall() {
        return board == null ? Figures.NONE : board.models().sum(board.now()).figures();
    }

    @Override
    public Map<String, Figures> byModel() {
        return board == null ? Map.of() : board.models().read(board.now(), Sum::figures);
    }

    @Override
    public Map<String, Figures> byTag(String tag) {
        if (board == null) {
            return Map.of();
        }
        Group<String> group = board.tag(tag);
        if (group == null) {
            throw new IllegalArgumentException("the tag " + tag + " has no figures: name it in"
                    + " llmgateway.watch.statistics.tags, which is " + config.tags());
        }
        return group.read(board.now(), Sum::figures);
    }

    @Override
    public Map<String, Attempts> byTarget() {
        return board == null ? Map.of() : board.targets().read(board.now(), Sum::attempts);
    }

    @Override
    public List<TargetHealth> health() {
        Map<String, TargetHealth> all = new TreeMap<>();
        states.all().forEach(state -> all.put(state.target().toString(), state.health()));
        routes.values().stream()
                .flatMap(Collection::stream)
                .forEach(target -> all.computeIfAbsent(target.toString(), unasked -> health(target)));
        return List.copyOf(all.values());
    }

    private TargetHealth health(Target target) {
        return states.of(target).health();
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.ofNullable(defaultModel);
    }

    @Override
    public Map<String, List<TargetHealth>> routes() {
        Map<String, List<TargetHealth>> all = new LinkedHashMap<>();
        routes.forEach((model, targets) ->
                all.put(model, targets.stream().distinct().map(this::health).toList()));
        return all;
    }

    @Override
    public List<RecentCall> recent() {
        return board == null ? List.of() : board.recent().calls();
    }

    @Override
    public String toString() {
        return "statistics of the last " + window() + (enabled() ? "" : ", not kept");
    }
}
