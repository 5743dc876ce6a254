package io.llmgateway.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyConverter;
import java.security.Key;
import java.security.PublicKey;
import java.util.List;

/** The keys of an issuer. Thread-safe. */
@FunctionalInterface
interface Keys {
    /**
     * Those that may have signed a token.
     *
     * @param header the token's, whose algorithm is one of those that are allowed
     * @return maybe none
     */
    List<? extends Key> of(JWSHeader header);

    /** Those of a set that a header asks for: of its kind and its id, and made for signing. */
    static List<? extends Key> of(JWSHeader header, JWKSet set) {
        return KeyConverter.toJavaKeys(new JWKSelector(JWKMatcher.forJWSHeader(header)).select(set)).stream()
                .filter(PublicKey.class::isInstance)
                .toList();
    }
}
