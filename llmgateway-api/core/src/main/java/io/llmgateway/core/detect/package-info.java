/**
 * What is in a text: personal data, secrets. Stands beside the rooms, so that all may ask. Knows texts, not calls.
 *
 * <p>One pass over the characters cuts a text into {@link io.llmgateway.core.detect.Sheet tokens}; spotters are asked only at
 * places that may be theirs, and look around from there with bounded steps. No regular expressions: no text can hang them.
 */
@NullMarked
package io.llmgateway.core.detect;

import org.jspecify.annotations.NullMarked;
