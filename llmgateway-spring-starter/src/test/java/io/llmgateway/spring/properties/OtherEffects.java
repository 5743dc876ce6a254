package io.llmgateway.spring.properties;

import java.util.List;

/** What the properties of prices, the ledger, remembered answers and watching change. */
final class OtherEffects {
    private OtherEffects() {}

    static List<Effect> all() {
        return List.of();
    }
}
