package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tells of models that their vendors will not serve for much longer, and refuses those they no longer do. Thread-safe. */
final class Retirement {
    private static final int MOST_TOLD = 1_000;

    private final ModelCatalogue catalogue;
    private final Duration warning;
    private final World world;
    private final Map<Target, LocalDate> told = new ConcurrentHashMap<>();

    Retirement(ModelCatalogue catalogue, Duration warning, World world) {
        this.catalogue = catalogue;
        this.warning = warning;
        this.world = world;
    }

    /** Tells it once a day of a model that is in use. */
    void used(Call call, Target target) {
        LocalDate retires = retires(target);
        if (retires == null
                || world.now()
                        .isBefore(
                                retires.atStartOfDay(ZoneOffset.UTC).toInstant().minus(warning))) {
            return;
        }
        Target model = new Target(TargetStates.configured(target.provider()), target.model());
        LocalDate today = today();
        boolean known = told.containsKey(model);
        if ((known || told.size() < MOST_TOLD) && !today.equals(told.put(model, today))) {
            call.emit(new GatewayEvent.ModelRetires(
                    call.operation(), world.now(), model.provider(), model.model(), retires));
        }
    }

    /** Refuses an alias with a target that is retired. */
    void refuse(String alias, Node node) {
        for (Target target : node.targets()) {
            LocalDate retires = retires(target);
            if (retires != null && !retires.isAfter(today())) {
                String name = TargetStates.configured(target.provider()) + "/" + target.model();
                throw new MisconfiguredException("llmgateway.models." + alias + ".targets: " + name
                        + " is no longer served since " + retires + ", by the catalogue: name another model, or say"
                        + " which one takes its place in llmgateway.catalogue.renames; if it is still served, set"
                        + " llmgateway.catalogue.retired to allow");
            }
        }
    }

    private @Nullable LocalDate retires(Target target) {
        ModelInfo known = catalogue.find(target).orElse(null);
        return known == null ? null : known.retires();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(world.now(), ZoneOffset.UTC);
    }
}
