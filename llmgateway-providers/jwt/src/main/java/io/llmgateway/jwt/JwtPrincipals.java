package io.llmgateway.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.llmgateway.access.Principal;
import io.llmgateway.error.RefusedException;
import io.llmgateway.spi.World;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks JSON Web Tokens (RFC 7519, as RFC 8725 advises) and tells whom they are of. Thread-safe; holds nothing that must be
 * closed.
 *
 * <pre>{@code
 * JwtPrincipals tokens = JwtPrincipals.builder()
 *         .issuer("https://login.example.org").audience("chat")
 *         .keysFrom(URI.create("https://login.example.org/keys"))
 *         .roles("roles").build();
 * client.with(o -> o.principal(tokens.verify(token))).chat("Why is the sky blue?");
 * }</pre>
 */
public final class JwtPrincipals {
    private static final int MOST_CHARS = 16_384;
    private static final Set<JOSEObjectType> TYPES = Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

    private final String issuer;
    private final List<String> audience;
    private final Set<JWSAlgorithm> algorithms;
    private final Keys keys;
    private final Claims claims;
    private final Duration skew;
    private final World world;

    JwtPrincipals(
            String issuer,
            List<String> audience,
            Set<JWSAlgorithm> algorithms,
            Keys keys,
            Claims claims,
            Duration skew,
            World world) {
        this.issuer = issuer;
        this.audience = List.copyOf(audience);
        this.algorithms = Set.copyOf(algorithms);
        this.keys = keys;
        this.claims = claims;
        this.skew = skew;
        this.world = world;
    }

    /**
     * Says which tokens are believed.
     *
     * @return a fresh builder
     */
    public static JwtPrincipalsBuilder builder() {
        return new JwtPrincipalsBuilder();
    }

    /**
     * Checks a token: its signature, algorithm and type, who made it and for whom, and from when to when it is valid. May
     * read the issuer's keys, and waits for them no longer than the configured time.
     *
     * @param token in compact form, without {@code Bearer}; at most 16,384 characters
     * @return whom it is of
     * @throws RefusedException if anything of it is not as it should be, or it cannot be checked now; the message holds no part
     *     of it
     */
    public Principal verify(String token) {
        Objects.requireNonNull(token, "token");
        if (token.length() > MOST_CHARS) {
            throw refused("it has " + token.length() + " characters, more than " + MOST_CHARS, null);
        }
        if (token.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw refused("it still begins with \"Bearer \"", null);
        }
        try {
            SignedJWT signed = SignedJWT.parse(token);
            checkSignature(signed);
            JWTClaimsSet set = signed.getJWTClaimsSet();
            checkClaims(set);
            Principal principal = claims.principal(set.getClaims());
            if (principal == null) {
                throw refused("it names nobody: the claim \"" + claims.user() + "\" is missing", null);
            }
            return principal;
        } catch (RefusedException e) {
            throw e;
        } catch (ParseException | RuntimeException e) { // whose messages may hold parts of it
            throw refused("it is broken", null);
        }
    }

    private void checkSignature(SignedJWT token) {
        JWSHeader header = token.getHeader();
        if (!algorithms.contains(header.getAlgorithm())) {
            throw refused("its algorithm is not allowed", null);
        }
        if (header.getType() != null && !TYPES.contains(header.getType())) {
            throw refused("it is of another type than JWT", null);
        }
        for (Key key : keys.of(header)) {
            if (verifies(token, key)) {
                return;
            }
        }
        throw refused("no key of its issuer has signed it", null);
    }

    // a token may name no key: then it is tried with those of other curves too
    private static boolean verifies(SignedJWT token, Key key) {
        try {
            return token.verify(new DefaultJWSVerifierFactory().createJWSVerifier(token.getHeader(), key));
        } catch (JOSEException e) {
            return false;
        }
    }

    private void checkClaims(JWTClaimsSet set) {
        if (!issuer.equals(set.getIssuer())) {
            throw refused("it is of another issuer", null);
        }
        if (Collections.disjoint(set.getAudience(), audience)) {
            throw refused("it is for another audience", null);
        }
        Instant now = world.now();
        Date expires = set.getExpirationTime();
        if (expires == null) {
            throw refused("it never expires", null);
        }
        if (!now.minus(skew).isBefore(expires.toInstant())) {
            throw refused("it has expired", null);
        }
        Date begins = set.getNotBeforeTime();
        if (begins != null && now.plus(skew).isBefore(begins.toInstant())) {
            throw refused("it is not valid yet", null);
        }
    }

    static RefusedException refused(String why, @Nullable Duration retryAfter) {
        return new RefusedException("jwt", "the token is refused: " + why, retryAfter);
    }

    @Override
    public String toString() {
        return "JwtPrincipals[" + issuer + ", " + algorithms + "]";
    }
}
