/**
 * Google's models, through the Gemini API and through Vertex AI. The door is {@link
 * io.llmgateway.providers.gemini.GeminiProviderFactory}; requests are written by {@code GenerateContentWire} and its
 * writers, answers read by {@code ChunkReader} and {@code PartReader}, failures understood by {@code GeminiFailures}.
 */
@NullMarked
package io.llmgateway.providers.gemini;

import org.jspecify.annotations.NullMarked;
