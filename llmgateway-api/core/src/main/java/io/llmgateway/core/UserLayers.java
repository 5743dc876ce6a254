package io.llmgateway.core;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Stage;
import io.llmgateway.error.MisconfiguredException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The user's own interceptors, by their place. */
final class UserLayers {
    private final Map<Stage, List<Interceptor>> before = new EnumMap<>(Stage.class);
    private final Map<Stage, List<Interceptor>> after = new EnumMap<>(Stage.class);

    void addBefore(Stage stage, Interceptor interceptor) {
        before.computeIfAbsent(stage, s -> new ArrayList<>(1)).add(interceptor);
    }

    void addAfter(Stage stage, Interceptor interceptor) {
        if (stage == Stage.SEND) {
            throw new MisconfiguredException(
                    "nothing can stand behind the room send: put " + interceptor + " before it, or write a provider");
        }
        after.computeIfAbsent(stage, s -> new ArrayList<>(1)).add(interceptor);
    }

    void addAll(UserLayers other) {
        for (Map.Entry<Stage, List<Interceptor>> some : other.before.entrySet()) {
            some.getValue().forEach(one -> addBefore(some.getKey(), one));
        }
        for (Map.Entry<Stage, List<Interceptor>> some : other.after.entrySet()) {
            some.getValue().forEach(one -> addAfter(some.getKey(), one));
        }
    }

    List<Interceptor> before(Stage stage) {
        return before.getOrDefault(stage, List.of());
    }

    List<Interceptor> after(Stage stage) {
        return after.getOrDefault(stage, List.of());
    }
}
