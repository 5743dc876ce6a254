package io.llmgateway.chain;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of a streamed answer come from; what a provider implements. Read by one thread at a time.
 */
public interface ReplySource extends AutoCloseable {
    /**
     * The next event; blocks until there is one.
     *
     * @return the event; {@link ChatEvent.Finished} is the last, nothing is asked after it
     * @throws io.llmgateway.error.LlmException if the answer fails, or ends without {@code Finished}
     */
    ChatEvent next();

    /**
     * Where the answer comes from.
     *
     * @return what is known so far
     */
    ResponseInfo info();

    /**
     * What the vendor has told about usage before the end, for an answer that breaks off.
     *
     * @return the usage so far, or null if it has told nothing
     */
    default @Nullable Usage usageSoFar() {
        return null;
    }

    /** Lets go of the connection. May be called at any time and again. */
    @Override
    void close();
}
