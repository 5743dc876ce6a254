/**
 * What can go wrong, sorted by what the caller can do about it. One sealed family under
 * {@link io.llmgateway.error.LlmException}.
 */
@NullMarked
package io.llmgateway.error;

import org.jspecify.annotations.NullMarked;
