/**
 * Counts tokens as OpenAI's models do, with the encodings of JTokkit. Found by {@link java.util.ServiceLoader}: to have
 * the jar on the class path is all it takes.
 */
@NullMarked
package io.llmgateway.jtokkit;

import org.jspecify.annotations.NullMarked;
