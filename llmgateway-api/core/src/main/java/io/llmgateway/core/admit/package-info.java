/**
 * Room {@code admit}: may they?
 *
 * <p>Refuses requests no vendor could answer, before anything is sent. Once per round. May look at the request; may
 * not change it.
 */
@NullMarked
package io.llmgateway.core.admit;

import org.jspecify.annotations.NullMarked;
