/** What a client remembers of its answers. */
@NullMarked
package io.llmgateway.recall;

import org.jspecify.annotations.NullMarked;
