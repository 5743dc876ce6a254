/** Many calls over vendors that fail all the time. */
@NullMarked
package io.llmgateway.examples.chaos;

import org.jspecify.annotations.NullMarked;
