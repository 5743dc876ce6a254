/** Hugging Face as a provider. */
@NullMarked
package io.llmgateway.providers.huggingface;

import org.jspecify.annotations.NullMarked;
