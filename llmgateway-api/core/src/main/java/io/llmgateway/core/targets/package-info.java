/**
 * What is known of each target while the client runs: its health, its speed, how busy it is.
 *
 * <p>No room: {@code steady} writes it down at each attempt, {@code route} chooses by it.
 */
@NullMarked
package io.llmgateway.core.targets;

import org.jspecify.annotations.NullMarked;
