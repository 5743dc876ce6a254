/** Anthropic as a provider. */
@NullMarked
package io.llmgateway.providers.anthropic;

import org.jspecify.annotations.NullMarked;
