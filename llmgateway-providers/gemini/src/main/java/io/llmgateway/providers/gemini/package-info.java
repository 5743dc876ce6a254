/** Gemini as a provider. */
@NullMarked
package io.llmgateway.providers.gemini;

import org.jspecify.annotations.NullMarked;
