/** What was not asked twice, and what that saved. */
@NullMarked
package io.llmgateway.examples.saved;

import org.jspecify.annotations.NullMarked;
