/**
 * Room {@code watch}: what happened?
 *
 * <p>Tells how a call began and ended, keeps its course for {@code response.explain()} and {@code attempts()}, writes a line a
 * call, and looks out for somebody who spends far more than usual.
 * Once per turn. Reads events; changes nothing.
 */
@NullMarked
package io.llmgateway.core.watch;

import org.jspecify.annotations.NullMarked;
