/** Tools, called by the application itself. */
@NullMarked
package io.llmgateway.examples.toolsbyhand;

import org.jspecify.annotations.NullMarked;
