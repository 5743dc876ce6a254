package io.llmgateway.spring.properties;

import java.util.List;

/** What the properties of models, providers, timeouts and the room steady change. */
final class RouteEffects {
    private RouteEffects() {}

    static List<Effect> all() {
        return List.of(Effect.of("default-model")
                .without("default-model=one/m")
                .with("default-model=two/m")
                .when((client, scene) -> client.chat("?").text())
                .sees("one", "two"));
    }
}
