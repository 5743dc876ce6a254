package io.llmgateway.core.send;

import io.llmgateway.chain.Attribute;
import io.llmgateway.chain.Reply;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The replies of one call that have not ended. An interceptor may forget one, or throw with one in its hands: it is
 * closed with the call, so that every attempt has its end and no connection is kept.
 */
public final class OpenReplies {
    /** Where a call carries them. */
    public static final Attribute<OpenReplies> ATTRIBUTE = Attribute.of("open replies", OpenReplies.class);

    private final List<Reply> open = new CopyOnWriteArrayList<>();

    /** None yet. */
    public OpenReplies() {}

    void add(Reply reply) {
        open.add(reply);
        reply.onEnd(ending -> open.remove(reply));
    }

    /** Closes what is left; when the call is over, on the thread that has it. */
    public void close() {
        open.forEach(Reply::close);
    }
}
