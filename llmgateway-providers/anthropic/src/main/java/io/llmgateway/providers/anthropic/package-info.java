/**
 * Anthropic's models, at Anthropic, at servers that speak its language, and on Vertex AI. The door is {@link
 * io.llmgateway.providers.anthropic.AnthropicProviderFactory}; {@code RequestWriter} and its helpers write requests,
 * {@code ClaudeModel} knows what each model takes, {@code MessageReader} and {@code ReadBlock} read answers, {@code
 * Failures} understands what went wrong.
 */
@NullMarked
package io.llmgateway.providers.anthropic;

import org.jspecify.annotations.NullMarked;
