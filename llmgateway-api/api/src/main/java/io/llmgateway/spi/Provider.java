package io.llmgateway.spi;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import java.net.URI;
import java.util.Optional;

/** One access to one vendor: an account, a server, a model runner. Thread-safe. */
public interface Provider extends AutoCloseable {
    /**
     * Sends a call. Its request names the model in this provider's own words.
     *
     * <p>Checks first that it can express the request, and fails with {@link
     * io.llmgateway.chat.FailureClass#UNSUPPORTED} where it cannot, before anything is sent. Keeps to the call's
     * timeouts and stops at once when its cancellation says so.
     *
     * @param call the call
     * @return the reply: whole, or as its events arrive where the call is streamed
     * @throws io.llmgateway.error.ProviderFailedException if the answer fails before it begins
     */
    Reply send(Call call);

    /**
     * Where its requests go, for those who watch.
     *
     * @return the base address, without user, query and fragment; empty where there is none or it is not known
     */
    default Optional<URI> address() {
        return Optional.empty();
    }

    /** Lets go of connections and threads. May be called again. */
    @Override
    default void close() {}
}
