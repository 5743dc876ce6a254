/**
 * What happened in the course of a call, told as it happens. Listeners watch; they never change an answer.
 */
@NullMarked
package io.llmgateway.event;

import org.jspecify.annotations.NullMarked;
