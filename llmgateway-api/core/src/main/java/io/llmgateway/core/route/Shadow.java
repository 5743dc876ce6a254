package io.llmgateway.core.route;

import io.llmgateway.chain.Aside;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chat.Purpose;
import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.event.GatewayEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model that is asked as well, without anybody waiting for it or reading its answer: to see how it fares.
 *
 * @param model an alias or {@code provider/model}
 * @param percent how many of a hundred calls
 */
record Shadow(String model, double percent) {
    static @Nullable Shadow of(ModelConfig config) {
        ModelConfig.ShadowConfig shadow = config.shadow();
        return shadow == null
                ? null
                : new Shadow(Objects.requireNonNull(shadow.model()), Objects.requireNonNull(shadow.percent()));
    }

    void follow(Call call, Means means, Chain chain) {
        Aside aside = call.get(Aside.ATTRIBUTE).orElse(null);
        if (aside == null || (percent < 100 && means.world().random() * 100 >= percent)) {
            return;
        }
        Call same = call.withRequest(call.request().withModel(model)).with(Attributes.PURPOSE, Purpose.SHADOW);
        boolean runs = aside.run("shadow", same, apart -> new Round(apart, model, means, chain)
                .run()
                .await());
        if (!runs) {
            call.emit(new GatewayEvent.TargetSkipped(
                    call.operation(), means.world().now(), model, "too much runs aside already", null));
        }
    }
}
