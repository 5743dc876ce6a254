package io.llmgateway.spring;

import io.llmgateway.access.Principal;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.spi.PrincipalSource;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who is logged in by Spring Security: the name, and the authorities as roles, as they are spelt. Nobody where nobody is
 * authenticated, or only anonymously.
 */
final class SecurityPrincipal implements PrincipalSource {
    private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();

    @Override
    public Optional<Principal> principal(ModelRequest request) {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        if (who == null || !trust.isAuthenticated(who)) {
            return Optional.empty();
        }
        Principal.Builder principal = Principal.builder().user(who.getName());
        for (GrantedAuthority authority : who.getAuthorities()) {
            String name = authority.getAuthority();
            if (name != null) { // one that no text can tell
                principal.role(name);
            }
        }
        return Optional.of(principal.build());
    }

    @Override
    public String toString() {
        return "who is logged in by Spring Security";
    }
}
