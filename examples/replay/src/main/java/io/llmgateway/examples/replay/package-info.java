/** Recorded vendor traffic, played back through the real providers. */
@NullMarked
package io.llmgateway.examples.replay;

import org.jspecify.annotations.NullMarked;
