/**
 * Hands things over to whoever may be slow, without waiting for long. Stands beside the rooms and knows none of them.
 */
@NullMarked
package io.llmgateway.core.lanes;

import org.jspecify.annotations.NullMarked;
