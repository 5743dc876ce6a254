/** OpenAI, and all who speak its dialect. */
@NullMarked
package io.llmgateway.providers.openai;

import org.jspecify.annotations.NullMarked;
