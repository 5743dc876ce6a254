package io.llmgateway.spring.properties;

import java.util.List;

/** What the properties of the room guard change. */
final class GuardEffects {
    private GuardEffects() {}

    static List<Effect> all() {
        return List.of();
    }
}
