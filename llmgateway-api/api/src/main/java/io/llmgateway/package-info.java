/**
 * The front door: {@link io.llmgateway.LlmClient} and what it hands out.
 */
@NullMarked
package io.llmgateway;

import org.jspecify.annotations.NullMarked;
