/**
 * Room {@code send}: the back door.
 *
 * <p>Hands a call to its provider and tells how the attempt began and ended. Once per attempt; the only place that
 * knows providers.
 */
@NullMarked
package io.llmgateway.core.send;

import org.jspecify.annotations.NullMarked;
