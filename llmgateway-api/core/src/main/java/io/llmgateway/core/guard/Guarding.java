package io.llmgateway.core.guard;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.config.CheckConfig;
import io.llmgateway.core.config.GuardConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Guard;
import io.llmgateway.spi.Nearest;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** The door of the room {@code guard}. Immutable. */
public final class Guarding {
    private static final CheckConfig USUAL = new CheckConfig(null, null, null, null);

    private final List<Check> checks;

    private Guarding(List<Check> checks) {
        this.checks = checks;
    }

    /**
     * What the room works with.
     *
     * @param config the room's settings; checked here
     * @param guards the application's own guards, in their order
     * @param world time
     * @return the room
     * @throws MisconfiguredException if a setting makes no sense
     */
    public static Guarding of(GuardConfig config, List<Guard> guards, World world) {
        Map<String, CheckConfig> settings = Objects.requireNonNull(config.checks());
        Set<String> names = new LinkedHashSet<>();
        List<Check> checks = new ArrayList<>();
        for (Guard guard : guards) {
            if (!names.add(guard.name())) {
                throw new MisconfiguredException("two guards are called \"" + guard.name() + "\": rename one of them");
            }
            CheckConfig check = settings.getOrDefault(guard.name(), USUAL);
            if (check.mode() != CheckConfig.Mode.OFF) {
                checks.add(new Check(guard, check, world));
            }
        }
        for (String name : settings.keySet()) {
            if (!names.contains(name)) {
                throw new MisconfiguredException(
                        "llmgateway.guard.checks." + name + ": there is no such guard; " + Nearest.hint(name, names));
            }
        }
        return new Guarding(List.copyOf(checks));
    }

    /**
     * Asks the guards.
     *
     * @param threads for guards that judge beside the model
     * @return the layer; empty where there are no guards
     */
    public Optional<Interceptor> checks(Executor threads) {
        return checks.isEmpty() ? Optional.empty() : Optional.of(new Checking(checks, threads));
    }
}
