/**
 * The catalogue: which models there are, what they cost, and how many tokens something has.
 *
 * <p>No room, but what several rooms ask: {@code send} prices attempts with it, {@code admit} reserves with it. Knows
 * nothing of calls and chains.
 */
@NullMarked
package io.llmgateway.core.catalogue;

import org.jspecify.annotations.NullMarked;
