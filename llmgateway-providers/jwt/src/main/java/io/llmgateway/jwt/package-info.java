/**
 * Tells who asks by the JSON Web Token (RFC 7519) they bring. What a token says is believed only where a key of its issuer has
 * signed it.
 */
@NullMarked
package io.llmgateway.jwt;

import org.jspecify.annotations.NullMarked;
