/**
 * Room {@code guard}: is it fit to go out, or come in?
 *
 * <p>Masks personal data and secrets on the way out and puts them back in answers; asks guards about all texts, and refuses,
 * changes or reroutes calls as they say. Once per round. Fails closed. May look into texts with {@code core.detect}; may not
 * know targets, prices or stores.
 */
@NullMarked
package io.llmgateway.core.guard;

import org.jspecify.annotations.NullMarked;
