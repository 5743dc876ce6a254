package io.llmgateway.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import io.llmgateway.spi.World;
import java.net.URI;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Says which tokens are believed, and what is read from them. Issuer, audience and one kind of keys must be said. Not thread-safe. */
public final class JwtPrincipalsBuilder {
    private static final int LEAST_SECRET = 32; // bytes, as RFC 7518 wants for HS256
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);
    private static final Set<JWSAlgorithm> PUBLIC = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);
    private static final Set<JWSAlgorithm> SECRET = Set.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512);

    private final List<String> audience = new ArrayList<>();
    private final Set<JWSAlgorithm> algorithms = new LinkedHashSet<>();
    private final List<String> others = new ArrayList<>();
    private @Nullable String issuer;
    private @Nullable URI url;
    private @Nullable Keys fixed;
    private int secret; // bytes
    private String user = "sub";
    private @Nullable String team;
    private @Nullable String app;
    private @Nullable String roles;
    private Duration skew = Duration.ofSeconds(60);
    private Duration timeout = Duration.ofSeconds(5);
    private World world = World.real();

    JwtPrincipalsBuilder() {}

    /**
     * Sets who must have made a token, exactly as its claim {@code iss} says.
     *
     * @param value the issuer
     * @return this
     */
    public JwtPrincipalsBuilder issuer(String value) {
        issuer = Objects.requireNonNull(value, "issuer");
        return this;
    }

    /**
     * Adds for whom a token may be made: its claim {@code aud} must hold one of them.
     *
     * @param values audiences
     * @return this
     */
    public JwtPrincipalsBuilder audience(String... values) {
        audience.addAll(List.of(values));
        return this;
    }

    /**
     * Reads keys from where the issuer publishes them (a JWK Set, RFC 7517), again after five minutes and when a token names one
     * that is not known, but not more often than twice a minute. Where they cannot be read, those read last serve for an hour.
     *
     * @param jwks an https address; http only of this machine
     * @return this
     */
    public JwtPrincipalsBuilder keysFrom(URI jwks) {
        if (jwks.getHost() == null) {
            throw new IllegalArgumentException(jwks + " names no host keys could be read from");
        }
        String host = jwks.getHost().toLowerCase(Locale.ROOT);
        boolean here = Set.of("localhost", "127.0.0.1", "[::1]").contains(host);
        if (!"https".equalsIgnoreCase(jwks.getScheme()) && !("http".equalsIgnoreCase(jwks.getScheme()) && here)) {
            throw new IllegalArgumentException(
                    jwks + " is no https address: whoever changes keys on the way could be anybody");
        }
        oneKind();
        url = jwks;
        return this;
    }

    /**
     * Takes the keys of a JWK Set.
     *
     * @param jwks JSON
     * @return this
     * @throws IllegalArgumentException if it is none
     */
    public JwtPrincipalsBuilder keys(String jwks) {
        oneKind();
        try {
            JWKSet set = JWKSet.parse(jwks);
            fixed = header -> Keys.of(header, set);
        } catch (ParseException e) {
            throw new IllegalArgumentException("the keys are no JWK Set (RFC 7517)", e);
        }
        return this;
    }

    /**
     * Takes one public key, whatever id a token names.
     *
     * @param key of RSA or an elliptic curve
     * @return this
     */
    public JwtPrincipalsBuilder key(PublicKey key) {
        oneKind();
        Objects.requireNonNull(key, "key");
        fixed = header -> List.of(key);
        return this;
    }

    /**
     * Takes a secret shared with the issuer; only then are algorithms with secrets ({@code HS256} and such) allowed.
     *
     * @param bytes at least 32; 48 for {@code HS384}, 64 for {@code HS512}
     * @return this
     */
    public JwtPrincipalsBuilder secret(byte[] bytes) {
        oneKind();
        if (bytes.length < LEAST_SECRET) {
            throw new IllegalArgumentException(
                    "the secret has " + bytes.length + " bytes: it must have " + LEAST_SECRET + " or more");
        }
        SecretKeySpec key = new SecretKeySpec(bytes, "HMAC");
        fixed = header -> List.of(key);
        secret = bytes.length;
        return this;
    }

    private void oneKind() {
        if (url != null || fixed != null) {
            throw new IllegalArgumentException("two kinds of keys are given: give one");
        }
    }

    /**
     * Sets the algorithms a token may be signed with, instead of {@code RS256} and {@code ES256}, or {@code HS256} with a secret.
     *
     * @param names such as {@code PS256} (RFC 7518)
     * @return this
     */
    public JwtPrincipalsBuilder algorithms(String... names) {
        algorithms.clear();
        for (String name : names) {
            algorithms.add(new JWSAlgorithm(name));
        }
        return this;
    }

    /**
     * Sets the claim that names the person; {@code sub} unless set. A token without it is refused.
     *
     * @param claim its name; with dots for one inside of others
     * @return this
     */
    public JwtPrincipalsBuilder user(String claim) {
        user = Objects.requireNonNull(claim, "claim");
        return this;
    }

    /**
     * Sets the claim that names the team.
     *
     * @param claim its name; with dots for one inside of others
     * @return this
     */
    public JwtPrincipalsBuilder team(String claim) {
        team = Objects.requireNonNull(claim, "claim");
        return this;
    }

    /**
     * Sets the claim that names the application, such as {@code azp}.
     *
     * @param claim its name; with dots for one inside of others
     * @return this
     */
    public JwtPrincipalsBuilder app(String claim) {
        app = Objects.requireNonNull(claim, "claim");
        return this;
    }

    /**
     * Sets the claim that holds the roles: a list, or a text with spaces between them.
     *
     * @param claim its name, such as {@code realm_access.roles}; with dots for one inside of others
     * @return this
     */
    public JwtPrincipalsBuilder roles(String claim) {
        roles = Objects.requireNonNull(claim, "claim");
        return this;
    }

    /**
     * Adds claims that the principal keeps, if they are texts, numbers or truth values.
     *
     * @param names their names; with dots for those inside of others
     * @return this
     */
    public JwtPrincipalsBuilder claims(String... names) {
        others.addAll(List.of(names));
        return this;
    }

    /**
     * Sets how far the clocks of issuer and application may differ.
     *
     * @param value from zero to 5 min; 60 s unless set
     * @return this
     */
    public JwtPrincipalsBuilder clockSkew(Duration value) {
        if (value.isNegative() || value.compareTo(MOST_SKEW) > 0) {
            throw new IllegalArgumentException("clockSkew is " + value + ": it must be from 0 to 5 min");
        }
        skew = value;
        return this;
    }

    /**
     * Sets how long reading keys may take, connecting counted.
     *
     * @param value above 0; 5 s unless set
     * @return this
     */
    public JwtPrincipalsBuilder timeout(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("timeout is " + value + ": it must be above 0");
        }
        timeout = value;
        return this;
    }

    /**
     * Sets the clock.
     *
     * @param value the world
     * @return this
     */
    public JwtPrincipalsBuilder world(World value) {
        world = Objects.requireNonNull(value, "world");
        return this;
    }

    /**
     * What checks tokens.
     *
     * @return it, immutable
     * @throws IllegalArgumentException if something is missing or does not fit
     */
    public JwtPrincipals build() {
        if (issuer == null || issuer.isBlank()) {
            throw new IllegalArgumentException("the issuer is missing: anybody's token would do");
        }
        if (audience.isEmpty()) {
            throw new IllegalArgumentException("the audience is missing: tokens made for others would do");
        }
        if (url == null && fixed == null) {
            throw new IllegalArgumentException("the keys are missing: call keysFrom(…), keys(…), key(…) or secret(…)");
        }
        boolean shared = secret > 0;
        Set<JWSAlgorithm> usable = shared ? SECRET : PUBLIC;
        Set<JWSAlgorithm> allowed = !algorithms.isEmpty()
                ? algorithms
                : shared ? Set.of(JWSAlgorithm.HS256) : Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
        for (JWSAlgorithm algorithm : allowed) {
            if (!usable.contains(algorithm)) {
                throw new IllegalArgumentException("the algorithm " + algorithm + " cannot be used with "
                        + (shared ? "a secret" : "public keys") + ": there are "
                        + usable.stream().map(JWSAlgorithm::getName).sorted().toList());
            }
            int least = shared ? Integer.parseInt(algorithm.getName().substring(2)) / 8 : 0; // RFC 7518, 3.2
            if (secret < least) {
                throw new IllegalArgumentException(
                        "the secret has " + secret + " bytes: " + algorithm + " wants " + least + " or more");
            }
        }
        Keys keys = fixed != null ? fixed : new RemoteKeys(Objects.requireNonNull(url), timeout, world);
        return new JwtPrincipals(
                issuer, audience, allowed, keys, new Claims(user, team, app, roles, List.copyOf(others)), skew, world);
    }
}
