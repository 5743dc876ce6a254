/** A rule of your own on the way of every call. */
@NullMarked
package io.llmgateway.examples.owninterceptor;

import org.jspecify.annotations.NullMarked;
