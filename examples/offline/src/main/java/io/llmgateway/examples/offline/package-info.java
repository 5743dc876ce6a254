/** A local model that answers while the clouds cannot be reached. */
@NullMarked
package io.llmgateway.examples.offline;

import org.jspecify.annotations.NullMarked;
