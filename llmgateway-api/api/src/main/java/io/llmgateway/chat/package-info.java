/**
 * The words: what an application says to a language model and what it hears back. Values only: immutable, without
 * behaviour of their own, the same for every vendor.
 */
@NullMarked
package io.llmgateway.chat;

import org.jspecify.annotations.NullMarked;
