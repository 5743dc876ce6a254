/** A chat whose vendor never sees whom it is about. */
@NullMarked
package io.llmgateway.examples.maskedchat;

import org.jspecify.annotations.NullMarked;
