/**
 * Room {@code steady}: what if they stumble?
 *
 * <p>Asks the same target again where that helps, keeps to our own limits of it, and writes down how each target fares.
 * Once per target a call is sent to. May call the chain again; may not change what is asked, nor choose another target.
 */
@NullMarked
package io.llmgateway.core.steady;

import org.jspecify.annotations.NullMarked;
