package io.llmgateway.spi;

import io.llmgateway.access.Principal;
import io.llmgateway.chat.ModelRequest;
import java.util.Optional;

/**
 * Tells who asks, for calls that do not carry a principal; such as from the security context of a web framework. Found by
 * {@link java.util.ServiceLoader}, or given to the builder. Thread-safe.
 */
@FunctionalInterface
public interface PrincipalSource {
    /**
     * Who asks. Called on the thread of the caller, also for calls that go on elsewhere, before anything else is done. What
     * it throws refuses the call.
     *
     * @param request the request, as the caller gave it
     * @return who, if known here
     */
    Optional<Principal> principal(ModelRequest request);
}
