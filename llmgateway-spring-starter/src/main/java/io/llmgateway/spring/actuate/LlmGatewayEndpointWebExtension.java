package io.llmgateway.spring.actuate;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** The endpoint over HTTP, where it is known who asks. */
@EndpointWebExtension(endpoint = LlmGatewayEndpoint.class)
public final class LlmGatewayEndpointWebExtension {
    private final LlmGatewayEndpoint endpoint;
    private final Show showValues;
    private final Set<String> roles;

    LlmGatewayEndpointWebExtension(LlmGatewayEndpoint endpoint, Show showValues, Set<String> roles) {
        this.endpoint = endpoint;
        this.showValues = showValues;
        this.roles = Set.copyOf(roles);
    }

    /**
     * A part.
     *
     * @param who who asks
     * @param path as for {@link LlmGatewayEndpoint#part}
     * @return the part; null where there is none
     */
    @ReadOperation
    public @Nullable Object part(SecurityContext who, @Selector(match = Match.ALL_REMAINING) String... path) {
        return endpoint.part(showValues.isShown(who, roles), path);
    }
}
