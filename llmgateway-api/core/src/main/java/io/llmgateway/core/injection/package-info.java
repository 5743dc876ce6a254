/**
 * How much a text reads like an attempt to turn a model around. Stands beside the rooms; knows texts, not calls.
 *
 * <p>Words become {@link io.llmgateway.core.injection.Book meanings}, whatever their language, and rules are short sequences of
 * meanings; both are data. Texts that are written so that only a model would read them (encoded, reversed, letter by letter) are read
 * as it would. No regular expressions, no text is read more than a few times, and none can hang it.
 */
@NullMarked
package io.llmgateway.core.injection;

import org.jspecify.annotations.NullMarked;
