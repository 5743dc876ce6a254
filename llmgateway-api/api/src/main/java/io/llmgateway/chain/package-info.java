/**
 * The corridor a call walks through: the call on its way down, the reply on its way up, and the interceptors between.
 */
@NullMarked
package io.llmgateway.chain;

import org.jspecify.annotations.NullMarked;
