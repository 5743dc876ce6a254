package io.llmgateway.core.send;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.spi.World;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the time between the pieces of one answer. Used by one thread at a time. */
final class Gaps implements Consumer<ChatEvent> {
    private final Supplier<LongConsumer> listener;
    private final World world;
    private @Nullable LongConsumer out;
    private long last;

    /**
     * The first piece has come just now.
     *
     * @param listener asked for when there is something to tell
     */
    Gaps(Supplier<LongConsumer> listener, World world) {
        this.listener = listener;
        this.world = world;
        last = world.nanoTime();
    }

    @Override
    public void accept(ChatEvent event) {
        if (!event.content()) {
            return;
        }
        long now = world.nanoTime();
        if (out == null) {
            out = listener.get();
        }
        out.accept(now - last);
        last = now;
    }
}
