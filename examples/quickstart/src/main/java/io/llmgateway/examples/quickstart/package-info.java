/** The first call. */
@NullMarked
package io.llmgateway.examples.quickstart;

import org.jspecify.annotations.NullMarked;
