/** A tool result that gives orders to the model, and what becomes of it. */
@NullMarked
package io.llmgateway.examples.poisonedtool;

import org.jspecify.annotations.NullMarked;
