package io.llmgateway.core.watch;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.spi.World;

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
}
