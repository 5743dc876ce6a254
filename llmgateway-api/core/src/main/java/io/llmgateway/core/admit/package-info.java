/**
 * Room {@code admit}: may they?
 *
 * <p>Refuses, before anything is sent, what no vendor could answer, what comes faster than its caller may ask, and what
 * its budgets could not pay. Once per round; what attempts may spend goes along with the call. May look at the request;
 * may change nothing of it but the model, where a budget says so.
 */
@NullMarked
package io.llmgateway.core.admit;

import org.jspecify.annotations.NullMarked;
