/**
 * What may stand in an answer: markup, links, payloads. Stands beside the rooms, so that all may ask. Knows texts, not calls.
 *
 * <p>Cleaners read each char once and hold back only what they cannot decide on yet, so that a text gives the same however it
 * is cut. What is taken out leaves a blank: nothing can grow together that was apart.
 */
@NullMarked
package io.llmgateway.core.output;

import org.jspecify.annotations.NullMarked;
