/**
 * Room {@code watch}: what happened?
 *
 * <p>Tells how a call began and ended, and keeps its course for {@code response.explain()} and {@code attempts()}.
 * Once per turn. Reads events; changes nothing.
 */
@NullMarked
package io.llmgateway.core.watch;

import org.jspecify.annotations.NullMarked;
