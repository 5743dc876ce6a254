package io.llmgateway.core.watch;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.config.CallLogConfig;
import io.llmgateway.core.config.WatchConfig;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.spi.World;
import java.util.Optional;

/** The door of the room {@code watch}. */
public final class Watching {
    private Watching() {}

    /**
     * Tells how calls begin and end.
     *
     * @param world time
     * @return the outermost layer
     */
    public static Interceptor callEvents(World world) {
        return new CallEvents(world);
    }

    /**
     * Writes a line a call.
     *
     * @param config whether and what
     * @return what writes; empty where nothing is written
     */
    public static Optional<CallLog> callLog(CallLogConfig config) {
        return Boolean.TRUE.equals(config.enabled())
                ? Optional.of(new CallLog(Boolean.TRUE.equals(config.user())))
                : Optional.empty();
    }

    /**
     * Looks out for somebody who spends far more than usual.
     *
     * @param config what is far more
     * @param out hears of it
     * @return a reader of ledger entries
     */
    public static GatewayListener spendAlarm(WatchConfig.SpendRise config, GatewayListener out) {
        return new SpendAlarm(config, out);
    }
}
