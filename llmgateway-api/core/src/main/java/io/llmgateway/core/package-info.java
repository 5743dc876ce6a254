/** The corridor every call walks through. */
@NullMarked
package io.llmgateway.core;

import org.jspecify.annotations.NullMarked;
