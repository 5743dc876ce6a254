/**
 * Room {@code route}: who answers?
 *
 * <p>Aliases and an ordered fallback by class of failure. Once per round. May choose the target and pass a call on to
 * the next one where the first fails before its answer has begun; may not change what is asked.
 */
@NullMarked
package io.llmgateway.core.route;

import org.jspecify.annotations.NullMarked;
