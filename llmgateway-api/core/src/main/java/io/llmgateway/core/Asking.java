package io.llmgateway.core;

import io.llmgateway.access.Principal;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.error.RefusedException;
import io.llmgateway.spi.PrincipalSource;
import java.util.List;
import java.util.Optional;

/** Finds out who asks. Immutable. */
final class Asking {
    private static final System.Logger LOG = System.getLogger(Asking.class.getName());

    private final List<PrincipalSource> sources;

    Asking(List<PrincipalSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** The principal of the first source that knows. */
    Optional<Principal> whoAsks(ModelRequest request) {
        for (PrincipalSource source : sources) {
            try {
                Optional<Principal> known = source.principal(request);
                if (known.isPresent()) {
                    return known;
                }
            } catch (RefusedException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "the source of principals " + source + " failed", e);
                // its message may hold a token
                throw new RefusedException(
                        "principals",
                        "nobody could tell who asks: the source of principals "
                                + source.getClass().getName() + " failed with "
                                + e.getClass().getName(),
                        null);
            }
        }
        return Optional.empty();
    }
}
