package io.llmgateway.core.guard;

import io.llmgateway.core.config.CheckConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Guard;
import io.llmgateway.spi.Nearest;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which guards are asked, in which order, and how each is used. */
final class Roster {
    private static final CheckConfig USUAL = new CheckConfig(null, null, null, null);

    private Roster() {}

    /**
     * Puts guards and settings together.
     *
     * @param guards the guards, in their order
     * @param settings names of guards to how they are used
     * @param world time
     * @return those that are not switched off
     * @throws MisconfiguredException if two have one name, or a name has no guard
     */
    static List<Check> of(List<Guard> guards, Map<String, CheckConfig> settings, World world) {
        Set<String> names = new LinkedHashSet<>();
        List<Check> checks = new ArrayList<>();
        for (Guard guard : guards) {
            if (!names.add(guard.name())) {
                throw new MisconfiguredException("two guards are called \"" + guard.name() + "\": rename one of them");
            }
            CheckConfig check = usage(guard, settings);
            if (check.mode() != CheckConfig.Mode.OFF) {
                checks.add(new Check(guard, check, world));
            }
        }
        for (String name : settings.keySet()) {
            if (!names.contains(name)) {
                throw new MisconfiguredException(
                        "llmgateway.guard.checks." + name + ": no such guard is enabled; " + Nearest.hint(name, names));
            }
        }
        return List.copyOf(checks);
    }

    /** How a guard is used. */
    static CheckConfig usage(Guard guard, Map<String, CheckConfig> settings) {
        return settings.getOrDefault(guard.name(), USUAL);
    }
}
