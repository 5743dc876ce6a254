package io.llmgateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.llmgateway.access.Principal;
import io.llmgateway.error.RefusedException;
import io.llmgateway.testkit.FakeWorld;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are believed, and what they say. */
class JwtPrincipalsTest {
    private static final Instant NOW = Instant.parse("2026-05-06T12:00:00Z");
    private static RSAKey rsa;
    private static RSAKey foreign;
    private static ECKey curve;

    private final FakeWorld world = new FakeWorld().setNow(NOW);

    @BeforeAll
    static void keys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("k1").generate();
        foreign = new RSAKeyGenerator(2048).keyID("k1").generate();
        curve = new ECKeyGenerator(Curve.P_256).keyID("k2").generate();
    }

    private JwtPrincipalsBuilder builder() {
        return JwtPrincipals.builder()
                .issuer("https://id")
                .audience("chat", "other")
                .world(world);
    }

    private JwtPrincipals tokens() {
        return builder()
                .keys(new JWKSet(List.of(rsa.toPublicJWK(), curve.toPublicJWK())).toString())
                .build();
    }

    static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://id")
                .audience("chat")
                .subject("ann")
                .expirationTime(Date.from(NOW.plusSeconds(300)));
    }

    static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static JWSHeader header(RSAKey key) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build();
    }

    static String signed(JWTClaimsSet claims, RSAKey key) throws JOSEException {
        return signed(header(key), claims, new RSASSASigner(key));
    }

    private static void refused(JwtPrincipals tokens, String token, String why) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> tokens.verify(token));
        assertThat(refused).as("a refusal").isNotNull();
        assertThat(refused.rule()).isEqualTo("jwt");
        assertThat(refused).hasMessage("the token is refused: " + why).hasNoCause();
    }

    @Test
    void whatItSaysIsMapped() throws JOSEException {
        String token = signed(
                claims().subject("u-17")
                        .claim("preferred_username", "ann")
                        .claim("groups", Map.of("team", "support"))
                        .claim("azp", "desk")
                        .claim("realm_access", Map.of("roles", List.of("agent", "", 7, "admin")))
                        .claim("https://example.org/site", "Bonn")
                        .claim("level", 3)
                        .claim("nested", Map.of("deep", true))
                        .claim("list", List.of("x"))
                        .build(),
                rsa);
        assertThat(tokens().verify(token))
                .isEqualTo(Principal.builder().user("u-17").build());
        JwtPrincipals mapped = builder()
                .key(publicKey())
                .user("preferred_username")
                .team("groups.team")
                .app("azp")
                .roles("realm_access.roles")
                .claims("https://example.org/site", "level", "nested.deep", "list", "absent")
                .build();
        assertThat(mapped.verify(token))
                .isEqualTo(Principal.builder()
                        .user("ann")
                        .team("support")
                        .app("desk")
                        .role("agent", "admin")
                        .claim("https://example.org/site", "Bonn")
                        .claim("level", "3")
                        .claim("nested.deep", "true")
                        .build());
    }

    private static PublicKey publicKey() throws JOSEException {
        return rsa.toRSAPublicKey();
    }

    @Test
    void rolesMayStandInOneText() throws JOSEException {
        String token = signed(claims().claim("scope", "read  write").build(), rsa);
        assertThat(builder()
                        .key(publicKey())
                        .roles("scope")
                        .build()
                        .verify(token)
                        .roles())
                .containsExactlyInAnyOrder("read", "write");
    }

    @Test
    void whoeverIsNotNamedIsRefused() throws JOSEException {
        refused(tokens(), signed(claims().subject(null).build(), rsa), "it names nobody: the claim \"sub\" is missing");
        refused(tokens(), signed(claims().subject("  ").build(), rsa), "it names nobody: the claim \"sub\" is missing");
    }

    @Test
    void eachAllowedAlgorithm() throws JOSEException {
        JWSHeader es = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k2").build();
        assertThat(tokens().verify(signed(es, claims().build(), new ECDSASigner(curve)))
                        .user())
                .contains("ann");
        JWSHeader ps = new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("k1").build();
        String token = signed(ps, claims().build(), new RSASSASigner(rsa));
        refused(tokens(), token, "its algorithm is not allowed");
        assertThat(builder()
                        .key(publicKey())
                        .algorithms("PS256")
                        .build()
                        .verify(token)
                        .user())
                .contains("ann");
    }

    @ParameterizedTest
    @CsvSource({"-61, it has expired", "-60, it has expired", "-59, ", "1, "})
    void itExpires(long seconds, String why) throws JOSEException {
        String token = signed(
                claims().expirationTime(Date.from(NOW.plusSeconds(seconds))).build(), rsa);
        if (why == null) {
            tokens().verify(token);
        } else {
            refused(tokens(), token, why);
        }
    }

    @ParameterizedTest
    @CsvSource({"61, it is not valid yet", "60, ", "-1, "})
    void itBegins(long seconds, String why) throws JOSEException {
        String token = signed(
                claims().notBeforeTime(Date.from(NOW.plusSeconds(seconds))).build(), rsa);
        if (why == null) {
            tokens().verify(token);
        } else {
            refused(tokens(), token, why);
        }
    }

    @Test
    void theClocksMayBeToldToAgree() throws JOSEException {
        JwtPrincipals strict =
                builder().key(publicKey()).clockSkew(Duration.ZERO).build();
        String token = signed(claims().build(), rsa);
        world.advance(Duration.ofSeconds(299));
        strict.verify(token);
        world.advance(Duration.ofSeconds(1));
        refused(strict, token, "it has expired");
    }

    @Test
    void itMustBeForUsOfTheIssuerAndEnd() throws JOSEException {
        refused(tokens(), signed(claims().issuer("https://id/").build(), rsa), "it is of another issuer");
        refused(tokens(), signed(claims().issuer(null).build(), rsa), "it is of another issuer");
        refused(tokens(), signed(claims().audience("shop").build(), rsa), "it is for another audience");
        refused(tokens(), signed(claims().audience((String) null).build(), rsa), "it is for another audience");
        refused(tokens(), signed(claims().expirationTime(null).build(), rsa), "it never expires");
        tokens().verify(signed(claims().audience(List.of("shop", "other")).build(), rsa));
    }

    @Test
    void itMustBeSignedByAKeyOfTheIssuer() throws JOSEException {
        refused(tokens(), signed(claims().build(), foreign), "no key of its issuer has signed it");
        RSAKey unknown = new RSAKey.Builder(foreign).keyID("k9").build();
        refused(tokens(), signed(claims().build(), unknown), "no key of its issuer has signed it");
        JWSHeader brings = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(foreign.toPublicJWK())
                .jwkURL(URI.create("http://localhost:1/keys"))
                .build();
        refused(
                tokens(),
                signed(brings, claims().build(), new RSASSASigner(foreign)),
                "no key of its issuer has signed it");
        String token = signed(claims().build(), rsa);
        String[] parts = token.split("\\.", -1);
        String other = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims().subject("root").build().toString().getBytes(StandardCharsets.UTF_8));
        refused(tokens(), parts[0] + "." + other + "." + parts[2], "no key of its issuer has signed it");
    }

    @Test
    void aKeyOfAnotherCurveStandsInNobodysWay() throws JOSEException {
        ECKey larger = new ECKeyGenerator(Curve.P_384).keyID("k3").generate();
        JwtPrincipals tokens = builder()
                .keys(new JWKSet(List.of(larger.toPublicJWK(), curve.toPublicJWK())).toString())
                .build();
        String token = signed(new JWSHeader(JWSAlgorithm.ES256), claims().build(), new ECDSASigner(curve));
        assertThat(tokens.verify(token).user()).contains("ann");
        String other = signed(
                new JWSHeader(JWSAlgorithm.ES256),
                claims().build(),
                new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));
        refused(tokens, other, "no key of its issuer has signed it");
    }

    @Test
    void aSecretMustBeAsLongAsItsAlgorithmsWant() throws JOSEException {
        for (int bytes : new int[] {47, 48}) {
            JwtPrincipalsBuilder builder = builder().secret(new byte[bytes]).algorithms("HS256", "HS384");
            if (bytes < 48) {
                assertThatThrownBy(builder::build)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("HS384")
                        .hasMessageContaining("48");
            } else {
                String token =
                        signed(new JWSHeader(JWSAlgorithm.HS384), claims().build(), new MACSigner(new byte[bytes]));
                assertThat(builder.build().verify(token).user()).contains("ann");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https:keys", "https:///keys", "https://key_server/keys"})
    void anAddressWithoutAHostIsRefusedAtOnce(String address) {
        assertThatThrownBy(() -> builder().keysFrom(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host");
    }

    @Test
    void withoutASignatureNothingIsBelieved() throws JOSEException {
        refused(tokens(), new PlainJWT(claims().build()).serialize(), "it is broken");
        String[] parts = signed(claims().build(), rsa).split("\\.", -1);
        refused(tokens(), parts[0] + "." + parts[1] + ".", "it is broken");
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"nOnE\"}".getBytes(StandardCharsets.UTF_8));
        refused(tokens(), none + "." + parts[1] + "." + parts[2], "its algorithm is not allowed");
    }

    @Test
    void aPublicKeyIsNoSecret() throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build();
        for (byte[] known : List.of(
                rsa.toRSAPublicKey().getEncoded(), rsa.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8))) {
            String token = signed(header, claims().build(), new MACSigner(known));
            refused(tokens(), token, "its algorithm is not allowed");
            refused(builder().key(publicKey()).build(), token, "its algorithm is not allowed");
        }
    }

    @Test
    void aSecretIsNoPublicKey() throws JOSEException {
        byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        JwtPrincipals shared = builder().secret(secret).build();
        String token = signed(new JWSHeader(JWSAlgorithm.HS256), claims().build(), new MACSigner(secret));
        assertThat(shared.verify(token).user()).contains("ann");
        refused(shared, signed(claims().build(), rsa), "its algorithm is not allowed");
    }

    @Test
    void onlyTheTypesOfTokens() throws JOSEException {
        for (String type : List.of("at+jwt", "jwt")) {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .type(new JOSEObjectType(type))
                    .build();
            tokens().verify(signed(header, claims().build(), new RSASSASigner(rsa)));
        }
        JWSHeader logout = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType("logout+jwt"))
                .build();
        refused(tokens(), signed(logout, claims().build(), new RSASSASigner(rsa)), "it is of another type than JWT");
        JWSHeader critical = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .criticalParams(Set.of("must"))
                .customParam("must", 1)
                .build();
        SignedJWT strange = new SignedJWT(critical, claims().build());
        strange.sign(new RSASSASigner(rsa));
        refused(tokens(), strange.serialize(), "no key of its issuer has signed it");
    }

    @Test
    void aWholeHeaderIsNoToken() {
        refused(tokens(), "Bearer x.y.z", "it still begins with \"Bearer \"");
        refused(tokens(), "bearer x.y.z", "it still begins with \"Bearer \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "a.b.c", "....", "e30.e30.e30", "\u0000.\u0000.\u0000"})
    void whatIsNoTokenIsBroken(String text) {
        refused(tokens(), text, "it is broken");
    }

    @Test
    void whatIsTooLongIsNotEvenRead() {
        refused(tokens(), "a".repeat(16_385), "it has 16385 characters, more than 16384");
        String deep = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("{\"alg\":\"RS256\",\"x\":" + "[".repeat(6_000)).getBytes(StandardCharsets.UTF_8));
        refused(tokens(), deep + ".e30.e30", "it is broken");
    }

    @Test
    void whatMakesNoSenseIsRefusedAtOnce() {
        assertThatThrownBy(() ->
                        JwtPrincipals.builder().audience("a").key(publicKey()).build())
                .hasMessageContaining("issuer");
        assertThatThrownBy(() ->
                        JwtPrincipals.builder().issuer("a").key(publicKey()).build())
                .hasMessageContaining("audience");
        assertThatThrownBy(() -> builder().build()).hasMessageContaining("keys are missing");
        assertThatThrownBy(() -> builder().key(publicKey()).secret(new byte[32]))
                .hasMessageContaining("two kinds");
        assertThatThrownBy(() -> builder().secret(new byte[31])).hasMessageContaining("31 bytes");
        assertThatThrownBy(() -> builder().key(publicKey()).algorithms("none").build())
                .hasMessageContaining("none cannot be used with public keys");
        assertThatThrownBy(() ->
                        builder().key(publicKey()).algorithms("RS256", "HS256").build())
                .hasMessageContaining("HS256 cannot be used with public keys");
        assertThatThrownBy(
                        () -> builder().secret(new byte[32]).algorithms("RS256").build())
                .hasMessageContaining("RS256 cannot be used with a secret");
        assertThatThrownBy(() -> builder().keysFrom(URI.create("http://id.example.org/keys")))
                .hasMessageContaining("no https address");
        assertThatThrownBy(() -> builder().keys("{}")).hasMessageContaining("no JWK Set");
        assertThatThrownBy(() -> builder().clockSkew(Duration.ofHours(1))).hasMessageContaining("5 min");
    }
}
