package io.llmgateway.core.send;

import io.llmgateway.chain.Attribute;
import io.llmgateway.chain.Reply;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The replies of one call that have not ended. An interceptor may forget one, or throw with one in its hands: it is
 * closed with the call, so that every attempt has its end and no connection is kept.
 */
public final class OpenReplies {
    /** Where a call carries them. */
    public static final Attribute<OpenReplies> ATTRIBUTE = Attribute.of("open replies", OpenReplies.class);

    private final AtomicReference<@Nullable Open> open = new AtomicReference<>();

    private record Open(Reply reply, @Nullable Open next) {}

    /** None yet. */
    public OpenReplies() {}

    void add(Reply reply) {
        Open all;
        do {
            all = open.get();
        } while (!open.compareAndSet(all, with(reply, all)));
    }

    void remove(Reply reply) {
        Open all;
        do {
            all = open.get();
        } while (!open.compareAndSet(all, without(reply, all)));
    }

    // at the end, so that they are closed in the order they were asked for
    private static Open with(Reply reply, @Nullable Open all) {
        return all == null ? new Open(reply, null) : new Open(all.reply(), with(reply, all.next()));
    }

    private static @Nullable Open without(Reply reply, @Nullable Open from) {
        if (from == null) {
            return null;
        }
        return from.reply() == reply ? from.next() : new Open(from.reply(), without(reply, from.next()));
    }

    /** Closes what is left; when the call is over, on the thread that has it. */
    public void close() {
        for (Open one = open.get(); one != null; one = one.next()) {
            one.reply().close();
        }
    }
}
