package io.llmgateway.spring.properties;

import java.util.List;

/** What the properties of the room admit change. */
final class AdmitEffects {
    private AdmitEffects() {}

    static List<Effect> all() {
        return List.of();
    }
}
