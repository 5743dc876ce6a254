/** What is looked for in texts, and what is done about it. */
@NullMarked
package io.llmgateway.guard;

import org.jspecify.annotations.NullMarked;
