/**
 * Room {@code admit}: may they?
 *
 * <p>Refuses, before anything is sent, what no vendor could answer, what its caller may not ask, what comes faster than the
 * caller may ask, and what its budgets could not pay. Once per round; where attempts may go and what they may spend goes along
 * with the call. May look at the request; may change nothing of it but the model, where a budget says so, and the length of the
 * answer, where a rule does and the request does not.
 */
@NullMarked
package io.llmgateway.core.admit;

import org.jspecify.annotations.NullMarked;
