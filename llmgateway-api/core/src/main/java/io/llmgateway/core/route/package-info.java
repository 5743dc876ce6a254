/**
 * Room {@code route}: who answers?
 *
 * <p>Aliases, strategies, fallback by class of failure, hedging, streams that go on elsewhere, shadows, windows of models. Once
 * per round. May choose the target, pass a call on to the next one, and ask models on behalf of a call; of what is asked
 * it may change only the length, where the model is configured so, and what it takes to go on from where an answer broke off.
 */
@NullMarked
package io.llmgateway.core.route;

import org.jspecify.annotations.NullMarked;
