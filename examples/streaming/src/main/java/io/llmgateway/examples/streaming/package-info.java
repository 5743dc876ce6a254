/** An answer read piece by piece. */
@NullMarked
package io.llmgateway.examples.streaming;

import org.jspecify.annotations.NullMarked;
